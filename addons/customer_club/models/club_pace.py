"""How often and when a company writes to its customers, and the row that guards it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.nuisance import Pace
from ..tools.rule_time import local_day, moment_at

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class ClubPace(models.Model):
    """Quiet hours and days, the cap for advertising, and what may not come together."""

    _name = "club.pace"
    _description = "Pace of Messages"
    _rec_name = "company_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        help="Of the shop. Empty: the company's own, or Tehran's for a company in Iran.",
    )
    quiet = fields.Boolean("Quiet hours", default=True)
    quiet_from = fields.Float("From", default=22.0)
    quiet_to = fields.Float("Until", default=8.0)
    quiet_service = fields.Boolean(
        "Service texts keep quiet, too",
        default=True,
        help="Except those that answer a visit: they go at once, while the customer is there.",
    )
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    monday = fields.Boolean()
    tuesday = fields.Boolean()
    wednesday = fields.Boolean()
    thursday = fields.Boolean()
    friday = fields.Boolean()
    cap = fields.Integer(
        "Advertising texts",
        default=4,
        help="So many advertising texts a person gets at most within the days beside. 0: no cap.",
    )
    cap_days = fields.Integer("Within days", default=30)
    together_minutes = fields.Integer(
        "Minutes between two texts",
        default=60,
        help="What would come sooner after another text waits. Answers to a visit do not. "
        "0: texts may come together.",
    )
    together = fields.Selection(
        [("postpone", "The second one waits"), ("join", "They become one text")],
        "What would come together",
        default="postpone",
        required=True,
    )
    turn = fields.Integer(readonly=True, default=0)

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one pace.")
    _ranges = models.Constraint(
        "CHECK (quiet_from >= 0 AND quiet_from < 24 AND quiet_to >= 0 AND quiet_to < 24"
        " AND cap >= 0 AND cap_days BETWEEN 1 AND 366 AND together_minutes BETWEEN 0 AND 10080)",
        "Hours lie between 0 and 24, days between 1 and 366, and a week is the longest wait.",
    )

    @api.constrains(*WEEKDAYS)
    def _check_a_day_is_left(self):
        for pace in self:
            if all(pace[name] for name in WEEKDAYS):
                raise ValidationError(
                    self.env._("At least one day of the week must be left to write on.")
                )

    @api.model
    def _for_all(self, companies):
        """Give every company a pace with the defaults, where it has none yet."""
        paces = self.sudo()
        have = paces.search([("company_id", "in", companies.ids)]).company_id
        paces.create([{"company_id": company.id} for company in companies - have])

    @api.model
    def _for(self, company):
        """The pace of ``company``."""
        self._for_all(company)
        return self.sudo().search([("company_id", "=", company.id)])

    @api.model
    def action_open(self):
        """Open the pace of the current company, as a page of its own."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pace of Messages"),
            "res_model": "club.pace",
            "res_id": self._for(self.env.company).id,
            "views": [(False, "form")],
        }

    def _rules(self, now):
        """The wishes as :class:`..tools.nuisance.Pace` has them, from the moment ``now`` on."""
        self.ensure_one()
        company = self.company_id
        today = local_day(now, company._club_zone())
        hours = (self.quiet_from, self.quiet_to) if self.quiet else (0.0, 0.0)
        return Pace(
            tz=company._club_zone(),
            quiet_from=hours[0],
            quiet_to=hours[1],
            quiet_weekdays=frozenset(n for n, name in enumerate(WEEKDAYS) if self[name]),
            quiet_dates=frozenset(company._club_quiet_dates(today, today + timedelta(days=60))),
            quiet_service=self.quiet_service,
            cap=self.cap,
            cap_days=self.cap_days,
            together_minutes=self.together_minutes,
            join=self.together == "join",
        )

    def _take_turn(self):
        """Only one worker at a time counts what a company's customers got.

        The row is written, not only locked: whoever began before the other's commit is told by
        ``SerializationFailure`` and begins again with what is true now.
        """
        self.env.cr.execute(SQL("UPDATE club_pace SET turn = turn + 1 WHERE id = %s", self.id))


class ResCompany(models.Model):
    _inherit = "res.company"

    def _club_tz(self):
        """The pace's own time zone first."""
        pace = self.env["club.pace"].sudo().search_fetch([("company_id", "=", self.id)], ["tz"])
        return pace.tz or super()._club_tz()

    def _club_zone(self):
        return ZoneInfo(self._club_tz())

    def _club_jalali(self):
        """Whether months and years of the company's rules are those of the Jalali calendar."""
        return (self._club_lang() or "").startswith("fa")

    def _club_day_span(self, day, shift=0):
        """Naive UTC moments at which the local ``day``, shifted by days, begins and ends."""
        zone = self._club_zone()
        day += timedelta(days=shift)
        return moment_at(day, 0, zone), moment_at(day + timedelta(days=1), 0, zone)

    def _club_quiet_dates(self, first, last):
        """Hook: local dates from ``first`` to ``last`` on which nothing is sent but answers.

        :return: set of dates; days of mourning, for instance
        """
        return set()
