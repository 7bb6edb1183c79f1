from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class ClubKeyMeaning(models.TransientModel):
    """What did the keys mean on that day? Asked when an old visit is talked about."""

    _name = "club.key.meaning"
    _description = "Meaning of the Keys on a Day"

    day = fields.Date(required=True, default=fields.Date.context_today)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    group_id = fields.Many2one(
        "club.group",
        "Keypads of the group",
        domain="[('company_id', '=', company_id)]",
        help="Empty: the keypads that show the keys of the whole company.",
    )
    period_ids = fields.Many2many("club.tag.period", compute="_compute_period_ids")

    @api.depends("day", "company_id", "group_id")
    @api.depends_context("tz")
    def _compute_period_ids(self):
        Period = self.env["club.tag.period"]
        zone = ZoneInfo(str(self.env.tz or "UTC"))
        for wizard in self:
            if not wizard.day:
                wizard.period_ids = Period
                continue
            begin = datetime.combine(wizard.day, time.min, zone).astimezone(ZoneInfo("UTC"))
            begin = begin.replace(tzinfo=None)
            periods = Period.search(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("group_id", "in", [False, *wizard.group_id.ids]),
                    ("valid_from", "<", begin + timedelta(days=1)),
                    "|",
                    ("valid_until", "=", False),
                    ("valid_until", ">", begin),
                ],
                order="key, valid_from, id",
            )
            # A group with keys of its own shows those alone.
            wizard.period_ids = periods.filtered("group_id") or periods
