import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.sql import column_exists

# No letters or digits that are mistaken for one another when read aloud.
_SERIAL_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class DirectDevice(models.Model):
    """A keypad: a hardware device, the tablet page, or a shop's own till."""

    _name = "direct.device"
    _description = "Keypad"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, help="Where it stands, e.g. front desk.")
    active = fields.Boolean(default=True, tracking=True)
    state = fields.Selection(
        [("active", "Active"), ("suspended", "Suspended")],
        required=True,
        default="active",
        copy=False,
        tracking=True,
        help="A suspended keypad is refused until it is resumed; it keeps its entries meanwhile.",
    )
    serial = fields.Char(
        required=True,
        copy=False,
        readonly=True,
        default=lambda self: self._default_serial(),
        help="Public name of the keypad in the protocol.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self.env.company,
    )
    group_id = fields.Many2one(
        "club.group",
        check_company=True,
        tracking=True,
        compute="_compute_group_id",
        store=True,
        readonly=False,
        help="New customers from this keypad enter this group. By default the group with the star.",
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        required=True,
        default=lambda self: self._default_lang(),
        help="Language of what the keypad shows.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        help="Is told when the keypad needs attention.",
    )
    color = fields.Integer()

    # Settings of the shop -------------------------------------------------------------------
    merge_minutes = fields.Integer(
        "Merge window (minutes)",
        default=10,
        help="The same number again within these minutes is one visit. 0 counts every entry.",
    )
    tag_required = fields.Boolean(
        default=True, help="Entries without a tag are rejected (they stay in the inbox)."
    )
    late_days = fields.Integer(
        "Accept entries up to (days)",
        default=30,
        help="Older entries, kept by a keypad that was offline, are rejected to the inbox.",
    )
    greet_hours = fields.Integer(
        "Send texts up to (hours)",
        default=24,
        help="An older entry counts as a visit, but its text is not sent any more.",
    )
    rate_limit = fields.Integer(
        "Requests per second", default=20, help="More are answered with 'slow down'. 0: no limit."
    )

    # What is known of the keypad ------------------------------------------------------------
    paired_at = fields.Datetime("Paired on", readonly=True, copy=False)
    model_name = fields.Char("Model", readonly=True, copy=False)
    firmware = fields.Char(readonly=True, copy=False)
    last_seen = fields.Datetime(readonly=True, copy=False)
    queued = fields.Integer(
        "Waiting entries", readonly=True, copy=False, help="Entries that wait on the keypad itself."
    )
    battery = fields.Integer("Battery (%)", readonly=True, copy=False)
    clock_drift = fields.Integer(
        "Clock drift (s)",
        readonly=True,
        copy=False,
        help="Seconds that the keypad's clock is ahead of the server's (behind: negative).",
    )
    event_ids = fields.One2many("direct.event", "device_id", "Inbox")
    rejected_count = fields.Integer(compute="_compute_event_counts")
    today_count = fields.Integer("Entries in 24 hours", compute="_compute_event_counts")

    _serial_uniq = models.UniqueIndex("(serial)", "Another keypad has this serial.")
    _limits_sane = models.Constraint(
        "CHECK (merge_minutes BETWEEN 0 AND 10080 AND late_days BETWEEN 1 AND 3650"
        " AND greet_hours BETWEEN 0 AND 87600 AND rate_limit BETWEEN 0 AND 10000)",
        "A limit is out of range: merge window up to a week, entries up to 10 years old, "
        "up to 10,000 requests a second.",
    )

    def init(self):
        """Add the columns that no field declares: no RPC call, export or view can name them."""
        if not column_exists(self.env.cr, self._table, "secret"):
            self.env.cr.execute(
                "ALTER TABLE direct_device ADD COLUMN secret bytea,"
                " ADD COLUMN pair_hash varchar, ADD COLUMN pair_until timestamp"
            )
        self.env.cr.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS direct_device_pair_hash_uniq"
            " ON direct_device (pair_hash)"
        )
        # Counts of the last seconds and minutes; not worth a line in the write-ahead log.
        self.env.cr.execute(
            "CREATE UNLOGGED TABLE IF NOT EXISTS direct_device_counter"
            " (key varchar PRIMARY KEY, started bigint NOT NULL, hits integer NOT NULL)"
        )

    # Defaults and computes --------------------------------------------------------------------

    @api.model
    def _default_serial(self):
        return "DK-" + "".join(secrets.choice(_SERIAL_ALPHABET) for _place in range(10))

    @api.model
    def _default_lang(self):
        installed = dict(self._selection_lang())
        for lang in (self.env.company.partner_id.lang, self.env.lang):
            if lang in installed:
                return lang
        return next(iter(installed))

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("company_id")
    def _compute_group_id(self):
        for device in self:
            if not device.group_id or device.group_id.company_id != device.company_id:
                device.group_id = self.env["club.group"]._device_group(device.company_id)

    def _compute_event_counts(self):
        Event = self.env["direct.event"]
        rejected = dict(
            Event._read_group(
                [("device_id", "in", self.ids), ("state", "=", "rejected")],
                ["device_id"],
                ["__count"],
            )
        )
        since = fields.Datetime.now() - timedelta(days=1)
        today = dict(
            Event._read_group(
                [("device_id", "in", self.ids), ("received_at", ">=", since)],
                ["device_id"],
                ["__count"],
            )
        )
        for device in self:
            device.rejected_count = rejected.get(device, 0)
            device.today_count = today.get(device, 0)

    # CRUD ---------------------------------------------------------------------------------------

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if not default or "name" not in default:
            for device, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%s (copy)", device.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["direct.event"].sudo().search_count([("device_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("This keypad has entries in the inbox. Archive it instead."))

    # Actions ------------------------------------------------------------------------------------

    def action_suspend(self):
        """Cut the keypads off at once (lost, stolen); they are refused from the next request."""
        self.write({"state": "suspended"})

    def action_resume(self):
        """Let suspended keypads speak again."""
        self.write({"state": "active"})

    def action_view_events(self):
        """Open the keypad's inbox; with the context key ``rejected_only`` what needs attention."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("direct_device.direct_event_action")
        action["domain"] = [("device_id", "=", self.id)]
        rejected_only = self.env.context.get("rejected_only")
        action["context"] = {"search_default_rejected": 1} if rejected_only else {}
        return action
