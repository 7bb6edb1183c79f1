from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubErase(models.TransientModel):
    """The question before a person is erased: what goes, what stays."""

    _name = "club.erase"
    _description = "Erase a Person"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    obstacle = fields.Char(compute="_compute_facts")
    line_ids = fields.One2many("club.erase.line", "erase_id", compute="_compute_facts")
    visit_count = fields.Integer(compute="_compute_facts")
    refuses = fields.Boolean(compute="_compute_facts")
    keep_refusal = fields.Boolean(
        "Keep the number on the blacklist",
        help="Nobody writes advertising to the number again. The number itself stays in the list.",
    )
    reason = fields.Char(required=True)
    sure = fields.Boolean("I know that this cannot be undone")

    @api.depends("partner_id")
    def _compute_facts(self):
        data = self.env["club.personal.data"]
        for wizard in self:
            wizard.partner_id._club_check_privacy()
            partner = wizard.partner_id
            sections = data._sections(partner)
            kept = {"club.visit", "res.partner"}
            wizard.obstacle = data._obstacle(partner)
            wizard.line_ids = wizard.line_ids.browse() + wizard.line_ids.concat(
                *(
                    wizard.line_ids.new(
                        {
                            "label": records.env["ir.model"]._get(records._name).name,
                            "count": len(records),
                        }
                    )
                    for records, _names in sections
                    if records._name not in kept
                )
            )
            wizard.visit_count = sum(
                len(records) for records, _names in sections if records._name == "club.visit"
            )
            wizard.refuses = any(
                records._name == "phone.blacklist" and any(records.mapped("active"))
                for records, _names in sections
            )

    def action_erase(self):
        self.ensure_one()
        self.partner_id._club_check_privacy()
        if not self.sure:
            raise UserError(self.env._("Tick that you know that this cannot be undone."))
        self.env["club.personal.data"]._erase(
            self.partner_id, self.reason.strip(), keep_refusal=self.keep_refusal
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Erased. What was done is in the privacy log."),
                "next": self.env["ir.actions.act_window"]._for_xml_id(
                    "customer_club.res_partner_action_member"
                ),
            },
        }


class ClubEraseLine(models.TransientModel):
    _name = "club.erase.line"
    _description = "What Is Erased"

    erase_id = fields.Many2one("club.erase", ondelete="cascade")
    label = fields.Char("What")
    count = fields.Integer("Rows")
