"""Never a nuisance: what is due now may still have to wait, and says why and until when."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.nuisance import Letter, Sent, judge
from ..tools.sms_parts import count_parts


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _reason_words(self):
        return super()._reason_words() | {
            "quiet_hours": self.env._("It waits for the end of the quiet hours."),
            "quiet_day": self.env._("It waits for the end of a quiet day."),
            "cap": self.env._("The customer got as many advertising texts as the cap allows."),
            "together": self.env._("The customer has just got another text."),
            "expired": self.env._("It had to wait for so long that it made no sense any more."),
            "joined": self.env._("Its text went within another message."),
            "rule_off": self.env._("The rule was switched off."),
            "came_back": self.env._("The customer came back."),
            "not_member": self.env._("Not a member with a mobile number."),
            "other_company": self.env._("A member of another company."),
            "without_tag": self.env._("Carries none of the rule's tags."),
            "other_group": self.env._("Is in none of the rule's groups."),
            "filter": self.env._("Does not match the rule's filter."),
        }

    def _gate(self):
        """Judge messages that may go by consent; hold, join or cancel what must not go now.

        Two queries a company, whatever the number of messages; none where all answer a visit.

        :return: the messages that go now
        """
        now = fields.Datetime.now()
        going = self.browse()
        for company, messages in self.grouped("company_id").items():
            pace = self.env["club.pace"]._for(company)
            rules = pace._rules(now)
            if not all(message._letter().is_instant(now) for message in messages):
                pace._take_turn()
            got = messages._got_before(company, rules, now)
            verdicts = {}
            for partner, letters in messages.grouped("partner_id").items():
                verdicts |= judge([m._letter() for m in letters], got[partner.id], now, rules)
            going |= messages._obey(verdicts)
        return going

    def _letter(self):
        self.ensure_one()
        return Letter(
            ref=self.id,
            advertising=self.purpose == "advertising",
            planned_at=self.planned_at,
            instant=self.instant and self.purpose == "service",
            expires_at=self.expires_at or None,
        )

    def _got_before(self, company, rules, now):
        """What the customers of ``self`` got within the cap's days: dict partner id → [Sent]."""
        got = defaultdict(list)
        span = timedelta(minutes=rules.together_minutes)
        if any(message.purpose == "advertising" for message in self):
            span = max(span, timedelta(days=rules.cap_days))
        if not span:
            return got
        self.env["club.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, queued_at, purpose FROM club_message
                 WHERE partner_id = ANY(%s) AND company_id = %s AND queued_at > %s
                   AND state NOT IN ('blocked', 'cancelled')
                """,
                self.partner_id.ids,
                company.id,
                now - span,
            )
        )
        for partner_id, queued_at, purpose in rows:
            got[partner_id].append(Sent(queued_at, purpose == "advertising"))
        return got

    def _obey(self, verdicts):
        """Write the verdicts, set-wise. :return: the messages that go"""
        groups = defaultdict(self.browse)
        for message in self:
            verdict = verdicts[message.id]
            groups[verdict.action, verdict.code, verdict.until, verdict.host] |= message
        going = self.browse()
        for (action, code, until, host), messages in groups.items():
            if action == "go":
                going = messages
            elif action == "hold":
                messages._set_state("held", reason_code=code, held_until=until)
            elif action == "join":
                self.browse(host)._take_in(messages)
            else:
                messages._cancel(code)
        going.filtered("reason_code").reason_code = False
        return going

    def _take_in(self, guests):
        """Carry the texts of ``guests`` within this message's own."""
        self.ensure_one()
        body = "\n".join([self.body, *guests.mapped("body")])
        self.write({"body": body, "parts": count_parts(body)})
        guests._set_state("cancelled", reason_code="joined", joined_id=self.id)
