"""What is due after a visit. Runs on the path of a key press: few queries and the wake-up."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.message_text import render
from ..tools.rule_decide import Event, fired
from ..tools.sms_parts import count_parts
from ..tools.writing_aid import has_optout

# Columns of a planned row → their type. Those of the second group may be left out.
REQUIRED = {
    "visit_id": "int", "partner_id": "int", "number": "varchar", "body": "text", "parts": "int",
    "rule_key": "varchar", "origin": "varchar", "state": "varchar", "reason_code": "varchar",
    "ended_at": "timestamp", "planned_at": "timestamp",
}  # fmt: skip
OPTIONAL = {
    "rule_id": "int", "rule_version": "int", "run_id": "int", "expires_at": "timestamp",
    "instant": "bool", "campaign_id": "int",
}  # fmt: skip


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _plan_for_visits(self, company, visits):
        """Plan what follows from counted visits, in the visits' transaction.

        The two texts of a tag are rules without a record of their own: the first visit brings
        the welcome text, later ones the repeat text; an empty text means silence. They go to the
        ledger at once. What ``club.rule`` has for the event is planned beside them and played
        within seconds.

        :param visits: list of ``(visit_id, entry, person, number)`` as
            ``club.visit._register_entries`` has them. Where the entry says ``silent_reason``,
            texts are kept as cancelled with that reason.
        """
        Rule = self.env["club.rule"]
        tag_ids = {entry["tag_id"] for _v, entry, _p, _n in visits if entry["tag_id"]}
        tags = {tag.id: tag for tag in self.env["club.tag"].browse(tag_ids)}
        simple = [pair for tag in tags.values() for pair in tag._rule_texts()]
        texts = {spec.key: text for spec, text in simple}
        stored = Rule._event_specs(company.id)
        rule_ids = {spec.key: rule_id for spec, rule_id in stored}
        letters, firings = [], []
        for visit_id, entry, person, number in visits:
            event = Event("visit", number, entry["tag_id"] or None)
            happened = {
                "partner_id": person["id"],
                "origin": f"visit:{visit_id}",
                "visit_id": visit_id,
                "at": entry["visited_at"],
                "silent_reason": entry.get("silent_reason"),
            }
            letters += [
                {
                    **happened,
                    "person": person,
                    "text": texts[spec.key],
                    "values": {"visits": number, "tag": tags[spec.tag_id].name},
                    "rule_key": spec.key,
                    "instant": True,
                }
                for spec in fired((spec for spec, _text in simple), event)
            ]
            firings += [
                (rule_ids[spec.key], happened)
                for spec in fired((spec for spec, _id in stored), event)
            ]
        self._plan_letters(company, letters, "service")
        Rule._plan_events(company, firings)

    @api.model
    def _plan_letters(self, company, letters, purpose):
        """Fill the placeholders of texts and put them into the ledger, in one statement.

        :param letters: list of dicts: ``person`` (dict ``id``, ``name`` or False, ``lang``,
            ``mobile``), ``text``, ``values`` (placeholders besides name and company),
            ``rule_key``, ``origin``; optional ``visit_id``, ``silent_reason`` (kept as cancelled
            for it), ``channel`` (of a form that the text links to) and the keys of ``OPTIONAL``
        :return: ids of the rows that are new
        """
        now = fields.Datetime.now()
        company.fetch(["name", "club_nameless_word"])  # and not the hundred other columns
        rows = []
        links = self.env["club.link"].sudo()._for_letters(company, letters)
        for letter, own in zip(letters, links, strict=True):
            person, silent = letter["person"], letter.get("silent_reason") or None
            values = letter["values"] | own
            body = self._plan_body(company, person, letter["text"], values, purpose)
            if not body:
                continue
            rows.append(
                {
                    **{name: letter.get(name) for name in OPTIONAL},
                    "visit_id": letter.get("visit_id") or None,
                    "partner_id": person["id"],
                    "number": person["mobile"],
                    "body": body,
                    "parts": count_parts(body),
                    "rule_key": letter["rule_key"],
                    "origin": letter["origin"],
                    "state": "cancelled" if silent else "planned",
                    "reason_code": silent,
                    "ended_at": now if silent else None,
                    "planned_at": now,
                }
            )
        return self._plan_insert(company, rows, purpose)

    @api.model
    def _plan_body(self, company, person, text, values, purpose="service"):
        """Fill a text for a person; advertising says how to opt out, whoever wrote it."""
        values = {
            "name": person["name"] or company.club_nameless_word,
            "company": company.name,
            **values,
        }
        body = render(text, values, person["lang"] or company._club_lang()).strip()
        if body and purpose == "advertising":
            words = company.club_optout_words or ""
            if not has_optout(body, words):
                body = f"{body}\n{words}"
        return body

    @api.model
    def _plan_insert(self, company, rows, purpose):
        """Insert ledger rows; what was planned before (same rule, same origin) stays as it is.

        :param rows: list of dicts with the keys of ``REQUIRED``, and those of ``OPTIONAL`` that
            have a value
        :return: ids of the rows that are new
        """
        if not rows:
            return []
        columns = REQUIRED | OPTIONAL
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO club_message (%(names)s, company_id, purpose, cost,
                       create_uid, create_date, write_uid, write_date)
                SELECT e.*, %(company)s, %(purpose)s, 0, %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM unnest(%(arrays)s) AS e
                ON CONFLICT (rule_key, origin) DO NOTHING
                RETURNING id
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in columns),
                arrays=SQL(", ").join(
                    SQL("%s::" + kind + "[]", [row.get(name) for row in rows])  # pylint: disable=sql-injection
                    for name, kind in columns.items()
                ),
                company=company.id,
                purpose=purpose,
                uid=self.env.uid,
            )
        )
        if any(row["state"] == "planned" for row in rows):
            self._wake_dispatcher()
        return [row_id for (row_id,) in inserted]

    @api.model
    def _wake_dispatcher(self):
        self.env["ir.cron"]._wake_soon("customer_club.ir_cron_club_message_dispatch")
