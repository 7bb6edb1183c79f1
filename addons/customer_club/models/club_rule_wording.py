from odoo import fields, models


class ClubRuleWording(models.Model):
    """What a rule said from when on. A line of the ledger names its number."""

    _name = "club.rule.wording"
    _description = "Wording of a Rule"
    _order = "rule_id, version desc"
    _rec_name = "version"

    rule_id = fields.Many2one("club.rule", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    version = fields.Integer("Wording no.", required=True, aggregator=None)
    text = fields.Text()
    template_id = fields.Many2one(
        "sms.template", "SMS template", ondelete="set null", index="btree_not_null"
    )
    purpose = fields.Char()
    since = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.user)

    _version_uniq = models.UniqueIndex("(rule_id, version)", "This wording is kept already.")


class ClubRule(models.Model):
    _inherit = "club.rule"

    def _keep_wording(self):
        """Keep the wording under the next number, where it differs from the last one kept."""
        Wording = self.env["club.rule.wording"].sudo()
        values = []
        for rule in self:
            text = rule.template_id.body if rule.template_id else rule.text
            last = Wording.search([("rule_id", "=", rule.id)], limit=1)
            now = (text or "", rule.template_id.id, rule.purpose)
            if last and now == (last.text or "", last.template_id.id, last.purpose):
                continue
            version = last.version + 1
            rule.sudo().version = version
            values.append(
                {
                    "rule_id": rule.id,
                    "version": version,
                    "text": text,
                    "template_id": rule.template_id.id,
                    "purpose": rule.purpose,
                }
            )
        Wording.create(values)


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    def write(self, vals):
        result = super().write(vals)
        if "body" in vals:
            rules = self.env["club.rule"].sudo().with_context(active_test=False)
            rules.search([("template_id", "in", self.ids)])._keep_wording()
        return result
