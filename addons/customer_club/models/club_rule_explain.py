"""Which rules fire for a member and why, in words: with the same decisions as the real thing."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.nuisance import judge
from ..tools.rule_decide import VISIT_TRIGGERS, Event, why_not
from ..tools.rule_time import local_day


class ClubRule(models.Model):
    _inherit = "club.rule"

    @api.model
    def _explain_words(self):
        """Reason code → sentence, of everything that keeps a rule from firing or a text waiting."""
        return self.env["club.message"]._reason_words() | {
            "other_event": self.env._("It waits for something else."),
            "not_first": self.env._("It waits for a first visit, and this would be a later one."),
            "still_first": self.env._("It waits for a later visit, and this would be the first."),
            "other_number": self.env._("It waits for another visit number."),
            "other_tag": self.env._("It waits for another tag."),
            "other_day": self.env._("It is not this member's day."),
            "fired_before": self.env._("It has fired for this member in this period already."),
            "needs_event": self.env._("It waits for an event that cannot be foreseen."),
        }

    def _explain(self, partner, moment, tag=None):
        """Say of each rule what would happen if ``partner`` pressed ``tag`` at ``moment``.

        Rules of days are asked about the local day of ``moment``. Nothing is changed.

        :param moment: naive UTC
        :param tag: club.tag record or None
        :return: list of dicts ``rule``, ``fires``, ``code``, ``due_at``, ``gate`` (code of what
            would become of the text: None, it goes; ``opted_out``; or why it is held), ``until``
        """
        found = []
        kinds = self._triggers()
        for rule in self:
            kind = kinds[rule.trigger]["kind"]
            event_key, code = rule._explain_trigger(kind, partner, moment, tag)
            code = code or rule._explain_who(partner)
            due_at = rule._due_at(moment)
            if not code and kind == "day":
                due_at = rule._day_due_at(local_day(moment, rule.company_id._club_zone()))
            if not code and rule._fired_before(partner, moment, event_key):
                code = "fired_before"
            line = {"rule": rule, "fires": not code, "code": code, "due_at": due_at}
            gate, until = (None, None) if code else rule._explain_gate(partner, max(due_at, moment))
            found.append({**line, "gate": gate, "until": until})
        return found

    def _explain_trigger(self, kind, partner, moment, tag):
        """:return: ``(event key, code of what the trigger misses)``"""
        if kind == "day":
            day = local_day(moment, self.company_id._club_zone())
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL("%s AND t.partner_id = %s", self._day_query(day, everybody=True), partner.id)
            )
            return (rows[0][1], None) if rows else ("", "other_day")
        if kind != "visit":
            return "", "needs_event"
        number = self._next_visit_number(partner)
        spec = self._spec()
        return f"visit:next:{number}", why_not(spec, Event("visit", number, tag.id or None))

    def _next_visit_number(self, partner):
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(max(number), 0) FROM club_visit WHERE partner_id = %s"
                " AND company_id = %s AND void_date IS NULL",
                partner.id,
                self.company_id.id,
            )
        )
        return last + 1

    def _explain_who(self, partner):
        if not self.active:
            return "rule_off"
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        for code, part in self._who_parts():
            if not partners.search_count([("id", "=", partner.id), *part], limit=1):
                return code
        return None

    def _fired_before(self, partner, moment, event_key):
        day = local_day(moment, self.company_id._club_zone())
        return bool(
            self.env["club.rule.run"]
            .sudo()
            .search_count(
                [
                    ("rule_id", "=", self.id),
                    ("partner_id", "=", partner.id),
                    ("period", "=", self._period_key(day, event_key)),
                ],
                limit=1,
            )
        )

    def _explain_gate(self, partner, moment):
        """What would become of the text at ``moment``: ``(code, until)``; (None, None): it goes."""
        if not self._has_text():
            return None, None
        company = self.company_id
        if self.env["club.consent"].sudo()._refused([partner.id], company, self.purpose):
            return "opted_out", None
        draft = self.env["club.message"].new(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "purpose": self.purpose,
                "planned_at": moment,
                "instant": self.trigger in VISIT_TRIGGERS and not self.delay,
                "expires_at": self._expires_at(moment),
            }
        )
        letter = draft._letter()
        rules = self.env["club.pace"]._for(company)._rules(moment)
        got = draft.sudo()._got_before(company, rules, moment)[partner.id]
        verdict = judge([letter], got, moment, rules)[letter.ref]
        return verdict.code, verdict.until

    # Who would get it ----------------------------------------------------------------------------

    def _week(self, first):
        """Whom the rule is going to fire for on seven local days from ``first`` on.

        :return: list of ``(day, [partner ids])`` for rules of days; one row with the members whose
            next visit fires it for rules of visits (day None); nothing where nobody can know
        """
        self.ensure_one()
        kind = self._triggers()[self.trigger]["kind"]
        self.env.flush_all()
        if kind == "day":
            return [
                (day, self._would_fire(day)) for day in (first + timedelta(n) for n in range(7))
            ]
        if kind == "visit":
            return [(None, self._would_fire_next())]
        return []

    def _would_fire(self, day):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT q.partner_id FROM (%s) q
                 WHERE NOT EXISTS (SELECT FROM club_rule_run r
                                    WHERE r.rule_id = %s AND r.partner_id = q.partner_id
                                      AND r.period = q.period AND r.state <> 'waiting')
                """,
                self._day_query(day),
                self.id,
            )
        )
        return [partner_id for (partner_id,) in rows]

    def _would_fire_next(self):
        """Members whose next visit has the number that the rule waits for."""
        wanted = {
            "first_visit": SQL("= 1"),
            "later_visit": SQL("> 1"),
            "nth_visit": SQL("= %s", self.visit_number),
        }[self.trigger]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM res_partner p
                 WHERE p.id IN %s AND 1 + (
                       SELECT COALESCE(max(number), 0) FROM club_visit v
                        WHERE v.partner_id = p.id AND v.company_id = %s AND v.void_date IS NULL) %s
                """,
                self._who_query(),
                self.company_id.id,
                wanted,
            )
        )
        return [partner_id for (partner_id,) in rows]
