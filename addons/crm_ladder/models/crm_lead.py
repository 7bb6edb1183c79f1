from odoo import fields, models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "ladder.source"]

    _ladder_watched = frozenset({"partner_id"})

    ladder_role_ids = fields.One2many("ladder.role", "lead_id", "Roles in the purchase")
