"""Numbers of which the operator says that they blocked advertising: learnt, shown, forgotten."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import number_format
from ..tools.redact import mask_number


class SmsIrBlock(models.Model):
    _name = "sms.ir.block"
    _description = "Number Blocked by Its Operator"
    _order = "blocked_at desc, id desc"
    _rec_name = "number_masked"

    account_id = fields.Many2one("sms.ir.account", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    number = fields.Char(required=True, readonly=True, groups="sms_ir.group_sms_ir_manager")
    number_masked = fields.Char("Number (Masked)", compute="_compute_number_masked")
    partner_id = fields.Many2one("res.partner", "Contact", compute="_compute_partner_id")
    state = fields.Selection(
        [("blocked", "Blocked"), ("retest", "To Be Tried Again")],
        required=True,
        readonly=True,
        default="blocked",
    )
    blocked_at = fields.Datetime("Last Reported", required=True, readonly=True)
    times = fields.Integer("Times Reported", readonly=True)
    skipped = fields.Integer(
        "Messages Spared",
        readonly=True,
        help="Advertising messages that were not sent because this number is blocked.",
    )

    # What a batch looks up, by account and number.
    _number_unique = models.UniqueIndex("(account_id, number)")
    # For the contacts, whatever the account.
    _number_idx = models.Index("(number)")

    @api.depends_context("uid")
    def _compute_number_masked(self):
        for block, numbered in zip(self, self.sudo(), strict=True):
            block.number_masked = mask_number(numbered.number)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_partner_id(self):
        numbers = self.sudo().mapped("number")
        partners = self.env["res.partner"].search([("phone_sanitized", "in", numbers)], order="id")
        by_number = partners.grouped("phone_sanitized")
        for block, numbered in zip(self, self.sudo(), strict=True):
            block.partner_id = by_number.get(numbered.number, partners.browse())[:1]

    # -- learnt ----------------------------------------------------------------------------

    @api.model
    def _learn(self, message_ids):
        """Take over what the operator said about the numbers of these messages, set-wise."""
        if not message_ids:
            return
        self.env["sms.ir.message"].flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            """
            INSERT INTO sms_ir_block AS known
                   (account_id, company_id, number, state, blocked_at, times, skipped, create_date)
            SELECT m.account_id, a.company_id, m.number, 'blocked', %s, count(*), 0, %s
              FROM sms_ir_message m JOIN sms_ir_account a ON a.id = m.account_id
             WHERE m.id = ANY(%s) AND m.state = 'blocked' AND m.number IS NOT NULL
             GROUP BY m.account_id, a.company_id, m.number
                ON CONFLICT (account_id, number) DO UPDATE
               SET state = 'blocked', blocked_at = EXCLUDED.blocked_at,
                   times = known.times + EXCLUDED.times
            """,
            [now, now, list(message_ids)],
        )
        # Advertising that arrived is the proof of the contrary.
        self.env.cr.execute(
            """
            DELETE FROM sms_ir_block b USING sms_ir_message m
             WHERE m.id = ANY(%s) AND m.state = 'delivered' AND m.purpose = 'advertising'
               AND b.account_id = m.account_id AND b.number = m.number
            """,
            [list(message_ids)],
        )
        self.invalidate_model()

    # -- decisions of a person -------------------------------------------------------------

    def _check_manager(self):
        self.check_access("read")
        if not self.env.user.has_group("sms_ir.group_sms_ir_manager"):
            raise UserError(self.env._("Only an SMS.ir manager decides about blocked numbers."))

    def action_retest(self):
        """Let the next advertising message through: its report decides."""
        self._check_manager()
        self.sudo().write({"state": "retest"})
        return True

    def action_forget(self):
        """Forget what the operator said about these numbers."""
        self._check_manager()
        self.sudo().unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}


class SmsIrAccount(models.Model):
    _inherit = "sms.ir.account"

    block_days = fields.Integer(
        "Try Blocked Numbers Again After (Days)",
        default=180,
        help="People unblock advertising without telling. After so many days one more advertising "
        "message goes out, and its report decides. 0: never by itself.",
    )

    _check_block_days = models.Constraint(
        "CHECK(COALESCE(block_days, 0) >= 0)", "The number of days is not negative."
    )

    def _operator_blocked(self, rows):
        """Return which numbers of ``rows`` the operator is known to keep advertising from.

        One look by index, whatever the length of the list; what is spared is counted.
        """
        numbers = [number_format.canonical(row["number"]) for row in rows]
        since = fields.Datetime.now() - timedelta(days=self.block_days or 36500)
        self.env.cr.execute(
            """
            UPDATE sms_ir_block b SET skipped = b.skipped + v.times
              FROM (SELECT number, count(*) AS times FROM unnest(%s) AS number GROUP BY number) v
             WHERE b.account_id = %s AND b.number = v.number AND b.state = 'blocked'
               AND b.blocked_at > %s
            RETURNING b.number
            """,
            [numbers, self.id, since],
        )
        found = {row[0] for row in self.env.cr.fetchall()}
        if found:
            self.env["sms.ir.block"].invalidate_model(["skipped"])
        return found
