from odoo import fields, models
from odoo.exceptions import AccessError

# What people type about people, by kind of field.
_PERSONAL_TYPES = {"char", "text", "html", "date", "binary", "properties"}
_KINDS_OF_CLUB_FIELDS = {"selection", "many2one", "many2many", "integer", "float"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_erased_at = fields.Datetime(
        "Erased on", readonly=True, copy=False, help="Nothing but figures is left of this person."
    )

    def action_club_erase(self):
        """Show what would be erased and what stays, and ask."""
        return self._club_privacy_window("club.erase", self.env._("Erase a person"))

    def action_club_personal_data(self):
        """Hand out all that is held about this person."""
        return self._club_privacy_window(
            "club.personal.data.export", self.env._("Hand out a person's data")
        )

    def _club_privacy_window(self, model, title):
        self.ensure_one()
        self._club_check_privacy()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def _club_check_privacy(self):
        """Managers of the club, for persons whose record they may change."""
        if not self.env.user.has_group("customer_club.group_club_manager"):
            raise AccessError(
                self.env._("Only managers of the club erase persons and hand out their data.")
            )
        self.check_access("write")

    def _club_addresses(self):
        """Further addresses of the person; contacts at a company are persons of their own."""
        return (
            self.sudo()
            .with_context(active_test=False)
            .child_ids.filtered(lambda child: child.type != "contact")
        )

    # Erasing -----------------------------------------------------------------------------------

    def _club_erase_keep(self):
        """Names of fields that stay when a person is erased: they tell nobody who it was."""
        return {"name", "club_mobile", "club_group_id", "club_tag_ids", "club_joined_on"}

    def _club_anonymise(self):
        """Empty all that people typed about these persons; what was counted stays."""
        kept = self._club_erase_keep()
        values, columns = {}, []
        for name, field in self._fields.items():
            if not field.store or field.related or name in kept or field.readonly:
                continue
            club = name.startswith("club_") and field.type in _KINDS_OF_CLUB_FIELDS
            if field.type not in _PERSONAL_TYPES and not club:
                continue
            if field.company_dependent:
                columns.append(name)
            elif field.type == "many2many":
                values[name] = [fields.Command.clear()]
            else:
                values[name] = False
        partners = self.sudo().with_context(
            tracking_disable=True, active_test=False, mail_notrack=True, prefetch_fields=False
        )
        for partner in partners:
            partner.write(
                {
                    **values,
                    "name": self.env._("Erased customer %s", partner.id),
                    "club_mobile": False,
                    "active": False,
                }
            )
        partners.flush_recordset()
        for name in columns:
            self.env.cr.execute(
                f'UPDATE res_partner SET "{name}" = NULL WHERE id = ANY(%s)',  # noqa: S608 - a field
                [self.ids],
            )
        # The change of number has just been remembered.
        self.env["club.mobile.history"].sudo()._personal_data_erase(self, [])
        self.invalidate_recordset()

    def _personal_data_records(self, partners, _numbers):
        names = [
            name
            for name, field in self._fields.items()
            if field.store
            and not field.related
            and field.type not in ("binary", "one2many", "json", "serialized")
            and not {".", "base.group_system"} & set((field.groups or "").split(","))
            and name not in {"id", "write_uid", "write_date", "create_uid"}
        ]
        return self.browse(partners.ids), names
