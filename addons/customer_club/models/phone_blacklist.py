from odoo import api, models


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        numbers = [vals.get("number") for vals in vals_list]
        before = self.with_context(active_test=False).search([("number", "in", numbers)])
        entries = super().create(vals_list)
        # Those that were there and came back to life pass through `write`.
        new = entries - before
        new._club_record_consent()
        return entries

    def write(self, vals):
        if not {"active", "number"} & vals.keys():
            return super().write(vals)
        before = {entry.id: (entry.number, entry.active) for entry in self}
        result = super().write(vals)
        changed = self.filtered(lambda entry: before[entry.id] != (entry.number, entry.active))
        changed._club_record_consent()
        return result

    def _club_record_consent(self):
        """Leave a row for each member whose number was put on the list or taken off.

        Whoever changes the list for a person says where the wish came from in the context keys
        ``consent_channel`` and ``consent_wording``.
        """
        Consent = self.env["club.consent"].sudo()
        context = self.env.context
        staff = not self.env.su and self.env.user._is_internal()
        channel = context.get("consent_channel") or ("staff" if staff else "blacklist")
        for active, entries in self.grouped("active").items():
            members = (
                self.env["res.partner"]
                .sudo()
                .with_context(active_test=False)
                .search([("club_mobile", "in", entries.mapped("number"))])
            )
            if members:
                Consent._record(
                    members,
                    "advertising",
                    given=not active,
                    channel=channel,
                    wording=context.get("consent_wording"),
                )
