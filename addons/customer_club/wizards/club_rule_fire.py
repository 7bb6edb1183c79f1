from odoo import api, fields, models
from odoo.exceptions import AccessError


class ClubRuleFire(models.TransientModel):
    """Fire a rule by hand for chosen members."""

    _name = "club.rule.fire"
    _description = "Fire a Rule by Hand"

    rule_id = fields.Many2one(
        "club.rule",
        required=True,
        domain="[('trigger', '=', 'manual'), ('company_id', '=', company_id)]",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    partner_ids = fields.Many2many(
        "res.partner",
        "club_rule_fire_res_partner_rel",
        string="Customers",
        default=lambda self: self._default_partners(),
    )

    @api.model
    def _default_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env.context.get("active_ids")

    def action_fire(self):
        """Plan it; within seconds it is played, with quiet hours and caps as for any other."""
        self.ensure_one()
        if not self.env.user.has_group("customer_club.group_club_marketer"):
            raise AccessError(self.env._("Only marketers and managers of the club fire rules."))
        self.rule_id.check_access("read")
        self.partner_ids.check_access("read")
        rule = self.rule_id.sudo()
        count = rule._plan_events(
            rule.company_id,
            [
                (rule.id, {"partner_id": partner.id, "origin": f"manual:{self.id}:{self.env.uid}"})
                for partner in self.partner_ids
                if rule.trigger == "manual"
            ],
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The rule fired for %s customers.", count),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
