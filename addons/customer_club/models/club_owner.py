"""The owner's page: how the club does, in numbers that open the records behind them.

Facts are collected first, with a fixed number of queries; cards, charts and tables only word them.
"""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.calendars import GREGORIAN, JALALI, MONTH_NAMES, name_day, read
from ..tools.digits import localize_digits
from ..tools.periods import HOUR, MONTH, period

READERS = "customer_club.group_club_marketer"


class ClubOwner(models.AbstractModel):
    """What the page shows. Other add-ons extend ``_owner_facts`` and ``_owner_cards``."""

    _name = "club.owner"
    _description = "Owner's Page of the Club"

    @api.model
    def read_page(self, kind="week", anchor=None, first=None, last=None):
        """Return all that the page shows of a period, in the reader's language.

        :param kind: ``today``, ``week``, ``jalali_month``, ``month``, ``jalali_year`` or ``own``
        :param anchor: a day (ISO) in the period that is meant; today where there is none
        :param first: first day (ISO) of a period of one's own
        :param last: last day (ISO) of it, included
        :return: dict ``period``, ``cards``, ``charts``, ``tables``, ``lists``, ``next_step``
        :raise AccessError: the reader is neither marketer nor manager
        :raise UserError: there is no such period
        """
        self._owner_check()
        span = self._owner_span(kind, anchor, first, last)
        facts = self._owner_facts(span)
        return {
            "period": self._owner_period_words(span),
            "cards": self._owner_cards(span, facts),
            "charts": self._owner_charts(span, facts),
            "tables": self._owner_tables(span, facts),
            "lists": self._owner_lists(span, facts),
            "next_step": self._owner_next_step(facts),
        }

    # To extend ---------------------------------------------------------------------------------

    def _owner_facts(self, span):
        """Dict of what the page knows of ``span``, a ``tools.periods.Period``.

        Extend it with keys of your own; a fixed number of queries, whatever there is.
        """
        return {}

    def _owner_cards(self, span, facts):
        """List of cards, each a dict made by :meth:`_owner_card`; from what is in ``facts``."""
        return []

    def _owner_charts(self, span, facts):
        """List of charts: dict ``key``, ``title``, ``stacked``, ``labels``, ``titles``, ``series``
        (dicts ``label``, ``values``) and ``open``: an action, or False, for each label."""
        return []

    def _owner_tables(self, span, facts):
        """List of tables: dict ``key``, ``title``, ``note``, ``empty``, ``wide``, ``columns`` and
        ``rows`` (dicts ``label`` and ``cells``, each a dict ``value`` and ``open``)."""
        return []

    def _owner_lists(self, span, facts):
        """List of short lists of people: dict ``key``, ``title``, ``empty``, ``open``, ``rows``:
        dicts ``name``, ``text`` and ``open``."""
        return []

    def _owner_next_step(self, facts):
        """For a shop without anything to show: dict ``title``, ``text`` and ``steps`` (dicts
        ``label``, ``done``, ``action``); False where there is something."""
        return False

    # Words and ways of the page ----------------------------------------------------------------

    @api.model
    def _owner_card(self, key, title, value, **more):
        """A number of the page.

        :param key: unique name
        :param value: the number, or None where there is none
        :param more: ``unit`` (``percent``, ``days``), ``before`` (the same of the period before),
            ``good`` (``up`` or ``down``: which way is better), ``hint`` (a sentence), ``open`` and
            ``open_before`` (actions that show the records that were counted)
        """
        card = {"key": key, "title": title, "value": value, "unit": "", "before": None}
        card |= {"good": False, "hint": "", "open": False, "open_before": False}
        return card | more

    @api.model
    def _owner_open(self, name, model, domain, list_view=None, form_view=None, **context):
        """An action that lists the records of ``domain``, and nothing else.

        :param list_view: XML id of the list, where it is not the model's first
        """
        find = self.env["ir.model.data"]._xmlid_to_res_id
        views = [(list_view, "list"), (form_view, "form")]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": list(Domain(domain)),
            "context": context,
            "views": [[find(xmlid) if xmlid else False, view] for xmlid, view in views],
        }

    def _owner_check(self):
        if not self.env.user.has_group(READERS):
            raise AccessError(self.env._("Only marketers and managers of the club see this page."))

    def _owner_calendar(self):
        """Calendar of the reader."""
        return JALALI if (self.env.lang or "").startswith("fa") else GREGORIAN

    def _owner_now(self):
        """The naive time at the company."""
        company = self.env.company
        moment = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return moment.astimezone(ZoneInfo(company._club_tz())).replace(tzinfo=None)

    def _owner_span(self, kind, anchor, first, last):
        try:
            return period(
                kind,
                self._owner_now(),
                anchor=date.fromisoformat(anchor) if anchor else None,
                own=(date.fromisoformat(first), date.fromisoformat(last))
                if first and last
                else None,
                week_start=self.env.company._club_week_start(),
                calendar=self._owner_calendar(),
            )
        except (ValueError, TypeError, OverflowError) as error:
            raise UserError(
                self.env._("There is no such period. Choose a first and a last day after it.")
            ) from error

    def _owner_utc(self, moment):
        """A naive moment at the company as naive UTC."""
        zone = ZoneInfo(self.env.company._club_tz())
        return moment.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)

    def _owner_between(self, name, start, stop):
        """Domain on the datetime field ``name``: ``start`` to before ``stop``, both local."""
        first, last = (
            fields.Datetime.to_string(self._owner_utc(moment)) for moment in (start, stop)
        )
        return Domain(name, ">=", first) & Domain(name, "<", last)

    def _owner_now_and_before(self, span, name):
        """Domains of the period, and of the part of the one before that it is compared with."""
        return (
            self._owner_between(name, span.start, span.stop),
            self._owner_between(name, span.previous_start, span.previous_until),
        )

    def _owner_days(self, name, first, last):
        """Domain of the days from ``first`` to ``last`` on a date field."""
        return Domain(name, ">=", first.isoformat()) & Domain(name, "<=", last.isoformat())

    def _owner_digits(self, value):
        return localize_digits(str(value), self.env.lang)

    def _owner_day_name(self, day, calendar=None):
        return name_day(calendar or self._owner_calendar(), day, self.env.lang)

    def _owner_span_name(self, first, last, calendar):
        """``1 to 3 Azar 1405``: what both ends have in common is said once."""
        end = self._owner_day_name(last, calendar)
        if first == last:
            return end
        begin = self._owner_day_name(first, calendar).split(" ")
        while len(begin) > 1 and begin[-1] == end.split(" ")[len(begin) - 1]:
            begin.pop()
        return self.env._("%(first)s to %(last)s", first=" ".join(begin), last=end)

    def _owner_month_name(self, day, calendar):
        year, month, _day = read(calendar, day)
        persian = (self.env.lang or "").startswith("fa")
        name = MONTH_NAMES[calendar]["fa" if persian else "en"][month - 1]
        return f"{name} {self._owner_digits(year)}"

    def _owner_period_words(self, span):
        title = self._owner_span_name(span.first, span.last, span.calendar)
        if span.kind in ("month", "jalali_month"):
            title = self._owner_month_name(span.first, span.calendar)
        elif span.kind == "jalali_year":
            title = self._owner_digits(read(JALALI, span.first)[0])
        # The day before, where the part that is compared ends at midnight.
        before_last = (span.previous_until - timedelta(microseconds=1)).date()
        before = self._owner_span_name(
            span.previous_first, max(before_last, span.previous_first), span.calendar
        )
        today = self._owner_now().date()
        following = span.last + timedelta(days=1)
        return {
            "kind": span.kind,
            "first": span.first.isoformat(),
            "last": span.last.isoformat(),
            "today": today.isoformat(),
            "title": title,
            "compared": self.env._("Compared with %s", before),
            "earlier": self._owner_beside(span, -1),
            "later": self._owner_beside(span, 1) if following <= today else False,
        }

    def _owner_beside(self, span, way):
        """First and last day of the span before (-1) or after (1); any day of it is its anchor."""
        if way < 0:
            return [span.previous_first.isoformat(), span.previous_last.isoformat()]
        first = span.last + timedelta(days=1)
        return [first.isoformat(), (first + timedelta(days=span.days - 1)).isoformat()]

    def _owner_part_words(self, span, first, last):
        """Short and whole name of a part of a period on a chart."""
        calendar = span.calendar
        if span.step == MONTH:
            name = self._owner_month_name(first, calendar)
            return (name.rpartition(" ")[0] if span.kind == "jalali_year" else name), name
        whole = self._owner_day_name(first, calendar)
        if span.step == HOUR:
            return whole, whole
        if span.days <= 7:
            names = self.env["club.visit.report"]._fields["weekday"]
            words = dict(names._description_selection(self.env))
            weekday = words[str((first.weekday() + 2) % 7)]
            return weekday, f"{weekday} {whole}"
        return self._owner_digits(read(calendar, first)[2]), whole

    def _owner_hour_name(self, hour):
        return self._owner_digits(f"{hour:02}:00")

    def _owner_part_stop(self, last):
        return datetime.combine(last + timedelta(days=1), time())
