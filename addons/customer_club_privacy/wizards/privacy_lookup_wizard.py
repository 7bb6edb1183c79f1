from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_club.tools.mobile import national, normalize_mobile

# Odoo's lookup asks for an address; a person with a number alone gets one that finds nothing.
STAND_IN = "{}@mobile.invalid"
# Rows that are kept: to take a person out of them is to erase the person.
KEPT = {"club.visit", "club.message", "club.consent", "direct.event"}


class PrivacyLookupWizard(models.TransientModel):
    _inherit = "privacy.lookup.wizard"

    club_mobile = fields.Char(
        "Mobile number", help="Finds members by their number, also by an earlier one."
    )

    @api.onchange("club_mobile")
    def _onchange_club_mobile(self):
        mobile = normalize_mobile(self.club_mobile or "", self.env["res.partner"]._club_region())
        if mobile:
            self.club_mobile = mobile
            self.email = self.email or STAND_IN.format(national(mobile))
            self.name = self.name or self._club_people(mobile)[:1].name or national(mobile)

    def _club_people(self, mobile):
        Partner = self.env["res.partner"].sudo().with_context(active_test=False)
        return Partner.search(
            [
                *("|", "|"),
                ("club_mobile", "=", mobile),
                ("phone_sanitized", "=", mobile),
                ("club_old_mobile_ids.mobile", "=", mobile),
            ]
        )

    def _get_query(self):
        """Odoo's own finds, and all that any model says it holds about the number's owner."""
        query = super()._get_query()
        if not self.club_mobile:
            return query
        mobile = normalize_mobile(self.club_mobile, self.env["res.partner"]._club_region())
        if not mobile:
            raise UserError(self.env._("%s is not a mobile number.", self.club_mobile))
        data = self.env["club.personal.data"]
        people = self._club_people(mobile)
        numbers = data._own_numbers(people, sorted({mobile, *data._numbers(people)}))
        found = [SQL("SELECT * FROM (%s) AS o(res_model_id, res_id, is_active)", query)]
        for model in data._models_with("_personal_data_records"):
            records, _names = model._personal_data_records(people, numbers)
            if records:
                found.append(
                    SQL(
                        "SELECT %s, id, TRUE FROM unnest(%s) AS id",
                        self.env["ir.model"]._get_id(records._name),
                        records.ids,
                    )
                )
        return SQL(
            "SELECT DISTINCT ON (res_model_id, res_id) * FROM (%s) AS f"
            " ORDER BY res_model_id, res_id, is_active",
            SQL(" UNION ALL ").join(found),
        )


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    def _club_person(self):
        """The member to erase, where deleting this row is not the way; else an empty recordset."""
        people = self.env["res.partner"]
        if self.res_model != "res.partner" and self.res_model not in KEPT:
            return people
        record = self.env[self.res_model].browse(self.res_id).sudo().exists()
        partner = record if self.res_model == "res.partner" else record.partner_id
        kept = partner.club_visit_ids or partner.club_message_ids or self.res_model in KEPT
        return people.browse(partner.ids) if kept else people

    def action_unlink(self):
        """Erase a member instead of deleting rows that totals are made of."""
        self.ensure_one()
        person = self._club_person()
        if not person or self.is_unlinked:
            return super().action_unlink()
        person._club_check_privacy()
        self.env["club.personal.data"]._erase(person, self.env._("Privacy lookup"))
        self.execution_details = self.env._(
            "Erased %(model)s #%(id)s", model=self.res_model_id.name, id=self.res_id
        )
        self.is_unlinked = True
        return None
