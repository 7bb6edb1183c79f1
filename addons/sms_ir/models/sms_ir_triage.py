"""Which of the claimed messages can go out now, which never, and which wait for something."""

from collections import defaultdict

from odoo import fields, models

from .. import messages
from ..tools import approved, number_format, segments

_REFUSED_SENTENCES = {
    "sms_blacklist": messages.KNOWN_BLOCKED,
    "sms_duplicate": messages.DUPLICATE,
    "sms_optout": messages.OPTED_OUT,
}

# A message without a line looks again after so many seconds, should nobody edit the lines.
WAIT_SECONDS = 3600


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    def _triage(self, rows, purpose):
        """Put aside what cannot go out now; return the rest by (company, line, time of sending)."""
        refusals = self._refusals(rows, purpose)
        line = self._sms_ir_choose_line(purpose)
        no_line = None
        if not line:
            no_line = self._in_language().env._(messages.WAIT_SENTENCES[f"line_{purpose}"])
        templates = self._approved_templates(rows, purpose)
        refused, ready, waiting = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in rows:
            if row["id"] in refusals:
                refused[refusals[row["id"]]].append(row)
            elif self._goes_by_template(row, templates):
                if row["hold"] or row["send_at"]:
                    # SMS.ir takes no later time for approved templates: Odoo keeps them.
                    waiting[row["hold"], row["send_at"]].append(row)
                else:
                    ready[row["record_company_id"], None, None].append(row)
            elif line:
                ready[row["record_company_id"], line.number, row["send_at"]].append(row)
            else:
                waiting[no_line, None].append(row)
        for (state, failure_type), group in refused.items():
            sms = self.env["sms.sms"].browse(row["id"] for row in group)
            reason = _REFUSED_SENTENCES.get(failure_type)
            sms._sms_ir_refuse(state, failure_type, reason and self._in_language().env._(reason))
        for (reason, until), group in waiting.items():
            self._make_wait(group, reason, until)
        self._keep_to_budget(ready)
        return ready

    def _refusals(self, rows, purpose):
        """Return (state, failure type) by message of what is not sent at all."""
        advertising = purpose == "advertising"
        opted_out = self._opted_out(rows) if advertising else set()
        blocked = self._operator_blocked(rows) if advertising else set()
        recent = self._recent(
            [(number_format.canonical(row["number"]), row["body"]) for row in rows]
        )
        refusals = {}
        for row in rows:
            number = number_format.canonical(row["number"])
            problem = number_format.problem(number)
            if problem:
                refusals[row["id"]] = ("error", problem)
            elif not (row["body"] or "").strip():
                refusals[row["id"]] = ("error", "sms_ir_request")
            elif number in opted_out:
                refusals[row["id"]] = ("canceled", "sms_optout")
            elif number in blocked:
                refusals[row["id"]] = ("error", "sms_blacklist")
            elif (number, row["body"]) in recent:
                refusals[row["id"]] = ("canceled", "sms_duplicate")
        return refusals

    def _keep_to_budget(self, ready):
        """Take out of ``ready`` what a company has no budget for; it waits for the next period."""
        for company_id in {company for company, _line, _send_at in ready}:
            company = self.env["res.company"].browse(company_id)
            limit = self._budget_left(company)
            if limit is None:
                continue
            left, until = limit
            for key in [key for key in ready if key[0] == company_id]:
                fitting, rest = [], []
                for row in ready[key]:
                    left -= segments.count(row["body"]).parts
                    (fitting if left >= 0 else rest).append(row)
                ready[key] = fitting
                if rest:
                    account = self._in_language()
                    text = account.env._("Waits: the SMS budget of the company is used up.")
                    self._make_wait(rest, text, until)

    def _approved_templates(self, rows, purpose):
        """Return the templates that SMS.ir approved, by id: service messages may go by them."""
        ids = {row["sms_template_id"] for row in rows} - {None}
        if purpose != "service" or self.protocol != "rest" or not ids:
            return {}
        templates = self._in_language().env["sms.template"].browse(ids).exists()
        return {template.id: template for template in templates if template.sms_ir_template_number}

    def _goes_by_template(self, row, templates):
        """Tell whether a message goes by an approved template (or is held for it)."""
        template = templates.get(row["sms_template_id"])
        if not template:
            return False
        values, row["hold"] = template._sms_ir_plan(row["body"])
        if values:
            row["template"] = (template.sms_ir_template_number, values)
            row["body"] = approved.fill(template.sms_ir_text, values)
        return bool(values or row["hold"])

    def _opted_out(self, rows):
        """Return which numbers of ``rows`` asked for no advertising: one look by index."""
        numbers = list({number_format.canonical(row["number"]) for row in rows})
        self.env.cr.execute(
            "SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", [numbers]
        )
        return {row[0] for row in self.env.cr.fetchall()}

    def _make_wait(self, rows, reason, until=None):
        if not rows:
            return
        until = until or fields.Datetime.add(fields.Datetime.now(), seconds=WAIT_SECONDS)
        self.env.cr.execute(
            "UPDATE sms_sms SET sms_ir_not_before = %s, sms_ir_wait_reason = %s WHERE id = ANY(%s)",
            [
                until,
                reason,
                [row["id"] for row in rows],
            ],
        )
        self.env["sms.sms"].invalidate_model()
        self.env["sms.sms"]._sms_ir_wake(fields.Datetime.add(until, seconds=1))
