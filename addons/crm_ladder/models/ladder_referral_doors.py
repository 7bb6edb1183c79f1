"""Where a code comes in: with a visit, on an order."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.referral_code import is_code, normalize_code


class ClubVisit(models.Model):
    _inherit = "club.visit"

    @api.model
    def _register_entries(self, entries):
        """An entry may carry ``referral_code``, as typed: who brought this customer.

        Its result then has ``referral``: the state of the referral, or ``unknown`` where nobody
        has such a code. A wrong code never costs a visit.
        """
        results = super()._register_entries(entries)
        for entry, result in zip(entries, results, strict=True):
            typed = entry.get("referral_code")
            if typed and result.get("partner_id"):
                company = self.env["res.company"].browse(entry["company_id"])
                [referral] = self.env["ladder.referral"]._claim(
                    company,
                    [
                        {
                            "code": typed,
                            "referred_id": result["partner_id"],
                            "referred_at": entry["visited_at"],
                            "source": "keypad" if entry["source"] == "keypad" else "code",
                        }
                    ],
                )
                result["referral"] = referral.state or "unknown"
        return results


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ladder_referral_code = fields.Char(
        "Brought by (code)",
        copy=False,
        help="The personal code of the member who recommended us to this customer. It counts when "
        "the order is confirmed.",
    )

    @api.constrains("ladder_referral_code")
    def _check_ladder_referral_code(self):
        for order in self.filtered("ladder_referral_code"):
            [owner] = self.env["ladder.referral.code"]._find(
                order.company_id, [order.ladder_referral_code]
            )
            if not owner:
                raise ValidationError(
                    self.env._(
                        "Nobody has the code %s. Please read it again.", order.ladder_referral_code
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_with_plain_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_with_plain_code(vals))

    def _action_confirm(self):
        result = super()._action_confirm()
        for order in self.filtered("ladder_referral_code"):
            self.env["ladder.referral"]._claim(
                order.company_id,
                [
                    {
                        "code": order.ladder_referral_code,
                        "referred_id": order.partner_id.id,
                        "source": "order",
                    }
                ],
            )
        return result


def _with_plain_code(vals):
    """Values with the code in plain digits, however it was typed."""
    code = normalize_code(vals.get("ladder_referral_code") or "")
    return {**vals, "ladder_referral_code": code} if is_code(code) else vals
