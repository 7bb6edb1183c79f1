"""Verdicts in words, in the language of whoever reads them."""

from datetime import date

from odoo import api, models
from odoo.tools.misc import format_amount, format_date

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.jalali import format_jalali

from ..tools.facts import FACTS, derive, value_of


class LadderReason(models.AbstractModel):
    """Turns the stored evidence into a sentence with the deciding facts."""

    _name = "ladder.reason"
    _description = "Ladder Reasons in Words"

    @api.model
    def _partner_sentence(self, partner):
        """Why a partner stands on its rung, today."""
        if not partner.ladder_rung_id:
            return False
        evidence = partner.ladder_facts or {}
        values = derive(evidence.get("facts", {}), self.env["ladder.engine"]._today())
        return self._sentence(partner.ladder_rung_id, evidence, values)

    @api.model
    def _move_sentence(self, move):
        """Why a move happened, with the facts of that day."""
        evidence = move.facts or {}
        return self._sentence(move.to_rung_id, evidence, evidence.get("facts", {}), move.direction)

    @api.model
    def _sentence(self, rung, evidence, values, direction=None):
        held = [self._criterion(item, values) for item in evidence.get("held", ())]
        missed = [self._criterion(item, values) for item in evidence.get("missed", ())]
        parts = []
        if evidence.get("waits"):
            parts.append(
                self.env._(
                    "Keeps the rung for the time being: %(missed)s.", missed=self._join(missed)
                )
            )
        elif held:
            parts.append(self.env._("%(rung)s by %(held)s.", rung=rung.name, held=self._join(held)))
        else:
            parts.append(self._known(values))
        if values.get("last_purchase"):
            parts.append(self.env._("Last purchase: %s.", self._date(values["last_purchase"])))
        if missed and not evidence.get("waits"):
            other = self._rung_name(evidence.get("for"))
            if direction == "down":
                parts.append(
                    self.env._(
                        "No longer %(rung)s: %(missed)s.", rung=other, missed=self._join(missed)
                    )
                )
            else:
                parts.append(
                    self.env._(
                        "Missing for %(rung)s: %(missed)s.", rung=other, missed=self._join(missed)
                    )
                )
        return localize_digits(" ".join(parts), self.env.lang)

    @api.model
    def _known(self, values):
        """What is known of somebody whose rung asks for nothing."""
        if not any(values.get(key) for key in FACTS):
            return self.env._("Only a contact: no enquiry, visit or purchase is known.")
        known = [
            self._fact(key, 0, values[key])
            for key in ("leads", "quotes", "clicks", "forms", "visits", "purchases", "returns")
            if values.get(key)
        ]
        return self.env._("Known: %s.", self._join(known)) if known else self.env._("A contact.")

    @api.model
    def _criterion(self, item, values):
        fact, window, operator, value = item
        words = {
            ">=": self.env._("at least %s"),
            "<=": self.env._("at most %s"),
            ">": self.env._("more than %s"),
            "<": self.env._("less than %s"),
            "=": self.env._("exactly %s"),
        }
        shown = self._fact(fact, window, value_of(values, fact, window))
        threshold = words[operator] % self._value(fact, value)
        return f"{shown} ({threshold})"

    @api.model
    def _fact(self, fact, window, actual):
        label = self._labels()[fact]
        if window:
            label = self.env._("%(fact)s in the last %(days)s days", fact=label, days=window)
        shown = self.env._("not known yet") if actual is None else self._value(fact, actual)
        return f"{label}: {shown}"

    @api.model
    def _labels(self):
        criterion = self.env["ladder.criterion"]
        return dict(criterion._fields["fact"]._description_selection(self.env))

    @api.model
    def _rung_name(self, code):
        rung = self.env["ladder.rung"].with_context(active_test=False)
        return rung.search([("code", "=", code)], limit=1).name or code or ""

    @api.model
    def _value(self, fact, value):
        kind = FACTS[fact].kind
        if kind == "money":
            currency = self.env["res.company"]._ladder_main().currency_id
            return format_amount(self.env, value, currency)
        number = f"{value:.1f}".removesuffix(".0")
        if kind == "percent":
            return self.env._("%s percent", number)
        if kind == "days":
            return self.env._("%s days", number)
        if kind == "ratio":
            return self.env._("%s times", number)
        return number

    @api.model
    def _date(self, iso):
        day = date.fromisoformat(iso)
        if (self.env.lang or "").startswith("fa"):
            return format_jalali(day)
        return format_date(self.env, day)

    @api.model
    def _join(self, parts):
        return ("؛ " if (self.env.lang or "").startswith(("fa", "ar")) else "; ").join(parts)
