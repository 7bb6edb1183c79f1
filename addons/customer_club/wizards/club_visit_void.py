from odoo import fields, models


class ClubVisitVoid(models.TransientModel):
    _name = "club.visit.void"
    _description = "Void Visits"

    visit_ids = fields.Many2many(
        "club.visit", default=lambda self: self.env.context.get("active_ids")
    )
    reason = fields.Char(required=True)

    def action_void(self):
        self.visit_ids.check_access("read")
        self.visit_ids._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
