"""The one door for visits: keypads, staff, imports and tills come through ``_register_entries``."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.mobile import known_name
from ..tools.visit_policy import Counted, Entry, settle
from .duplicates import retry_on_duplicate

# How somebody joins whose first visit came this way.
JOINED_BY = {
    "keypad": "keypad",
    "manual": "hand",
    "import": "import",
    "till": "sale",
    "pos": "sale",
    "sale": "sale",
}


class ClubVisit(models.Model):
    _inherit = "club.visit"

    @api.model
    def _register_entries(self, entries):
        """Count visits, plan their messages, all in the caller's transaction.

        Set-wise: the number of queries does not depend on the number of entries. Two requests
        that meet on one customer collide on the customer's row or on a unique index; the loser
        raises ``SerializationFailure`` or ``ConcurrencyError``, which Odoo answers by running the
        request again. Callers let these pass.

        :param entries: list of dicts
            ``mobile``          E.164 (see :func:`..tools.mobile.normalize_mobile`)
            ``visited_at``      naive UTC datetime
            ``tag_id``          id or False
            ``group_id``        id or False: the group that newcomers enter
            ``source``          a key of ``VISIT_SOURCES``
            ``origin``          unique text, e.g. ``direct:<uuid>``
            ``company_id``      id
            ``merge_minutes``   0 counts every entry
            ``silent_reason``   False, or the reason code why the text is not sent (``late``)
            ``weight``          how many visits it stands for, 1 unless given (imports)
        :return: list of dicts in the same order: ``status`` (``accepted`` or ``merged``),
            ``visit_id``, ``partner_id``, ``number``, ``first``; a merged entry names the visit
            that took it in.
        """
        self = self.sudo()
        results = [None] * len(entries)
        by_company = defaultdict(list)
        for index, entry in enumerate(entries):
            by_company[entry["company_id"]].append(index)
        known = self._register_known(entries)
        for company_id, indexes in by_company.items():
            company = self.env["res.company"].browse(company_id)
            for index in indexes:
                results[index] = known.get(entries[index]["origin"])
            indexes = [index for index in indexes if not results[index]]
            if not indexes:
                continue
            found = self._register_company(company, [entries[index] for index in indexes])
            for index, result in zip(indexes, found, strict=True):
                results[index] = result
        return results

    def _register_company(self, company, entries):
        people = self.with_context(club_visit_follows=True)._register_people(company, entries)
        verdicts = self._register_settle(entries, people)
        rows = [
            (index, entry, people[entry["mobile"]], verdict)
            for index, (entry, verdict) in enumerate(zip(entries, verdicts, strict=True))
        ]
        with retry_on_duplicate():
            visit_ids = self._register_store(company, rows)
        results = []
        for index, _entry, person, verdict in rows:
            visit_id = visit_ids.get(index)
            if not verdict.accepted:
                visit_id = visit_ids[verdict.ref] if verdict.ref_is_entry else verdict.ref
            results.append(
                {
                    "status": "accepted" if verdict.accepted else "merged",
                    "visit_id": visit_id,
                    "partner_id": person["id"],
                    "number": verdict.number,
                    "first": verdict.number == 1,
                }
            )
        accepted = [
            (visit_ids[index], entry, person, verdict.number)
            for index, entry, person, verdict in rows
            if verdict.accepted
        ]
        if accepted:
            # The history of an old panel is no event: nobody is written to because of it.
            news = [row for row in accepted if row[1]["source"] != "import"]
            if news:
                self.env["club.message"]._plan_for_visits(company, news)
            self.browse([visit_id for visit_id, *_rest in accepted])._after_register()
        return results

    def _register_known(self, entries):
        """Results of origins that were counted before, so that a repeated call changes nothing.

        Keypad events come through an inbox that knows each of them; they are not looked up again.
        """
        origins = [entry["origin"] for entry in entries if entry["source"] != "keypad"]
        if not origins:
            return {}
        visits = self.search([("origin", "in", origins)])
        return {
            visit.origin: {
                "status": "accepted",
                "visit_id": visit.id,
                "partner_id": visit.partner_id.id,
                "number": visit.number,
                "first": visit.number == 1,
            }
            for visit in visits
        }

    # People ------------------------------------------------------------------------------------

    def _register_people(self, company, entries, values=None):
        """Find or make the person behind every number, with the visits near in time.

        :param values: dict mobile → what is known of somebody who may be new
        :return: dict mobile → dict ``id``, ``name``, ``lang``, ``last_number``, ``near``, ``new``
        """
        mobiles = sorted({entry["mobile"] for entry in entries})
        people = self._register_find(company, entries, mobiles)
        missing = [mobile for mobile in mobiles if mobile not in people]
        if not missing:
            return people
        values = values or {}
        joined = self._register_joined(company, entries)
        for mobile, facts in joined.items():
            facts.update(
                {key: values[mobile][key] for key in facts if key in values.get(mobile, ())}
            )
        people |= self._register_adopt(company, missing, joined)
        missing = [mobile for mobile in missing if mobile not in people]
        if missing:
            people |= self._register_create(
                company, missing, {m: {**values.get(m, {}), **joined[m]} for m in missing}
            )
        return people

    @staticmethod
    def _register_joined(company, entries):
        """Dict mobile → values that say when and how that person becomes a member."""
        first = {}
        for entry in entries:
            known = first.get(entry["mobile"])
            if not known or entry["visited_at"] < known["visited_at"]:
                first[entry["mobile"]] = entry
        return {
            mobile: {
                "club_joined_on": company._club_day(entry["visited_at"]),
                "club_joined_by": JOINED_BY[entry["source"]],
            }
            for mobile, entry in first.items()
        }

    def _register_find(self, company, entries, mobiles):
        """The persons who are members with these numbers: dict mobile → person."""
        self.env["res.partner"].flush_model(["club_mobile", "company_id", "name", "lang"])
        return self._register_look_up(
            company,
            entries,
            SQL("p.club_mobile"),
            SQL("res_partner p"),
            SQL("p.club_mobile = ANY(%s)", mobiles),
        )

    def _register_look_up(self, company, entries, mobile, source, condition):
        """Persons with their visits near in time, in one query: dict mobile → person.

        :param mobile: SQL of the number by which a person is known
        :param source: SQL of what follows FROM, with ``res_partner p``
        :param condition: SQL of whom is asked for
        """
        times = [entry["visited_at"] for entry in entries]
        widest = timedelta(minutes=max(entry["merge_minutes"] for entry in entries))
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %(mobile)s, p.id, p.name, p.lang,
                       COALESCE((SELECT max(number) FROM club_visit
                                  WHERE partner_id = p.id AND company_id = %(company)s
                                    AND void_date IS NULL), 0),
                       v.id, v.visited_at, v.number
                  FROM %(source)s
                  LEFT JOIN club_visit v
                    ON v.partner_id = p.id AND v.company_id = %(company)s
                   AND v.void_date IS NULL AND v.visited_at BETWEEN %(since)s AND %(until)s
                 WHERE %(condition)s
                   AND (p.company_id IS NULL OR p.company_id = %(company)s)
                 ORDER BY p.company_id NULLS FIRST, p.id
                """,
                company=company.id,
                since=min(times) - widest,
                until=max(times) + widest,
                mobile=mobile,
                source=source,
                condition=condition,
            )
        )
        people = {}
        for mobile, partner_id, name, lang, last_number, visit_id, at, number in rows:
            # A company's own member comes after a shared one and wins.
            if mobile not in people or people[mobile]["id"] != partner_id:
                people[mobile] = self._register_person(mobile, partner_id, name, lang, last_number)
            if visit_id:
                people[mobile]["near"].append(Counted(visit_id, at, number))
        return people

    @staticmethod
    def _register_person(mobile, partner_id, name, lang, last_number=0):
        return {
            "id": partner_id,
            "mobile": mobile,
            "name": known_name(name, mobile),
            "lang": lang,
            "last_number": last_number,
            "near": [],
            "new": False,
        }

    def _register_adopt(self, company, mobiles, joined):
        """Customers whom Odoo knows already by their phone number become members as they are.

        Except those who gave the number up as members: it may be somebody else's by now.
        """
        Partner = self.env["res.partner"]
        Partner.flush_model(["phone_sanitized"])
        self.env["club.mobile.history"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (phone_sanitized) phone_sanitized, id, name, lang
                  FROM res_partner
                 WHERE phone_sanitized = ANY(%(mobiles)s) AND club_mobile IS NULL AND active
                   AND (company_id IS NULL OR company_id = %(company)s)
                   AND NOT EXISTS (SELECT FROM club_mobile_history h
                                    WHERE h.partner_id = res_partner.id
                                      AND h.mobile = phone_sanitized)
                 ORDER BY phone_sanitized, is_company, id
                """,
                mobiles=mobiles,
                company=company.id,
            )
        )
        people = {}
        for mobile, partner_id, name, lang in rows:
            with retry_on_duplicate():
                Partner.browse(partner_id).with_context(tracking_disable=True).write(
                    {"club_mobile": mobile, **joined[mobile]}
                )
                Partner.flush_model(["club_mobile"])
            people[mobile] = self._register_person(mobile, partner_id, name, lang)
        return people

    def _register_create(self, company, mobiles, values):
        lang = company._club_lang()
        rows = [{**values[mobile], "club_mobile": mobile} for mobile in mobiles]
        with retry_on_duplicate():
            partners = self.env["res.partner"]._club_make(company, rows)
        return {
            row["club_mobile"]: {
                **self._register_person(row["club_mobile"], partner.id, row.get("name"), lang),
                "new": True,
            }
            for row, partner in zip(rows, partners, strict=True)
        }

    # Verdicts and rows -------------------------------------------------------------------------

    @staticmethod
    def _register_settle(entries, people):
        indexes = defaultdict(list)
        # By person, not by number: somebody whose records were merged has two.
        for index, entry in enumerate(entries):
            indexes[people[entry["mobile"]]["id"]].append(index)
        verdicts = [None] * len(entries)
        for places in indexes.values():
            person = people[entries[places[0]]["mobile"]]
            settled = settle(
                [
                    Entry(
                        entries[i]["visited_at"],
                        entries[i]["merge_minutes"],
                        entries[i].get("weight", 1),
                    )
                    for i in places
                ],
                person["near"],
                person["last_number"],
            )
            for place, verdict in zip(places, settled, strict=True):
                if verdict.ref_is_entry:
                    verdict = type(verdict)(False, verdict.number, places[verdict.ref], True)
                verdicts[place] = verdict
        return verdicts

    def _register_store(self, company, rows):
        """Insert the visits, refresh the customers and give the tags, in one statement.

        The update of the customer's row is also what serialises two keypads that count the same
        person at the same moment. :return: dict index of the row → visit id
        """
        accepted = [row for row in rows if row[3].accepted]
        touched = [row for row in rows if row[3].accepted or row[1]["tag_id"]]
        if not touched:
            return {}
        uid = self.env.uid
        stored = self.env.execute_query(
            SQL(
                """
                WITH entry AS (
                    SELECT * FROM unnest(%(partners)s::int[], %(times)s::timestamp[],
                        %(numbers)s::int[], %(tags)s::int[], %(groups)s::int[],
                        %(sources)s::varchar[], %(origins)s::varchar[], %(weights)s::int[],
                        %(counts)s::bool[])
                        AS e(partner_id, visited_at, number, tag_id, group_id, source, origin,
                             weight, counts)),
                visit AS (
                    INSERT INTO club_visit (partner_id, company_id, visited_at, number, tag_id,
                        group_id, source, origin, weight, create_uid, create_date, write_uid,
                        write_date)
                    SELECT partner_id, %(company)s, visited_at, number, tag_id, group_id, source,
                           origin, weight, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                           now() AT TIME ZONE 'UTC'
                      FROM entry WHERE counts
                    RETURNING id, origin),
                tagging AS (
                    INSERT INTO club_tag_res_partner_rel (partner_id, tag_id)
                    SELECT DISTINCT partner_id, tag_id FROM entry WHERE tag_id IS NOT NULL
                    ON CONFLICT DO NOTHING
                    RETURNING partner_id, tag_id),
                summary AS (
                    SELECT partner_id, sum(weight) AS visits, min(visited_at) AS first,
                           max(visited_at) AS last, max(group_id) AS group_id,
                           bool_or(source <> 'import') AS came
                      FROM entry WHERE counts GROUP BY partner_id),
                person AS (
                    UPDATE res_partner p
                       SET club_visit_count = COALESCE(p.club_visit_count, 0) + s.visits,
                           club_first_visit = LEAST(p.club_first_visit, s.first),
                           club_last_visit = GREATEST(p.club_last_visit, s.last),
                           club_group_id = COALESCE(p.club_group_id, s.group_id),
                           active = p.active OR s.came
                      FROM summary s WHERE s.partner_id = p.id)
                SELECT id, origin, NULL, NULL FROM visit
                UNION ALL SELECT NULL, NULL, partner_id, tag_id FROM tagging
                """,
                partners=[person["id"] for _i, _e, person, _v in touched],
                times=[entry["visited_at"] for _i, entry, _p, _v in touched],
                numbers=[verdict.number for *_rest, verdict in touched],
                tags=[entry["tag_id"] or None for _i, entry, _p, _v in touched],
                groups=[entry["group_id"] or None for _i, entry, _p, _v in touched],
                sources=[entry["source"] for _i, entry, _p, _v in touched],
                origins=[entry["origin"] for _i, entry, _p, _v in touched],
                weights=[entry.get("weight", 1) for _i, entry, _p, _v in touched],
                counts=[verdict.accepted for *_rest, verdict in touched],
                company=company.id,
                uid=uid,
            )
        )
        self.env["res.partner"].browse({row[2]["id"] for row in touched}).invalidate_recordset(
            [
                "club_visit_count",
                "club_first_visit",
                "club_last_visit",
                "club_group_id",
                "club_tag_ids",
                "club_visit_ids",
                "club_message_ids",
                "active",
            ],
            flush=False,
        )
        self.env["club.rule"]._fire(
            company,
            "tag_given",
            [
                {"partner_id": partner_id, "origin": f"tag:{tag_id}", "tag_id": tag_id}
                for visit_id, _origin, partner_id, tag_id in stored
                if not visit_id
            ],
        )
        ids = {origin: visit_id for visit_id, origin, _partner, _tag in stored if visit_id}
        return {row[0]: ids[row[1]["origin"]] for row in accepted}
