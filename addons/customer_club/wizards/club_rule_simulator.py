from odoo import api, fields, models
from odoo.fields import Command

from ..tools.digits import localize_digits
from ..tools.mobile import known_name


class ClubRuleSimulator(models.TransientModel):
    """For one member at one time: which rules fire and why, which do not and why not."""

    _name = "club.rule.simulator"
    _description = "Rule Simulator"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, domain=[("club_mobile", "!=", False)]
    )
    at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    tag_id = fields.Many2one("club.tag", "If this key is pressed")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    line_ids = fields.One2many("club.rule.simulator.line", "simulator_id", readonly=True)

    @api.onchange("partner_id", "at", "tag_id")
    def _onchange_member(self):
        self.line_ids = [Command.clear()]
        if self.partner_id and self.at:
            self.line_ids = [Command.create(values) for values in self._lines()]

    def _lines(self):
        """What would happen, first what fires. Nothing is written or sent."""
        self.env["club.rule"].check_access("read")
        partner = self.partner_id._origin
        rules = self.env["club.rule"].search([("company_id", "=", self.company_id.id)])
        words = rules._explain_words()
        lines = self._tag_lines(partner, words)
        for found in rules._explain(partner, self.at, self.tag_id._origin):
            rule, fires = found["rule"], found["fires"]
            lines.append(
                {
                    "name": rule.name,
                    "rule_id": rule.id,
                    "fires": fires,
                    "due_at": fires and (found["until"] or found["due_at"]),
                    "why": words.get(found["code"]) or self._goes(found, words),
                    "text": fires and self._preview(rule, partner),
                }
            )
        return sorted(lines, key=lambda line: not line["fires"])

    def _goes(self, found, words):
        rule = found["rule"]
        labels = dict(rule._fields["trigger"]._description_selection(self.env))
        fires = self.env._("It fires: %s.", labels[rule.trigger])
        return " ".join([fires, words.get(found["gate"], "")]).strip()

    def _tag_lines(self, partner, words):
        tag = self.tag_id._origin
        if not tag:
            return []
        number = self.env["club.rule"].new({"company_id": self.company_id.id})
        number = number._next_visit_number(partner)
        kinds = {
            "welcome": self.env._("Welcome text: %s", tag.name),
            "repeat": self.env._("Repeat text: %s", tag.name),
        }
        return [
            {
                "name": kinds[key.partition(":")[0]],
                "fires": not code,
                "due_at": not code and self.at,
                "why": words[code] if code else self._at_once(number),
                "text": not code and self._fill(text, partner, {"visits": number, "tag": tag.name}),
            }
            for key, text, code in tag._explain_texts(number)
        ]

    def _at_once(self, number):
        digits = localize_digits(str(number), self.env.lang)
        return self.env._("It goes at once: visit %s.", digits)

    def _preview(self, rule, partner):
        text = rule.template_id and rule._texts(partner)[partner.id] or rule.text or ""
        return self._fill(
            text, partner, {"visits": partner.club_visit_count, "tag": ""}, rule.purpose
        )

    def _fill(self, text, partner, values, purpose="service"):
        person = {
            "name": known_name(partner.name, partner.club_mobile or ""),
            "lang": partner.lang,
        }
        values = self.env["club.writing"]._sample_links(self.company_id) | values
        return self.env["club.message"]._plan_body(self.company_id, person, text, values, purpose)


class ClubRuleSimulatorLine(models.TransientModel):
    _name = "club.rule.simulator.line"
    _description = "Verdict of the Rule Simulator"

    simulator_id = fields.Many2one("club.rule.simulator", ondelete="cascade")
    rule_id = fields.Many2one("club.rule", ondelete="cascade")
    name = fields.Char("What")
    fires = fields.Boolean()
    due_at = fields.Datetime("When")
    why = fields.Char("Why, or why not")
    text = fields.Text()
