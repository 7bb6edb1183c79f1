from odoo import fields, models

from .club_broadcast_recipient import ARMS

# What a figure opens: name of the figure → domain on the recipients.
FIGURES = {
    "people": [],
    "planned": [("message_id", "!=", False)],
    "delivered": [("message_state", "=", "delivered")],
    "failed": [("message_state", "in", ("failed", "blocked", "unknown", "cancelled"))],
    "clicked": [("clicked", "=", True)],
    "visited": [("visited", "=", True)],
    "bought": [("bought", "=", True)],
    "opted_out": [("opted_out", "=", True)],
}


class ClubBroadcastArm(models.Model):
    """What one group of a group message did: those of a text, or those who got none."""

    _name = "club.broadcast.arm"
    _description = "Result of a Group Message"
    _order = "broadcast_id desc, id"
    _log_access = False
    _rec_name = "arm"

    broadcast_id = fields.Many2one(
        "club.broadcast",
        "Group message",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="broadcast_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    arm = fields.Selection([row for row in ARMS if row[0] != "skipped"], "Group", readonly=True)
    people = fields.Integer(readonly=True)
    planned = fields.Integer("Texts", readonly=True)
    waiting = fields.Integer(readonly=True)
    sent = fields.Integer("Sent, no news yet", readonly=True)
    delivered = fields.Integer(readonly=True)
    failed = fields.Integer("Not delivered", readonly=True)
    clicked = fields.Integer(readonly=True)
    visited = fields.Integer("Came", readonly=True)
    bought = fields.Integer(readonly=True)
    opted_out = fields.Integer("Opted out", readonly=True)
    parts = fields.Integer("SMS parts", readonly=True)
    price = fields.Monetary("Cost", readonly=True, help="Parts at the price of the settings.")
    revenue = fields.Monetary("Purchases", readonly=True)
    base_people = fields.Integer("Held out", readonly=True)
    base_visited = fields.Integer("Held out, and came", readonly=True)
    base_bought = fields.Integer("Held out, and bought", readonly=True)
    visit_lift = fields.Char("More visits", compute="_compute_lift")
    bought_lift = fields.Char("More buyers", compute="_compute_lift")

    _once_uniq = models.UniqueIndex("(broadcast_id, arm)", "Each group has one line of results.")

    def _compute_lift(self):
        for row in self:
            row.visit_lift = row._lift_words(row.visited, row.base_visited)
            row.bought_lift = row._lift_words(row.bought, row.base_bought)

    def action_open(self):
        """The recipients behind a figure; the context names it in ``club_figure``."""
        self.ensure_one()
        figure = self.env.context.get("club_figure")
        return self.broadcast_id._open_recipients(
            [("arm", "=", self.arm), *FIGURES.get(figure, [])]
        )
