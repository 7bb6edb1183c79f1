from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_consent_ids = fields.One2many(
        "club.consent", "partner_id", "Consents", readonly=True, groups="base.group_user"
    )
    club_advertising = fields.Selection(
        [("allowed", "Advertising allowed"), ("refused", "No advertising")],
        "Advertising",
        compute="_compute_club_advertising",
        search="_search_club_advertising",
        help="Whether this company may send advertising. Service messages reach everybody.",
    )

    @api.depends("club_mobile", "phone_sanitized", "club_consent_ids")
    @api.depends_context("company")
    def _compute_club_advertising(self):
        members = self.filtered("club_mobile")
        refused = (
            self.env["club.consent"]
            .sudo()
            ._refused(members._origin.ids, self.env.company, "advertising")
        )
        for partner in self:
            wish = "refused" if partner._origin.id in refused else "allowed"
            partner.club_advertising = partner.club_mobile and wish

    @api.model
    def _search_club_advertising(self, operator, value):
        if operator != "in":
            return NotImplemented
        refused = self.env["club.consent"].sudo()._refused_sql(self.env.company, "advertising")
        domains = {
            "refused": Domain("id", "in", refused),
            "allowed": Domain("id", "not in", refused) & Domain("club_mobile", "!=", False),
            False: Domain("club_mobile", "=", False),
        }
        return Domain.OR(domains[wish] for wish in value if wish in domains)

    def action_record_consent(self):
        """Ask what the person wants, and in which words it was said."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a consent"),
            "res_model": "club.consent.add",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
