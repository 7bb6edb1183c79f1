from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.customer_club.tools.mobile import normalize_mobile


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        result = super()._action_confirm()
        self._club_count()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        live = self._club_visits().filtered(lambda visit: not visit.void_date)
        live._void(self.env._("The order was cancelled."))
        return result

    def _club_visits(self):
        """All visits that these orders counted for, voided ones too: one search for all orders."""
        if not self:
            return self.env["club.visit"].sudo()
        origins = [Domain("origin", "=like", f"sale:{order.id}#%") for order in self]
        return (
            self.env["club.visit"].sudo().search(Domain("source", "=", "sale") & Domain.OR(origins))
        )

    def _club_count(self):
        """Count the orders of companies that want it, for customers with a mobile number.

        An order that is cancelled and confirmed anew counts anew, once.
        """
        counting = self.filtered(lambda order: order.company_id.club_count_sales)
        visits = counting._club_visits().grouped(lambda visit: visit.origin.partition("#")[0])
        now = fields.Datetime.now()
        entries = []
        for order in counting:
            company, mobile = order.company_id, order._club_mobile()
            before = visits.get(f"sale:{order.id}", self.env["club.visit"])
            if not mobile or any(not visit.void_date for visit in before):
                continue
            entries.append(
                {
                    "mobile": mobile,
                    "visited_at": min(order.date_order or now, now),
                    "tag_id": company.club_sale_tag_id.id,
                    "group_id": self.env["club.group"]._device_group(company).id,
                    "source": "sale",
                    "origin": f"sale:{order.id}#{len(before) + 1}",
                    "company_id": company.id,
                    "merge_minutes": company.club_sale_merge_minutes,
                    "silent_reason": False,
                }
            )
        if entries:
            self.env["club.visit"]._register_entries(entries)

    def _club_mobile(self):
        """The customer's mobile number, E.164; ``None`` if none is known."""
        self.ensure_one()
        partner = self.partner_id
        country = partner.country_id.code or self.company_id.country_id.code or "IR"
        return partner.club_mobile or normalize_mobile(partner.phone or "", country)
