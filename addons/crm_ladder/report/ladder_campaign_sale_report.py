from odoo import fields, models
from odoo.tools import SQL


class LadderCampaignSaleReport(models.Model):
    """Which products campaigns sold, and to whom: the lines of the invoices they are credited with.

    Amounts are without taxes, in the campaign's currency, credit notes negative; a share of an
    invoice is that share of each of its lines.
    """

    _name = "ladder.campaign.sale.report"
    _description = "What Campaigns Sold"
    _auto = False
    _order = "day desc, id"
    _rec_name = "move_id"

    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection([("sale", "Sales"), ("return", "Returns")], "What", readonly=True)
    day = fields.Date("Date", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    rung_id = fields.Many2one("ladder.rung", readonly=True)
    quantity = fields.Float(readonly=True)
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY e.id, l.id) AS id, e.campaign_id, e.company_id,
                   e.currency_id, e.kind, e.day, e.move_id, l.product_id, t.categ_id,
                   e.partner_id, p.ladder_rung_id AS rung_id,
                   e.share * l.quantity * CASE e.kind WHEN 'return' THEN -1 ELSE 1 END
                       AS quantity,
                   -- The entry's amount is that of all lines, in the campaign's currency.
                   CASE WHEN m.amount_untaxed_signed = 0 THEN 0
                        ELSE -l.balance * e.amount / m.amount_untaxed_signed END AS amount
              FROM ladder_campaign_entry e
                   JOIN account_move m ON m.id = e.move_id
                   JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
                   LEFT JOIN product_product pp ON pp.id = l.product_id
                   LEFT JOIN product_template t ON t.id = pp.product_tmpl_id
                   LEFT JOIN res_partner p ON p.id = e.partner_id
             WHERE e.kind IN ('sale', 'return')
            """
        )
