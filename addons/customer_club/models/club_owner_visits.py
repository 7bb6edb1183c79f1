"""Visits on the owner's page: how many, by day, hour and tag, and who came again."""

from bisect import bisect
from datetime import datetime, time

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.periods import HOUR, share

LIST = "customer_club.club_visit_view_list"
FORM = "customer_club.club_visit_view_form"
MOST_TAGS = 12


class ClubOwner(models.AbstractModel):
    _inherit = "club.owner"

    def _owner_facts(self, span):
        facts = super()._owner_facts(span)
        now, before = self._owner_now_and_before(span, "visited_at")
        Report = self.env["club.visit.report"]
        here = self._owner_here()
        start = self._owner_utc(span.start)
        sums = {
            bool(current): rest
            for current, *rest in Report._select_rows(
                here & (now | before),
                SQL("visited_at >= %s", start),
                SQL("count(*)"),
                SQL("count(DISTINCT partner_id)"),
                SQL("count(DISTINCT partner_id) FILTER (WHERE number > 1)"),
                groupby=SQL("1"),
            )
        }
        none = (0, 0, 0)
        facts["visits"] = {
            key: dict(zip(("visits", "people", "again"), sums.get(current, none), strict=True))
            for key, current in (("now", True), ("before", False))
        }
        day = SQL(
            "(visited_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", self.env.company._club_tz()
        )
        rows = Report._select_rows(
            here & now,
            # Which of the three a row is of.
            SQL("GROUPING(%s, hour, tag_id)", day),
            day,
            SQL("hour"),
            SQL("tag_id"),
            SQL("count(*) FILTER (WHERE kind = 'first')"),
            SQL("count(*) FILTER (WHERE kind = 'again')"),
            groupby=SQL("GROUPING SETS ((%s), (hour), (tag_id))", day),
        )
        facts["by_day"] = {row[1]: row[4:] for row in rows if row[0] == 0b011}
        facts["by_hour"] = {row[2]: row[4:] for row in rows if row[0] == 0b101}
        facts["by_tag"] = {row[3]: row[4:] for row in rows if row[0] == 0b110}
        return facts

    def _owner_here(self):
        return Domain("company_id", "in", self.env.companies.ids)

    def _owner_visits_open(self, title, domain):
        counted = Domain("void_date", "=", False) & self._owner_here()
        return self._owner_open(title, "club.visit", counted & domain, LIST, FORM)

    def _owner_came_open(self, title, domain):
        """The persons who made the visits of ``domain``."""
        counted = Domain("void_date", "=", False) & self._owner_here() & domain
        return self._owner_people_open(
            title, Domain("club_visit_ids", "any", list(counted)), active_test=False
        )

    def _owner_cards(self, span, facts):
        now, before = (facts["visits"][key] for key in ("now", "before"))
        this, that = self._owner_now_and_before(span, "visited_at")
        later = Domain("number", ">", 1)
        visits, people, again = (
            self.env._("Visits"),
            self.env._("Customers who came"),
            self.env._("Came again"),
        )
        return [
            self._owner_card(
                "visits",
                visits,
                now["visits"],
                before=before["visits"],
                good="up",
                open=self._owner_visits_open(visits, this),
                open_before=self._owner_visits_open(visits, that),
            ),
            self._owner_card(
                "people",
                people,
                now["people"],
                before=before["people"],
                good="up",
                open=self._owner_came_open(people, this),
                open_before=self._owner_came_open(people, that),
            ),
            self._owner_card(
                "returning",
                again,
                share(now["again"], now["people"]),
                unit="percent",
                before=share(before["again"], before["people"]),
                good="up",
                hint=self.env._(
                    "%(again)s of %(people)s customers had been here before",
                    again=self._owner_digits(now["again"]),
                    people=self._owner_digits(now["people"]),
                ),
                open=self._owner_came_open(again, this & later),
                open_before=self._owner_came_open(again, that & later),
            ),
            *super()._owner_cards(span, facts),
        ]

    def _owner_charts(self, span, facts):
        charts = super()._owner_charts(span, facts)
        if span.step != HOUR:
            charts.append(self._owner_chart_days(span, facts))
        return [*charts, self._owner_chart_hours(span, facts), self._owner_chart_tags(span, facts)]

    def _owner_series(self, pairs):
        """First and later visits of each place of a chart."""
        return [
            {"label": self.env._("First visits"), "values": [first for first, _again in pairs]},
            {"label": self.env._("Later visits"), "values": [again for _first, again in pairs]},
        ]

    def _owner_chart_days(self, span, facts):
        parts, today = span.parts(), self._owner_now().date()
        starts = [first for first, _last in parts]
        pairs, joined = [[0, 0] for _part in parts], [0] * len(parts)
        for day, (first, again) in facts["by_day"].items():
            place = bisect(starts, day) - 1
            pairs[place][0] += first
            pairs[place][1] += again
        for day, count in facts["joined_by_day"].items():
            if span.first <= day <= span.last:
                joined[bisect(starts, day) - 1] += count
        words = [self._owner_part_words(span, *part) for part in parts]
        return {
            "key": "days",
            "title": self.env._("Visits and new members by time"),
            "labels": [short for short, _whole in words],
            "titles": [whole for _short, whole in words],
            "series": [
                *self._owner_series(pairs),
                {
                    "label": self.env._("New members"),
                    # The line ends today.
                    "values": [
                        count if first <= today else None
                        for (first, _last), count in zip(parts, joined, strict=True)
                    ],
                    "line": True,
                },
            ],
            "open": [
                self._owner_visits_open(
                    whole,
                    self._owner_between(
                        "visited_at", datetime.combine(first, time()), self._owner_part_stop(last)
                    ),
                )
                for (first, last), (_short, whole) in zip(parts, words, strict=True)
            ],
        }

    def _owner_chart_hours(self, span, facts):
        """All hours from the first to the last in which somebody came."""
        digits = self._owner_hour_name
        busy = [hour for hour in range(24) if digits(hour) in facts["by_hour"]]
        hours = range(busy[0], busy[-1] + 1) if busy else range(0)
        this, _that = self._owner_now_and_before(span, "visited_at")
        return {
            "key": "hours",
            "title": self.env._("Visits by hour of the day"),
            "labels": [digits(hour) for hour in hours],
            "titles": [digits(hour) for hour in hours],
            "series": self._owner_series([facts["by_hour"].get(digits(h), (0, 0)) for h in hours]),
            "open": [
                self._owner_open(
                    digits(hour),
                    "club.visit.report",
                    self._owner_here() & this & Domain("hour", "=", digits(hour)),
                )
                for hour in hours
            ],
        }

    def _owner_chart_tags(self, span, facts):
        """The tags that were pressed most; the rest is one bar."""
        this, _that = self._owner_now_and_before(span, "visited_at")
        ranked = sorted(facts["by_tag"].items(), key=lambda row: -sum(row[1]))
        shown, rest = ranked[:MOST_TAGS], ranked[MOST_TAGS:]
        tags = self.env["club.tag"].browse([tag for tag, _pair in ranked if tag])
        names = {tag.id: tag.name for tag in tags} | {None: self.env._("Without a tag")}
        bars = [(names[tag], Domain("tag_id", "=", tag or False), pair) for tag, pair in shown]
        if rest:
            pair = tuple(sum(column) for column in zip(*(pair for _t, pair in rest), strict=True))
            ids = [tag or False for tag, _pair in rest]
            bars.append((self.env._("Others"), Domain("tag_id", "in", ids), pair))
        return {
            "key": "tags",
            "title": self.env._("Visits by tag"),
            "lying": True,
            "labels": [name for name, _domain, _pair in bars],
            "titles": [name for name, _domain, _pair in bars],
            "series": self._owner_series([pair for *_rest, pair in bars]),
            "open": [self._owner_visits_open(name, this & domain) for name, domain, _pair in bars],
        }
