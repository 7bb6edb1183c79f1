from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, date_utils

from odoo.addons.customer_club.tools.jalali import day_words

KEEP_DAYS = 30


class CustomerAuditRun(models.Model):
    """One audit: its day or period, its companies, its figures and what ties them to the ledger."""

    _name = "customer.audit.run"
    _description = "Audit of Customers"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    date_from = fields.Date("From", readonly=True, help="Empty: from the beginning.")
    date_to = fields.Date("As at", readonly=True, required=True)
    company_ids = fields.Many2many("res.company", readonly=True)
    by_document = fields.Boolean("In document currency", readonly=True)
    kept = fields.Boolean(
        readonly=True, help="Kept for good. Other audits are removed after 30 days."
    )
    customer_count = fields.Integer("Customers", readonly=True)
    control_ids = fields.One2many("customer.audit.control", "run_id", readonly=True)
    tied = fields.Boolean(
        "Ties to the ledger",
        readonly=True,
        help="Every difference between the customers' figures and the general ledger is nought.",
    )
    audit_ids = fields.One2many("customer.audit", "run_id", "Figures", readonly=True)

    @api.depends("date_from", "date_to")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            last = self._day(run.date_to)
            run.name = (
                self.env._("%(first)s to %(last)s", first=self._day(run.date_from), last=last)
                if run.date_from
                else self.env._("As at %s", last)
            )

    @api.model
    def _day(self, day, lang=None):
        """``day`` as readers of ``lang`` write it."""
        if not day:
            return ""
        return day_words(day, lang or self.env.lang)

    def _tied_words(self, env):
        """Whether the figures tie to the ledger, in the language of ``env``."""
        if self.tied:
            return env._("Ties to the general ledger: every difference is nought.")
        return env._("Some figures differ from the general ledger: see the sheet of the control.")

    @api.model
    def _make(self, date_to, date_from=None, companies=None, by_document=False, kept=False):
        """Make an audit: figures of all customers and the control, in a few statements.

        :param companies: ``res.company``; those the user works in when left out
        :return: the new audit
        :raise ValidationError: the period is upside down
        :raise UserError: a company that the user may not see
        """
        companies = companies or self.env.companies
        if date_from and date_from > date_to:
            raise ValidationError(self.env._("A period begins before it ends."))
        if not self.env.su and companies - self.env.user.company_ids:
            raise UserError(self.env._("You do not work in all of these companies."))
        # Who may look may have figures made; nobody else writes audits.
        self.check_access("read")
        run = self.sudo().create(
            {
                "date_from": date_from,
                "date_to": date_to,
                "company_ids": companies.ids,
                "by_document": by_document,
                "kept": kept,
            }
        )
        run._fill()
        return run.sudo(self.env.su)

    def _scope(self):
        return self.date_from or None, self.date_to, self.company_ids.ids, self.by_document

    def _fill(self):
        """Write the rows of this audit."""
        self.ensure_one()
        self.env.flush_all()
        figures = self.env["customer.audit.figures"]
        columns = SQL(", ").join(map(SQL.identifier, figures._columns()))
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_audit (run_id, %s) SELECT %s, figures.* FROM (%s) figures"
                " ORDER BY receivable DESC, name",
                columns,
                self.id,
                figures._select(self._scope()),
            )
        )
        self.customer_count = self.env.cr.rowcount
        self.env["customer.audit.control"]._fill(self)
        self.invalidate_recordset(["audit_ids", "control_ids"])
        self.tied = all(
            self.env["res.currency"].browse(currency.id).is_zero(difference)
            for currency, difference in (
                (line.currency_id, line.difference) for line in self.control_ids
            )
        )

    def action_open(self):
        """Open the figures as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_ladder.customer_audit_action")
        return {
            **action,
            "display_name": self.env._("Customer audit: %s", self.name),
            "domain": [("run_id", "=", self.id)],
            "context": {
                "audit_run_id": self.id,
                "audit_by_document": self.by_document,
                "search_default_active": 1,
            },
        }

    def action_open_geography(self):
        """Open the figures by country, province and city."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.customer_audit_action_geography"
        )
        return {**action, "domain": [("run_id", "=", self.id)]}

    @api.autovacuum
    def _gc_runs(self):
        """Remove audits that nobody asked to keep."""
        before = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("kept", "=", False), ("create_date", "<", before)], limit=20).unlink()

    def _default_start(self, company, day):
        """First day of the fiscal year in which ``day`` lies."""
        return date_utils.get_fiscal_year(
            day, company.fiscalyear_last_day, int(company.fiscalyear_last_month)
        )[0]
