from odoo import models


class ClubLink(models.Model):
    """Opening a link and filling in a form are facts of the ladder."""

    _inherit = "club.link"

    def _clicked(self):
        first = not self.first_click_at
        result = super()._clicked()
        if first:
            self.env["ladder.dirty"]._add(self.partner_id.ids)
        return result

    def _form_take(self, form, values, consent, given):
        result = super()._form_take(form, values, consent, given)
        self.env["ladder.dirty"]._add(self.partner_id.ids)
        return result
