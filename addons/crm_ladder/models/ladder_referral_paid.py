"""What referred customers bought, paid and kept, as SQL."""

from odoo import api, models
from odoo.tools import SQL

from .ladder_facts import SALE_INVOICES


class LadderReferral(models.Model):
    _inherit = "ladder.referral"

    def _first_paid(self, program):
        """The first purchase of each referred customer that is paid and stands.

        A purchase is what the ladder takes for one (see ``ladder.facts``): it stands unless all of
        it was credited. It is paid when an invoice of it is, or when a visit says so.

        :return: dict id → ``(day, value in the main company's currency)``
        """
        if not self:
            return {}
        self.env.flush_all()
        Facts = self.env["ladder.facts"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(ctes)s,
                paid AS (%(paid)s)
                SELECT DISTINCT ON (r.id) r.id, d.day, COALESCE(d.value, 0)
                  FROM ladder_referral r
                       JOIN scope s ON s.subject_id = r.referred_id
                       JOIN paid ON paid.partner_id = s.partner_id
                       JOIN purchase_day d ON d.subject_id = s.subject_id AND d.day = paid.day
                            AND d.stands
                       JOIN co ON co.id = r.company_id
                 WHERE r.id = ANY(%(ids)s)
                   AND d.day >= (r.referred_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date
                                - %(grace)s
                   AND COALESCE(d.value, 0) >= %(least)s * co.rate
                 ORDER BY r.id, d.day
                """,
                ctes=SQL(", ").join(Facts._ctes_purchases(self.referred_id.ids)),
                paid=SQL(" UNION ").join(self._paid_queries(program)),
                ids=self.ids,
                grace=program.grace_days,
                least=program.least_value,
            )
        )
        return {referral_id: (day, value) for referral_id, day, value in rows}

    def _still_customers(self):
        """Ids of those of ``self`` whose referred customer has a purchase left that stands.

        By the documents alone: a change of the programme's terms takes nothing back.
        """
        if not self:
            return set()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH %s
                SELECT r.id FROM ladder_referral r
                 WHERE r.id = ANY(%s) AND EXISTS (
                       SELECT FROM purchase_day d
                        WHERE d.subject_id = r.referred_id AND d.stands
                          AND d.day >= r.purchase_day)
                """,
                SQL(", ").join(self.env["ladder.facts"]._ctes_purchases(self.referred_id.ids)),
                self.ids,
            )
        )
        return {referral_id for (referral_id,) in rows}

    @api.model
    def _paid_queries(self, program):
        """Selects ``(partner_id, day)`` of days on which something was bought that is paid.

        Tills add theirs. They may use the CTEs of ``ladder.facts._ctes_purchases``.
        """
        company = program.company_id.id
        queries = [
            SQL(
                """
                SELECT sale.partner_id, sale.day
                  FROM sale JOIN sale_order_line l ON l.order_id = sale.id
                       JOIN sale_order_line_invoice_rel x ON x.order_line_id = l.id
                       JOIN account_move_line a ON a.id = x.invoice_line_id
                       JOIN account_move m ON m.id = a.move_id
                 WHERE sale.state = 'sale' AND m.state = 'posted' AND m.company_id = %(company)s
                   AND m.move_type IN %(invoices)s AND m.payment_state IN ('paid', 'in_payment')
                """,
                company=company,
                invoices=SALE_INVOICES,
            ),
            SQL(
                """
                SELECT bill.partner_id, bill.day FROM bill JOIN account_move m ON m.id = bill.id
                 WHERE NOT bill.of_order AND m.company_id = %(company)s
                   AND m.move_type IN %(invoices)s AND m.payment_state IN ('paid', 'in_payment')
                """,
                company=company,
                invoices=SALE_INVOICES,
            ),
        ]
        if program.paid_by == "visit":
            queries.append(
                SQL(
                    """
                    SELECT v.partner_id,
                           (v.visited_at AT TIME ZONE 'UTC' AT TIME ZONE co.tz)::date
                      FROM doer JOIN club_visit v ON v.partner_id = doer.partner_id
                           JOIN co ON co.id = v.company_id
                           JOIN club_tag t ON t.id = v.tag_id AND t.ladder_is_purchase
                     WHERE v.void_date IS NULL AND v.company_id = %s
                    """,
                    company,
                )
            )
        return queries
