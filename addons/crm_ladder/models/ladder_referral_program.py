from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.customer_club.models.club_visit_register import retry_on_duplicate

# What the texts may hold besides what every text of the club may.
PLACEHOLDERS = {
    "referrer_text": ("code", "points"),
    "referred_text": ("code", "points"),
    "invite_text": ("code", "link"),
}


class LadderReferralProgram(models.Model):
    """What a company gives to those who bring a customer, and to those who are brought."""

    _name = "ladder.referral.program"
    _description = "Referral Programme"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    running = fields.Boolean("Rewards are given")
    referrer_program_id = fields.Many2one(
        "loyalty.program",
        "Who brought somebody gets",
        ondelete="restrict",
        index="btree_not_null",
        help="Points on the member's card of this programme, or a coupon of it.",
    )
    referrer_points = fields.Float("Points for bringing", default=1)
    referrer_cost = fields.Monetary("It costs us", help="What one reward costs, for the results.")
    referrer_text = fields.Text(
        "Text to who brought somebody",
        default=lambda self: self.env._(
            "{name}, thank you for recommending {company}! Somebody you brought has bought, and "
            "your reward is on its way: {code}"
        ),
        help="{name}, {company}, {code} and {points} are filled in. It is a service message.",
    )
    invite_text = fields.Text(
        "Text with the code",
        default=lambda self: self.env._(
            "{name}, recommend {company} to your friends: with your code {code} you both get a "
            "reward. {link}"
        ),
        help="What members are told about their code: {name}, {company}, {code} and {link} are "
        "filled in. It is advertising.",
    )
    referred_program_id = fields.Many2one(
        "loyalty.program",
        "Who was brought gets",
        ondelete="restrict",
        index="btree_not_null",
    )
    referred_points = fields.Float("Points for coming", default=1)
    referred_cost = fields.Monetary("It costs us too")
    referred_text = fields.Text(
        "Text to who was brought",
        default=lambda self: self.env._(
            "{name}, welcome to {company}! Your first purchase earned you this: {code}"
        ),
    )
    valid_days = fields.Integer("Coupons are valid for (days)", help="0: for ever.", default=90)
    paid_by = fields.Selection(
        [
            ("invoice", "Paid invoices"),
            ("visit", "Paid invoices, and visits that are purchases"),
        ],
        "What is a paid purchase",
        required=True,
        default="visit",
        help="Visits are purchases where their tag says so, as at a counter or a till.",
    )
    least_value = fields.Monetary(
        "Purchases of at least", help="0: any. Visits alone have no value."
    )
    wait_days = fields.Integer(
        "Wait before rewarding (days)",
        default=14,
        help="So long something may be returned before anything is given.",
    )
    take_back_days = fields.Integer(
        "Take back within (days)",
        default=30,
        help="When everything is returned so soon after the reward, what is left of it is taken "
        "back.",
    )
    grace_days = fields.Integer(
        "A code counts until (days)",
        default=3,
        help="So long after somebody joined or first bought, a code may still be named.",
    )
    buy_within_days = fields.Integer(
        "Must buy within (days)", default=180, help="0: whenever that is."
    )
    turn = fields.Integer(readonly=True, copy=False)

    _company_uniq = models.UniqueIndex("(company_id)", "A company has one referral programme.")
    _not_negative = models.Constraint(
        "CHECK (wait_days >= 0 AND take_back_days >= 0 AND grace_days >= 0 "
        "AND buy_within_days >= 0 AND valid_days >= 0 AND least_value >= 0 "
        "AND referrer_points >= 0 AND referred_points >= 0 "
        "AND referrer_cost >= 0 AND referred_cost >= 0)",
        "Days, points and amounts are nought or more.",
    )

    @api.constrains("referrer_text", "referred_text", "invite_text")
    def _check_texts(self):
        for program in self:
            for name, words in PLACEHOLDERS.items():
                self.env["ladder.text"]._check_words(program[name], words)

    @api.constrains("running", "referrer_program_id", "referred_program_id", "company_id")
    def _check_rewards(self):
        for program in self:
            rewards = program.referrer_program_id | program.referred_program_id
            if program.running and not rewards:
                raise ValidationError(
                    self.env._("Say what is given before the programme runs: to one side at least.")
                )
            if any(r.company_id and r.company_id != program.company_id for r in rewards.sudo()):
                raise ValidationError(self.env._("The reward belongs to another company."))

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._wake()
        return programs

    def write(self, vals):
        result = super().write(vals)
        self._wake()
        return result

    def _wake(self):
        """Give members their codes, and look at what is due by the new rules."""
        if any(program.running for program in self):
            for name in ("code", "settle"):
                cron = self.env.ref(f"crm_ladder.ir_cron_ladder_referral_{name}", False)
                if cron:
                    cron.sudo()._trigger()

    @api.model
    def _of(self, company):
        """The company's programme; one that is asleep where nobody has set it up."""
        self._take_turn(company)
        return self.sudo().search([("company_id", "=", company.id)])

    @api.model
    def _take_turn(self, company):
        """Judge claims of ``company`` from here to the end of the transaction alone.

        Whoever waited here with an older snapshot is run again by Odoo.
        """
        found = self.sudo().search([("company_id", "=", company.id)])
        if not found:
            with retry_on_duplicate():
                found = self.sudo().create({"company_id": company.id})
                found.flush_recordset()
        else:
            self.env.cr.execute(
                SQL(
                    "UPDATE ladder_referral_program SET turn = COALESCE(turn, 0) + 1 WHERE id = %s",
                    found.id,
                )
            )
        return found

    @api.model
    def _action_open(self):
        """The programme of the present company, as a form."""
        if not self.has_access("write"):
            raise UserError(self.env._("Only club managers set up the referral programme."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Referral Programme"),
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self._of(self.env.company).id,
        }
