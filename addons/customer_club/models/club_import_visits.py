"""What rows say of visits: lines that stand for several of them, and no text."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ..tools.import_visits import history


class ClubImport(models.Model):
    _inherit = "club.import"

    def _add_visits(self, rows, people, now):
        """What the file tells of visits, as far as it is not counted already. No text is sent."""
        told = {
            mobile: self._told(data, now)
            for mobile, data in rows.items()
            if data.get("visits") != 0 and {"visits", "first", "last"} & data.keys()
        }
        told = {mobile: facts for mobile, facts in told.items() if facts["last"]}
        counted = self._counted({people[m]["id"]: facts["until"] for m, facts in told.items()})
        entries, grown = [], set()
        for mobile, facts in told.items():
            partner_id = people[mobile]["id"]
            number, earliest = counted[partner_id]
            visits = history(facts["total"], facts["first"], facts["last"], number, earliest)
            total = number + sum(visit.weight for visit in visits)
            if visits and earliest:
                grown.add(partner_id)
            for visit in visits:
                entries.append(
                    {
                        "mobile": mobile,
                        "visited_at": visit.at,
                        "tag_id": False,
                        "group_id": False,
                        "source": "import",
                        "origin": f"import:{self.company_id.id}:{mobile}:{total}:{visit.which}",
                        "company_id": self.company_id.id,
                        "merge_minutes": 0,
                        "silent_reason": False,
                        "weight": visit.weight,
                    }
                )
        if entries:
            self.env["club.visit"]._register_entries(entries)
        if grown:
            # What happened before comes before: the visits counted here already move up.
            self.env["club.visit"]._recount_by_time(self.env["res.partner"].browse(grown))

    def _told(self, data, now):
        """What a row says of visits, in UTC; a day without a time means its noon."""
        zone = ZoneInfo(self.company_id._club_tz())

        def utc(moment, clock):
            day = fields.Date.to_date(moment[0])
            local = datetime.combine(day, time.fromisoformat(moment[1]) if moment[1] else clock)
            return local.replace(tzinfo=zone).astimezone(timezone.utc).replace(tzinfo=None)

        first, last = data.get("first"), data.get("last")
        if not (first or last) and self.visit_day:
            last = [self.visit_day.isoformat(), None]
        end = last or first
        facts = {"total": data.get("visits"), "first": None, "last": None, "until": None}
        if end:
            facts["last"] = min(utc(end, time(12)), now)
            facts["first"] = min(utc(first, time(12)), facts["last"]) if first else None
            facts["until"] = utc(end, time(23, 59, 59)) + timedelta(seconds=1)
        return facts

    def _counted(self, until):
        """Visits counted here: dict partner id → (how many until then, time of the first one)."""
        self.env["club.visit"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id, COALESCE(sum(v.weight) FILTER (WHERE v.visited_at <= e.until), 0)::int,
                       min(v.visited_at)
                  FROM unnest(%s::int[], %s::timestamp[]) AS e(id, until)
                  LEFT JOIN club_visit v ON v.partner_id = e.id AND v.company_id = %s
                       AND v.void_date IS NULL
                 GROUP BY e.id
                """,
                list(until),
                list(until.values()),
                self.company_id.id,
            )
        )
        return {partner_id: (count, earliest) for partner_id, count, earliest in rows}
