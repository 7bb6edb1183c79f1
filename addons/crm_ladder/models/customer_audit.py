from odoo import fields, models

from .res_partner_measures import SEGMENTS

BANDS = [("a", "A: the first 80% of sales"), ("b", "B: the next 15%"), ("c", "C: the rest")]


def _money(string, **options):
    return fields.Monetary(string, readonly=True, currency_field="currency_id", **options)


class CustomerAudit(models.Model):
    """A customer's figures in one audit, company and currency; only the audit writes them.

    Whoever signs figures signs these rows: they stay as they were when the audit was made.
    """

    _name = "customer.audit"
    _description = "Customer Audit"
    _order = "receivable desc, id"
    _log_access = False
    _rec_name = "name"

    run_id = fields.Many2one(
        "customer.audit.run", "Audit", readonly=True, required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", readonly=True)
    name = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    street = fields.Char("Address", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", "Province", readonly=True)
    city = fields.Char(readonly=True)
    group_id = fields.Many2one("club.group", "Club group", readonly=True, ondelete="set null")
    tag_ids = fields.Many2many(related="partner_id.club_tag_ids", string="Club tags")
    rung_id = fields.Many2one("ladder.rung", readonly=True, ondelete="set null")
    segment = fields.Selection(SEGMENTS, readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")

    credit_limit = _money("Credit limit")
    credit_used = _money("Credit used", help="What the customer owes; nought when owed nothing.")
    credit_free = _money("Credit free")
    credit_over = _money("Over the limit by")
    over_limit = fields.Boolean("Over the limit", readonly=True)

    receivable = _money("Receivable", help="Balance of the receivable accounts on the day.")
    not_due = _money("Not due yet")
    overdue = _money("Overdue")
    overdue_30 = _money("Overdue up to 30 days")
    overdue_60 = _money("Overdue 31–60 days")
    overdue_90 = _money("Overdue 61–90 days")
    overdue_more = _money("Overdue over 90 days")
    unallocated = _money(
        "Not matched", help="Payments and credit notes that are not matched with an invoice."
    )
    cross_matched = _money(
        "Matched with others",
        help="Entries matched with another customer's: what the balance differs by from what is "
        "open.",
    )
    oldest_due = fields.Date("Oldest due date", readonly=True)
    overdue_buying = fields.Boolean(
        "Overdue and still buying",
        readonly=True,
        help="Bought after the oldest overdue amount fell due.",
    )

    sales = _money("Sales", help="Invoices of the period without taxes.")
    returns = _money("Returns", help="Credit notes of the period without taxes.")
    net_sales = _money("Net sales")
    return_count = fields.Integer("Credit notes", readonly=True)
    return_rate = fields.Float("Return rate (%)", digits=(16, 1), readonly=True, aggregator="avg")
    loose_returns = _money("Credit notes without an invoice")
    loose_return_count = fields.Integer("Number without an invoice", readonly=True)
    cancelled_count = fields.Integer("Cancelled orders", readonly=True)
    cancelled_amount = _money("Value of cancelled orders")
    cancelled_delivered_count = fields.Integer("Cancelled after delivery", readonly=True)
    power = _money("Purchasing power", help="Net sales a month.")
    band = fields.Selection(
        BANDS,
        "Purchasing power band",
        readonly=True,
        help="By net sales: A brings the first 80 percent, B the next 15, C the rest.",
    )
    days_to_pay = fields.Float(
        "Days to pay",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="From invoice to payment, weighted by what was paid in the period.",
    )
    first_purchase = fields.Date(readonly=True)
    last_purchase = fields.Date(readonly=True)
    last_payment = fields.Date(readonly=True)
    first_on_credit = fields.Boolean(
        "First sale on credit",
        readonly=True,
        help="The customer's first invoice was due later than on its own day.",
    )

    _run_receivable_idx = models.Index("(run_id, receivable DESC, id)")
