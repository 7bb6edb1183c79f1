from odoo import api, fields, models
from odoo.exceptions import RedirectWarning
from odoo.fields import Domain

from ..tools.digits import localize_digits
from ..tools.mobile import national, normalize_mobile
from .res_partner_record import SERVING


class ResPartner(models.Model):
    """One person, one mobile: whoever signs up a second time is shown the first record."""

    _inherit = "res.partner"

    club_same_mobile_id = fields.Many2one(
        "res.partner",
        "Member with this number",
        compute="_compute_club_same_mobile",
        groups=SERVING,
    )

    @api.depends("club_mobile", "company_id")
    def _compute_club_same_mobile(self):
        for partner in self:
            partner.club_same_mobile_id = self._club_find_member(
                partner.club_mobile, partner.company_id, partner._origin
            )

    @api.model
    def _club_find_member(self, typed, company, but_not=None):
        """The member who has this number already, if the user may see it, archived ones too.

        :param typed: a number in any spelling
        :param company: company of the record in question; empty for one shared by all
        """
        mobile = normalize_mobile(typed or "", self._club_region())
        if not mobile:
            return self.browse()
        # After a merge a person may go on using both numbers.
        other_number = [("mobile", "=", mobile), ("still_used", "=", True)]
        domain = Domain("club_mobile", "=", mobile) | Domain(
            "club_old_mobile_ids", "any", other_number
        )
        if but_not:
            domain &= Domain("id", "not in", but_not.ids)
        if company:
            domain &= Domain("company_id", "in", [False, company.id])
        return self.with_context(active_test=False).search(domain, limit=1)

    def web_save(self, vals, specification, next_id=None):
        """A form that is saved with a number that is taken leads to the person who has it."""
        if vals.get("club_mobile"):
            company = self.company_id[:1]
            if "company_id" in vals:
                company = company.browse(vals["company_id"] or [])
            other = self._club_find_member(vals["club_mobile"], company, self)
            if other:
                other._club_redirect()
        return super().web_save(vals, specification, next_id=next_id)

    def _club_redirect(self):
        """Say whose number it is, with a button that opens the record."""
        self.ensure_one()
        form = self.env.ref("customer_club.res_partner_view_form_member")
        number = localize_digits(national(self.club_mobile), self.env.lang)
        # The mark keeps the number's digits together in a sentence from right to left.
        message = self.env._(
            "%(number)s already belongs to %(name)s, a member with %(visits)s visits. "
            "One person has one record.",
            number=f"\u2066{number}\u2069",
            name=self.display_name if not self._club_is_nameless() else self.env._("a customer"),
            visits=localize_digits(str(self.club_visit_count), self.env.lang),
        )
        if not self.active:
            message += " " + self.env._("The record is archived.")
        raise RedirectWarning(
            message,
            {
                "type": "ir.actions.act_window",
                "res_model": "res.partner",
                "res_id": self.id,
                "views": [(form.id, "form")],
            },
            self.env._("Open the record"),
        )

    def _club_is_nameless(self):
        """Whether the number still stands in for the name."""
        return (self.name or "") in (self.club_mobile, national(self.club_mobile or ""))
