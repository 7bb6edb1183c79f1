from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.digits import localize_digits
from ..tools.mobile import normalize_mobile


class ClubVisitAdd(models.TransientModel):
    """What the keypad does, at a desk: a number, a tag, a counted visit and its text."""

    _name = "club.visit.add"
    _description = "Add a Visit"

    mobile = fields.Char(required=True)
    tag_id = fields.Many2one(
        "club.tag", domain="[('company_id', '=', company_id)]", check_company=True
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    visited_at = fields.Datetime("Time", required=True, default=fields.Datetime.now)
    # Made once per opened form: pressing the button twice counts once.
    origin = fields.Char(default=lambda self: f"manual:{uuid4()}")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        partner = self.env["res.partner"].browse(self.env.context.get("default_partner_id"))
        if partner and "mobile" in fields:
            values["mobile"] = partner.club_mobile or partner.phone
        return values

    def action_add(self):
        self.ensure_one()
        mobile = normalize_mobile(
            self.mobile, self.env["res.partner"]._club_region(self.company_id)
        )
        if not mobile:
            raise UserError(
                self.env._(
                    "“%s” is not a mobile number. Write it like 0912 123 4567, "
                    "or with + and the country code.",
                    self.mobile,
                )
            )
        if self.visited_at > fields.Datetime.now():
            raise UserError(self.env._("A visit cannot lie in the future."))
        group = self.env["club.group"]._device_group(self.company_id)
        [result] = self.env["club.visit"]._register_entries(
            [
                {
                    "mobile": mobile,
                    "visited_at": self.visited_at,
                    "tag_id": self.tag_id.id,
                    "group_id": group.id,
                    "source": "manual",
                    "origin": self.origin,
                    "company_id": self.company_id.id,
                    "merge_minutes": 10,
                    "silent_reason": False,
                }
            ]
        )
        number = localize_digits(str(result["number"]), self.env.lang)
        if result["status"] == "merged":
            message = self.env._("Counted a moment ago already, as visit %s.", number)
        else:
            message = self.env._("Visit %s is counted.", number)
        form = self.env.ref("customer_club.res_partner_view_form_member")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {
                    "type": "ir.actions.act_window",
                    "res_model": "res.partner",
                    "res_id": result["partner_id"],
                    "views": [(form.id, "form")],
                },
            },
        }
