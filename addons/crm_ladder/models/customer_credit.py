from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..tools.credit import BLOCK, NONE, WARN, Policy, Standing, judge

MODES = [("none", "Nothing"), ("warn", "Warn"), ("block", "Block until approved")]


class CustomerCreditMixin(models.AbstractModel):
    """A document that sells on credit: an order or an invoice.

    Limits are Odoo's own (*Sales Credit Limit*). Standing is read as the system, since who sells
    need not see the ledger.
    """

    _name = "customer.credit.mixin"
    _description = "Document that Sells on Credit"

    credit_breach = fields.Char(compute="_compute_credit_breach", compute_sudo=True)
    credit_request_state = fields.Selection(
        [
            ("none", "Not asked"),
            ("requested", "Waiting for approval"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        compute="_compute_credit_breach",
        compute_sudo=True,
    )

    # What the two kinds of documents differ in.

    def _credit_amount(self):
        """What the document adds to the debt, with taxes, in the company's currency."""
        raise NotImplementedError

    def _credit_ordered_before(self):
        """What of the customer's orders the document itself takes over (an invoice) or is."""
        return 0.0

    def _credit_due_at_once(self):
        """Whether nothing is due later than on the document's own day."""
        raise NotImplementedError

    def _credit_is_open(self):
        """Whether the document could still be held up."""
        raise NotImplementedError

    def _credit_key(self):
        """Field of an approval that names this document."""
        raise NotImplementedError

    def _credit_approvals(self):
        """Approvals that hold for this document."""
        self.ensure_one()
        return (
            self.env["customer.credit.approval"].sudo().search([(self._credit_key(), "=", self.id)])
        )

    def _credit_approved(self, amount):
        """Whether somebody approved at least this amount."""
        currency = self.company_id.currency_id
        return any(
            currency.compare_amounts(approval.amount, amount) >= 0
            for approval in self._credit_approvals()
            if approval.state == "approved"
        )

    # Judging.

    def _credit_verdict(self):
        """Return ``(verdict, standing, amount)`` of one document."""
        self.ensure_one()
        company = self.company_id
        policy = company._credit_policy()
        if policy.asks_nothing:
            return judge(policy, Standing(0, 0, 0, 0), 0, False), None, 0.0
        partner = self.partner_id.commercial_partner_id.sudo().with_company(company)
        amount = self._credit_amount()
        standing = partner._credit_standing(company)
        own = self._credit_ordered_before()
        standing = Standing(
            standing.limit, standing.owed, max(standing.ordered - own, 0.0), standing.overdue
        )
        return judge(policy, standing, amount, self._credit_due_at_once()), standing, amount

    def _credit_words(self, verdict):
        """The verdict as a sentence."""
        company = self.company_id
        parts = []
        if verdict.over_limit > 0:
            parts.append(
                self.env._(
                    "%(customer)s would be over the credit limit by %(amount)s.",
                    customer=self.partner_id.commercial_partner_id.name,
                    amount=formatLang(
                        self.env, verdict.over_limit, currency_obj=company.currency_id
                    ),
                )
            )
        if verdict.overdue > 0:
            parts.append(
                self.env._(
                    "%(customer)s is overdue with %(amount)s.",
                    customer=self.partner_id.commercial_partner_id.name,
                    amount=formatLang(self.env, verdict.overdue, currency_obj=company.currency_id),
                )
            )
        return " ".join(parts)

    @api.depends("partner_id", "company_id", "amount_total", "state")
    @api.depends_context("lang")
    def _compute_credit_breach(self):
        for document in self:
            document.credit_breach = False
            document.credit_request_state = "none"
            if not (document._origin and document.partner_id and document._credit_is_open()):
                continue
            verdict = document._credit_verdict()[0]
            if verdict.mode != NONE:
                document.credit_breach = document._credit_words(verdict)
            if verdict.mode == BLOCK:
                last = document._origin._credit_approvals()[:1]
                document.credit_request_state = last.state if last.state != "warned" else "none"

    def _credit_check(self):
        """Hold up, or warn about and note, what goes beyond a customer's credit.

        :raise UserError: the company blocks it and nobody has approved it
        """
        for document in self:
            if document.company_id._credit_policy().asks_nothing:
                continue
            partner = document.partner_id.commercial_partner_id
            if not partner:
                continue
            self.env["customer.credit.turn"]._take(partner, document.company_id)
            verdict, standing, amount = document.sudo()._credit_verdict()
            if verdict.mode == NONE or document.sudo()._credit_approved(amount):
                continue
            # What the system does by itself (a payment that came in) cannot wait for anybody.
            if verdict.mode == BLOCK and not self.env.su:
                raise UserError(
                    self.env._(
                        "%(document)s: %(why)s\nAsk for approval on the document.",
                        document=document.display_name,
                        why=document._credit_words(verdict),
                    )
                )
            document._credit_note(verdict, standing, amount, "warned")

    def _credit_note(self, verdict, standing, amount, state):
        """Keep how the customer stood, and who sold; return the record."""
        document = self.sudo()
        document.message_post(body=document._credit_words(verdict))
        return (
            self.env["customer.credit.approval"]
            .sudo()
            .create(
                {
                    self._credit_key(): self.id,
                    "reference": self.display_name,
                    "partner_id": document.partner_id.commercial_partner_id.id,
                    "company_id": document.company_id.id,
                    "amount": amount,
                    "credit_limit": standing.limit,
                    "owed": standing.owed,
                    "ordered": standing.ordered,
                    "over_limit": verdict.over_limit,
                    "overdue": verdict.overdue,
                    "state": state,
                    "requested_by_id": self.env.uid,
                }
            )
        )

    def action_ask_credit(self):
        """Ask those who may to approve this sale."""
        self.ensure_one()
        self.check_access("write")
        verdict, standing, amount = self.sudo()._credit_verdict()
        if verdict.mode not in (BLOCK, WARN):
            raise UserError(self.env._("This sale is within the customer's credit."))
        waiting = self._credit_approvals().filtered(lambda one: one.state == "requested")
        if waiting and self.company_id.currency_id.compare_amounts(waiting.amount, amount) >= 0:
            return
        # The sale has grown since it was asked for: what waits is out of date.
        waiting.write({"state": "refused", "decided_at": fields.Datetime.now()})
        waiting.flush_recordset()
        request = self._credit_note(verdict, standing, amount, "requested")
        approvers = self.env.ref("crm_ladder.group_credit_approver").sudo().all_user_ids
        request.message_notify(
            partner_ids=approvers.filtered(
                lambda user: request.company_id in user.company_ids
            ).partner_id.ids,
            subject=self.env._("Credit to approve: %s", self.display_name),
            body=self.sudo()._credit_words(verdict),
        )

    def action_approve_credit(self):
        """Approve this sale on the spot, as somebody who may."""
        self.ensure_one()
        self.action_ask_credit()
        self._credit_approvals().filtered(lambda one: one.state == "requested").sudo(
            False
        ).action_approve()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _credit_standing(self, company):
        """How a customer stands towards ``company``; see :class:`..tools.credit.Standing`."""
        self.ensure_one()
        partner = self.sudo().with_company(company)
        limit = partner.credit_limit if company.account_use_credit_limit else 0.0
        lines = [
            ("company_id", "child_of", company.id),
            ("partner_id.commercial_partner_id", "=", partner.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
        line_model = self.env["account.move.line"].sudo()
        [(owed,)] = line_model._read_group(lines, [], ["amount_residual:sum"])
        day = fields.Date.context_today(self) - timedelta(days=company.credit_overdue_days)
        [(overdue,)] = line_model._read_group(
            [*lines, ("date_maturity", "<", day), ("amount_residual", ">", 0)],
            [],
            ["amount_residual:sum"],
        )
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("partner_invoice_id.commercial_partner_id", "=", partner.id),
                    ("state", "=", "sale"),
                ]
            )
        )
        ordered = sum(
            order.amount_to_invoice / (order.currency_rate or 1)
            for order in orders
            if order.amount_to_invoice > 0
        )
        return Standing(limit, owed or 0.0, ordered, overdue or 0.0)


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_limit_mode = fields.Selection(
        MODES, "Sales beyond the credit limit", default="none", required=True
    )
    credit_overdue_mode = fields.Selection(
        MODES, "Sales to overdue customers", default="none", required=True
    )
    credit_overdue_days = fields.Integer("Days of grace", default=0)
    credit_cash_too = fields.Boolean(
        "Sales due at once count", default=True, help="Otherwise only sales on credit are held up."
    )

    _credit_overdue_days_positive = models.Constraint(
        "CHECK(credit_overdue_days >= 0)", "Days of grace are nought or more."
    )

    def _credit_policy(self):
        """What this company says about sales on credit."""
        company = self.sudo()
        return Policy(
            company.credit_limit_mode, company.credit_overdue_mode, company.credit_cash_too
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_limit_mode = fields.Selection(related="company_id.credit_limit_mode", readonly=False)
    credit_overdue_mode = fields.Selection(related="company_id.credit_overdue_mode", readonly=False)
    credit_overdue_days = fields.Integer(related="company_id.credit_overdue_days", readonly=False)
    credit_cash_too = fields.Boolean(related="company_id.credit_cash_too", readonly=False)
