"""What is due after a visit. Runs on the path of a key press: two queries and the wake-up."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.message_text import render
from ..tools.sms_parts import count_parts


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _plan_for_visits(self, company, visits):
        """Write the due texts of counted visits into the ledger, in the visits' transaction.

        :param visits: list of ``(visit_id, entry, person, number)`` as
            ``club.visit._register_entries`` has them. The first visit brings the tag's welcome
            text, later ones its repeat text; an empty text means silence. Where the entry says
            ``silent_reason``, the text is kept as cancelled with that reason.
        """
        tag_ids = {entry["tag_id"] for _v, entry, _p, _n in visits if entry["tag_id"]}
        tags = {tag.id: tag for tag in self.env["club.tag"].browse(tag_ids)}
        now = fields.Datetime.now()
        company.fetch(["name", "club_nameless_word"])  # and not the hundred other columns
        rows = []
        for visit_id, entry, person, number in visits:
            tag = tags.get(entry["tag_id"])
            text = tag and (tag.welcome_text if number == 1 else tag.repeat_text)
            if not text or not text.strip():
                continue
            body = self._plan_body(text, company, tag, person, number)
            rows.append(
                {
                    "visit_id": visit_id,
                    "partner_id": person["id"],
                    "number": person["mobile"],
                    "body": body,
                    "parts": count_parts(body),
                    "rule_key": f"{'welcome' if number == 1 else 'repeat'}:{tag.id}",
                    "origin": f"visit:{visit_id}",
                    "state": "cancelled" if entry.get("silent_reason") else "planned",
                    "reason_code": entry.get("silent_reason") or None,
                    "ended_at": now if entry.get("silent_reason") else None,
                    "planned_at": now,
                }
            )
        self._plan_insert(company, rows, "service")

    @api.model
    def _plan_body(self, text, company, tag, person, number):
        lang = person["lang"] or company._club_lang()
        values = {
            "name": person["name"] or company.club_nameless_word,
            "visits": number,
            "company": company.name,
            "tag": tag.name,
        }
        return render(text, values, lang).strip()

    @api.model
    def _plan_insert(self, company, rows, purpose):
        """Insert ledger rows; what was planned before (same rule, same origin) stays as it is.

        :return: ids of the rows that are new
        """
        if not rows:
            return []
        names = (
            "visit_id", "partner_id", "number", "body", "parts", "rule_key", "origin", "state",
            "reason_code", "ended_at", "planned_at",
        )  # fmt: skip
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO club_message (visit_id, partner_id, number, body, parts, rule_key,
                       origin, state, reason_code, ended_at, planned_at, company_id, purpose, cost,
                       create_uid, create_date, write_uid, write_date)
                SELECT e.*, %(company)s, %(purpose)s, 0, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(visit_id)s::int[], %(partner_id)s::int[], %(number)s::varchar[],
                       %(body)s::text[], %(parts)s::int[], %(rule_key)s::varchar[],
                       %(origin)s::varchar[], %(state)s::varchar[], %(reason_code)s::varchar[],
                       %(ended_at)s::timestamp[], %(planned_at)s::timestamp[]) AS e
                ON CONFLICT (rule_key, origin) DO NOTHING
                RETURNING id
                """,
                company=company.id,
                purpose=purpose,
                uid=self.env.uid,
                **{name: [row[name] for row in rows] for name in names},
            )
        )
        if any(row["state"] == "planned" for row in rows):
            self._wake_dispatcher()
        return [row_id for (row_id,) in inserted]

    @api.model
    def _wake_dispatcher(self):
        self.env["ir.cron"]._wake_soon("customer_club.ir_cron_club_message_dispatch")
