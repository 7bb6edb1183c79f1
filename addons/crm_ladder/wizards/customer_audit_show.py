from odoo import api, fields, models


class CustomerAuditShow(models.TransientModel):
    """Asks for which day or period, companies and currency an audit is made."""

    _name = "customer.audit.show"
    _description = "Show a Customer Audit"

    span = fields.Selection(
        [("day", "As at a day"), ("period", "Of a period")], required=True, default="day"
    )
    date_from = fields.Date("From", compute="_compute_date_from", store=True, readonly=False)
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.companies,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    by_document = fields.Selection(
        [("company", "Company currency"), ("document", "Currency of the documents")],
        "Currency",
        required=True,
        default="company",
    )
    kept = fields.Boolean("Keep for good", help="Other audits are removed after 30 days.")
    day_label = fields.Char(compute="_compute_day_label")

    @api.depends("date_to", "span")
    def _compute_date_from(self):
        for show in self:
            if not show.date_from and show.date_to:
                show.date_from = self.env["customer.audit.run"]._default_start(
                    self.env.company, show.date_to
                )

    @api.depends("date_from", "date_to", "span")
    @api.depends_context("lang")
    def _compute_day_label(self):
        """The day or period in the reader's calendar, as a check on what was typed."""
        day = self.env["customer.audit.run"]._day
        for show in self:
            show.day_label = (
                self.env._(
                    "%(first)s to %(last)s", first=day(show.date_from), last=day(show.date_to)
                )
                if show.span == "period"
                else day(show.date_to)
            )

    def action_show(self):
        """Make the audit and open it."""
        self.ensure_one()
        run = self.env["customer.audit.run"]._make(
            self.date_to,
            date_from=self.date_from if self.span == "period" else None,
            companies=self.company_ids,
            by_document=self.by_document == "document",
            kept=self.kept,
        )
        return run.action_open()
