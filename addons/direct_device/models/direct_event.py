from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.customer_club.tools.search_key import digits_of


class DirectEvent(models.Model):
    """The inbox: every event ever received, its verdict and why. Rows are made by the protocol."""

    _name = "direct.event"
    _description = "Keypad Entry"
    _order = "id desc"
    _log_access = False
    _rec_name = "uuid"

    device_id = fields.Many2one(
        "direct.device", "Keypad", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    received_at = fields.Datetime("Received on", required=True, readonly=True, index=True)
    uuid = fields.Char("Id", readonly=True, help="Empty where the id sent was not usable.")
    echo = fields.Char("Id as sent", readonly=True)
    at = fields.Datetime("Key pressed on", readonly=True)
    mobile = fields.Char("Number as typed", readonly=True)
    tag_key = fields.Integer("Key", readonly=True)
    origin = fields.Char(readonly=True, help="What a till says the entry came from: a receipt.")
    state = fields.Selection(
        [("accepted", "Counted"), ("merged", "Merged"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
    )
    code = fields.Selection(
        [
            ("bad_event", "Not readable"),
            ("bad_id", "Id is not a UUID"),
            ("id_conflict", "Id used with other content"),
            ("bad_mobile", "Not a mobile number"),
            ("bad_tag", "No such tag"),
            ("bad_time", "Time not acceptable"),
        ],
        "Reason",
        readonly=True,
    )
    visit_id = fields.Many2one(
        "club.visit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(related="visit_id.partner_id", string="Customer")
    number = fields.Integer("Visit number", readonly=True, help="As the keypad was told.")
    is_first = fields.Boolean("First visit", readonly=True)
    raw = fields.Text("Content as sent", readonly=True)
    digest = fields.Char(readonly=True)

    search_text = fields.Char(
        "Name or number", compute="_compute_search_text", search="_search_search_text"
    )

    # Outlives the content, so that an event can never count twice.
    _uuid_uniq = models.UniqueIndex("(uuid)", "This entry was received before.")
    # Rejected entries without a usable id are kept once, however often they are sent.
    _anonymous_uniq = models.UniqueIndex(
        "(device_id, digest) WHERE uuid IS NULL", "This entry was received before."
    )
    # The inbox opens on what needs attention.
    _rejected_idx = models.Index("(device_id, id) WHERE state = 'rejected'")

    @api.model
    def _source(self, serial, uuid, origin):
        """How the visit of an entry is known.

        A till that names the source of its entry (a receipt) counts each source once, also when it
        sends it again under another id: after its store was lost, say.

        :return: dict ``source``, ``origin``
        """
        if origin:
            return {"source": "till", "origin": f"till:{serial}:{origin}"}
        return {"source": "keypad", "origin": f"direct:{uuid}"}

    def _compute_search_text(self):
        """For searching only: it shows nothing."""
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        """The member in any spelling, by earlier numbers too; or what was typed on the keypad."""
        if operator not in ("ilike", "like") or not isinstance(value, str):
            return NotImplemented
        domain = Domain("partner_id.club_search", "ilike", value)
        digits = digits_of(value)
        return domain | Domain("mobile", "ilike", digits) if digits else domain
