"""What an exported list says of each member: the columns that the import reads."""

from dataclasses import dataclass
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import models
from odoo.tools import SQL, html2plaintext

from ..tools.jalali import format_jalali
from ..tools.mobile import known_name, national

BATCH = 1000
DAYS = {"first_visit", "last_visit"}


@dataclass(frozen=True)
class Column:
    """A target of the import, as the export writes it: with a second column where it is a day."""

    key: str
    headings: list
    field: str | None = None
    type: str | None = None
    choices: dict | None = None


class ClubExport(models.Model):
    _inherit = "club.export"

    def _columns(self):
        """Every target that the user may read, under a heading that the import knows."""
        targets = self.env["club.import"]._targets(self.company_id)
        fields_of_partner = self.env["res.partner"].fields_get(
            [target["field"] for target in targets.values() if "field" in target],
            ["type", "selection"],
        )
        columns = []
        for key, target in targets.items():
            field = target.get("field")
            if key in ("first_name", "last_name") or (field and field not in fields_of_partner):
                continue
            facts = fields_of_partner.get(field, {})
            headings = [target["label"]]
            if key in DAYS or facts.get("type") == "date":
                headings.append(self.env._("%s (Jalali)", target["label"]))
            columns.append(
                Column(key, headings, field, facts.get("type"), dict(facts.get("selection", ())))
            )
        return columns

    def _rows(self, columns):
        """Yield lists of rows, a bounded number of members at a time."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        zone = ZoneInfo(self.company_id._club_tz())
        names = ["name", "club_mobile", "club_group_id", "club_tag_ids"]
        names += [column.field for column in columns if column.field]
        ids = self.env["res.partner"].search(self._member_domain(), order="id").ids
        for start in range(0, len(ids), BATCH):
            partners = Partner.browse(ids[start : start + BATCH])
            partners = partners.exists()
            partners.fetch(names)
            visits = self._visits(partners)
            yield [
                [cell for c in columns for cell in self._cells(partner, c, visits, zone)]
                for partner in partners
            ]
            partners.invalidate_recordset()  # memory stays flat

    def _visits(self, partners):
        """Visits in this company: dict partner id → (count, first, last)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, sum(weight)::int, min(visited_at), max(visited_at)
                  FROM club_visit
                 WHERE partner_id = ANY(%s) AND company_id = %s AND void_date IS NULL
                 GROUP BY partner_id
                """,
                partners.ids,
                self.company_id.id,
            )
        )
        return {partner_id: rest for partner_id, *rest in rows}

    def _cells(self, partner, column, visits, zone):
        """The cells of one column for one member: one, or two for a day."""
        key = column.key
        if key == "mobile":
            return [national(partner.club_mobile)]
        if key == "name":
            return [known_name(partner.name, partner.club_mobile)]
        if key == "group":
            return [partner.club_group_id.name]
        if key == "tags":
            return ["، ".join(partner.club_tag_ids.mapped("name"))]
        count, first, last = visits.get(partner.id, (None, None, None))
        if key == "visits":
            return [count]
        if key in ("first_visit", "last_visit"):
            moment = first if key == "first_visit" else last
            if not moment:
                return [None, None]
            utc = moment.replace(tzinfo=timezone.utc, microsecond=0)
            local = utc.astimezone(zone).replace(tzinfo=None)
            return [local, f"{format_jalali(local.date())} {local:%H:%M}"]
        return self._field_cells(partner[column.field], column)

    @staticmethod
    def _field_cells(value, column):
        if column.type == "date":
            return [value or None, value and format_jalali(value) or None]
        if column.type == "html":
            return [html2plaintext(value or "").strip()]
        if column.type == "many2one":
            return [value.display_name or None]
        if column.type == "many2many":
            return ["، ".join(value.mapped("display_name")) or None]
        if column.type == "one2many":  # the profiles of one network
            of_network = value.filtered(lambda p: column.key == f"social_{p.network}")
            return ["، ".join(of_network.mapped("handle")) or None]
        if column.type == "selection":
            return [column.choices.get(value)]
        return [value or None]
