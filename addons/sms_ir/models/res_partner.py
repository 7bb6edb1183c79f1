from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    sms_ir_blocked_at = fields.Datetime(
        "Blocked Advertising SMS",
        compute="_compute_sms_ir_blocked_at",
        search="_search_sms_ir_blocked_at",
        help="When the operator last reported that this number blocked advertising SMS. Service "
        "messages still reach it.",
    )

    @api.model
    def _sms_ir_block_domain(self):
        """Return which reports of operators are for this user: those of the user's companies."""
        return Domain("company_id", "in", [*self.env.companies.ids, False])

    @api.depends("phone_sanitized")
    @api.depends_context("allowed_company_ids")
    def _compute_sms_ir_blocked_at(self):
        numbers = [number for number in self.mapped("phone_sanitized") if number]
        # Everybody who sees a contact may know that it gets no advertising.
        blocks = self.env["sms.ir.block"].sudo()
        groups = blocks._read_group(
            self._sms_ir_block_domain() & Domain("number", "in", numbers),
            ["number"],
            ["blocked_at:max"],
        )
        blocked = dict(groups)
        for partner in self:
            partner.sms_ir_blocked_at = blocked.get(partner.phone_sanitized)

    def _search_sms_ir_blocked_at(self, operator, value):
        blocks = self.env["sms.ir.block"].sudo()
        if operator in ("in", "not in") and set(value) <= {False}:
            query = blocks._search(self._sms_ir_block_domain())
            partners = self._search([("phone_sanitized", "in", query.subselect("number"))])
            return [("id", "in" if operator == "not in" else "not in", partners)]
        if operator in ("<", "<=", ">", ">="):
            query = blocks._search(
                self._sms_ir_block_domain() & Domain("blocked_at", operator, value)
            )
            return [("phone_sanitized", "in", query.subselect("number"))]
        return NotImplemented
