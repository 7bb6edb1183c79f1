from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ..tools.calendars import GREGORIAN, read
from ..tools.jalali import month_and_day

CALENDARS = [("jalali", "Jalali"), ("gregorian", "Gregorian")]
SERVING = "customer_club.group_club_user"  # those who serve members


class ResPartner(models.Model):
    """The member's record: what a company may keep beyond name and number, when it wants to."""

    _inherit = "res.partner"

    club_birthday = fields.Date("Birthday", copy=False)
    club_birthday_calendar = fields.Selection(
        CALENDARS,
        "Birthday calendar",
        compute="_compute_club_birthday_calendar",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="The calendar in which the birthday was given, and comes round again.",
    )
    # Month * 100 + day. In each calendar, so that an occasion finds its people by one index.
    club_birthday_jalali_md = fields.Integer(
        "Birthday in the Jalali year",
        compute="_compute_club_birthday_md",
        store=True,
        precompute=True,
        aggregator=None,
    )
    club_birthday_md = fields.Integer(
        "Birthday in the Gregorian year",
        compute="_compute_club_birthday_md",
        store=True,
        precompute=True,
        aggregator=None,
    )
    club_age = fields.Integer("Age", compute="_compute_club_age")
    # The record is not copied: a copy is somebody else, and whoever may copy a contact (a cashier)
    # need not be one who may read it.
    club_profession = fields.Char("Profession", copy=False, groups=SERVING)
    club_income_band_id = fields.Many2one(
        "club.income.band",
        "Income band",
        index="btree_not_null",
        copy=False,
        groups=SERVING,
        ondelete="restrict",
    )
    club_preference_ids = fields.Many2many(
        "club.preference",
        "club_preference_res_partner_rel",
        "partner_id",
        "preference_id",
        "Preferences",
        copy=False,
        groups=SERVING,
    )
    club_social_ids = fields.One2many(
        "club.social.profile", "partner_id", "Social profiles", groups=SERVING
    )
    club_temperament = fields.Text(
        "Notes on temperament",
        copy=False,
        groups=SERVING,
        help="How this person likes to be served. Only those who serve members read it.",
    )
    club_record_fields = fields.Char(
        "Fields of the record",
        compute="_compute_club_record_fields",
        groups=SERVING,
        help="Names of the fields that this company keeps, for the pages.",
    )

    # An integer without a value is 0 in Odoo: whoever has no birthday is not in the index.
    _club_birthday_jalali_idx = models.Index(
        "(club_birthday_jalali_md) WHERE club_birthday_jalali_md > 0"
    )
    _club_birthday_idx = models.Index("(club_birthday_md) WHERE club_birthday_md > 0")

    def _auto_init(self):
        """Add the computed columns empty: nobody has a birthday yet, whatever their number."""
        for name, kind in (
            ("club_birthday_calendar", "varchar"),
            ("club_birthday_jalali_md", "int4"),
            ("club_birthday_md", "int4"),
        ):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("club_birthday")
    def _compute_club_birthday_calendar(self):
        iranian = self._club_region() == "IR" or (self.env.lang or "").startswith("fa")
        for partner in self:
            partner.club_birthday_calendar = partner.club_birthday and (
                partner.club_birthday_calendar or ("jalali" if iranian else "gregorian")
            )

    @api.depends("club_birthday")
    def _compute_club_birthday_md(self):
        for partner in self:
            day = partner.club_birthday
            partner.club_birthday_jalali_md = day and month_and_day(day, "jalali")
            partner.club_birthday_md = day and month_and_day(day, "gregorian")

    @api.depends("club_birthday", "club_birthday_calendar")
    def _compute_club_age(self):
        today = fields.Date.context_today(self)
        for partner in self:
            day = partner.club_birthday
            if not day or day > today:
                partner.club_age = 0
                continue
            calendar = partner.club_birthday_calendar or GREGORIAN
            born, this = read(calendar, day), read(calendar, today)
            partner.club_age = this[0] - born[0] - (this[1:] < born[1:])

    @api.depends_context("company")
    def _compute_club_record_fields(self):
        self.club_record_fields = " ".join(self.env.company._club_record_fields())
