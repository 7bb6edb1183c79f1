from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubMemberMerge(models.TransientModel):
    """Two records of one person, side by side; one click makes them one."""

    _name = "club.member.merge"
    _description = "Merge Members"

    partner_id = fields.Many2one("res.partner", "This one stays", required=True, ondelete="cascade")
    other_id = fields.Many2one(
        "res.partner",
        "This one goes into it",
        domain="[('id', '!=', partner_id), ('club_erased_at', '=', False)]",
        ondelete="cascade",
    )
    mobile = fields.Char(related="partner_id.club_mobile_display", string="Mobile")
    other_mobile = fields.Char(related="other_id.club_mobile_display", string="Its mobile")
    visit_count = fields.Integer(related="partner_id.club_visit_count", string="Visits")
    other_visit_count = fields.Integer(related="other_id.club_visit_count", string="Its visits")
    tag_ids = fields.Many2many(related="partner_id.club_tag_ids", string="Tags")
    other_tag_ids = fields.Many2many(related="other_id.club_tag_ids", string="Its tags")
    visit_sum = fields.Integer("Visits together", compute="_compute_visit_sum")
    number_choice = fields.Selection(
        [("this", "The number of the one that stays"), ("other", "The other number")],
        "Write to",
        default="this",
        required=True,
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        chosen = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "res.partner" and len(chosen) == 2:
            first, second = self.env["res.partner"].browse(chosen).sorted("club_visit_count")
            values.update(partner_id=second.id, other_id=first.id)
        return values

    @api.depends("partner_id", "other_id")
    def _compute_visit_sum(self):
        for wizard in self:
            wizard.visit_sum = wizard.visit_count + wizard.other_visit_count

    def action_swap(self):
        """The other one stays."""
        self.ensure_one()
        self.write({"partner_id": self.other_id.id, "other_id": self.partner_id.id})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge members"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_merge(self):
        self.ensure_one()
        kept, other = self.partner_id, self.other_id
        if not other or other == kept:
            raise UserError(self.env._("Choose the other record of the same person."))
        (kept | other).check_access("write")
        if kept.club_erased_at or other.club_erased_at:
            raise UserError(self.env._("An erased person is merged with nobody."))
        mobile = other.club_mobile if self.number_choice == "other" else False
        # Rights were checked above; Odoo's own check asks for one e-mail address on both.
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (kept | other).ids, kept.sudo(), extra_checks=False
        )
        if mobile:
            self._write_to(kept, mobile)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": kept.id,
            "views": [(self.env.ref("customer_club.res_partner_view_form_member").id, "form")],
        }

    def _write_to(self, partner, mobile):
        """Make the second number the first one; both stay the person's."""
        history = self.env["club.mobile.history"].sudo()
        before = partner.club_mobile
        if mobile == before:
            return
        partner.club_mobile = mobile
        history.search([("partner_id", "=", partner.id), ("mobile", "=", mobile)]).unlink()
        history.search([("partner_id", "=", partner.id), ("mobile", "=", before)]).still_used = True
