from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    club_members_shared = fields.Boolean(
        "Share club members",
        default=True,
        help="Members belong to all companies of this database; visits stay with the company "
        "where they happened. Without it, each company has members of its own.",
    )
    club_nameless_word = fields.Char(
        "Word for customers without a name",
        default=lambda self: self.env._("customer"),
        help="What {name} becomes in a text while the customer's name is not known yet.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._club_ensure_device_group()
        self.env["club.occasion"]._create_ready(companies)
        self.env["club.pace"]._for_all(companies)
        self.env["club.form"]._for_all(companies)
        return companies

    def _club_ensure_device_group(self):
        """Create the group that the keypad is linked to where a company has none."""
        Group = self.env["club.group"].sudo()
        linked = Group.search([("company_id", "in", self.ids), ("device_linked", "=", True)])
        Group.create(
            [
                {
                    "name": company._club_words()["group"],
                    "company_id": company.id,
                    "device_linked": True,
                }
                for company in self - linked.company_id
            ]
        )

    def _club_words(self):
        """First words of a company's club, in the language of its customers."""
        env = self.with_context(lang=self._club_lang()).env
        return {"group": env._("Walk-in customers"), "nameless": env._("customer")}

    def _club_lang(self):
        """Language of a company's texts to customers whose own language is not known."""
        self.ensure_one()
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        if self.partner_id.lang in installed and self.partner_id.lang != "en_US":
            return self.partner_id.lang
        if self.country_id.code == "IR" and "fa_IR" in installed:
            return "fa_IR"
        return self.partner_id.lang or "en_US"

    def _club_tz(self):
        """Name of the time zone in which this company counts days."""
        self.ensure_one()
        company = self.sudo()
        return company.partner_id.tz or (
            "Asia/Tehran" if company.country_id.code == "IR" else "UTC"
        )

    def _club_day(self, moment):
        """Return the day of a moment (naive UTC) at this company."""
        return moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(self._club_tz())).date()
