"""A scarce benefit that goes to the few by a stated rule: what it is, and its way of life."""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.draw import text_digest

RULES = [
    ("first_come", "First come, first served"),
    ("dearest", "Buyers of the dearest packages in the period"),
    ("year", "Highest purchases in the last year"),
    ("ever", "Highest purchases ever"),
    ("draw_all", "Blind draw among all"),
    ("draw_buyers", "Draw among those who buy in the period"),
]
DRAWS = ("draw_all", "draw_buyers")
# Rules that look at what happens between two days, which must be over before anything is decided.
PERIOD_RULES = ("first_come", "dearest", "draw_buyers")
# What may still be written once the list is committed to; everything else is part of the promise.
FREE_FIELDS = frozenset(
    {"user_id", "note", "award_text", "answer_days", "campaign_id"}
    | {"message_follower_ids", "message_ids", "activity_ids", "message_main_attachment_id"}
)


class LadderBenefit(models.Model):
    """N units of something worth having, for whom, and by which rule.

    draft → open (the rule is known, the period runs) → committed (list and seed are fixed, their
    digests are public) → decided (awards exist) → done. Up to *committed* it can be changed or
    cancelled; from then on nothing of it can.
    """

    _name = "ladder.benefit"
    _description = "Scarce Benefit"
    _inherit = ["mail.thread", "mail.activity.mixin", "ladder.page", "ladder.audience"]
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user)
    note = fields.Text("Internal note")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("committed", "Committed"),
            ("decided", "Decided"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    units = fields.Integer(required=True, default=10, tracking=True, help="How many can be given.")
    worth = fields.Monetary("Worth of one", help="What one unit costs us; booked when handed over.")
    campaign_id = fields.Many2one(
        "utm.campaign", help="Where the cost is booked.", index="btree_not_null"
    )
    rule = fields.Selection(RULES, required=True, default="draw_all", tracking=True)
    date_from = fields.Date("From", tracking=True)
    date_to = fields.Date("To", tracking=True)
    tickets = fields.Selection(
        [("person", "One for each person"), ("purchase", "One for each day of purchase")],
        required=True,
        default="person",
        help="For the draw among buyers.",
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Packages",
        help="For the dearest packages: which products count. Empty: all of them.",
    )
    # Exclusions; see ladder_benefit_audience.py.
    exclude_staff = fields.Boolean("Not our own staff", default=True)
    exclude_winner_months = fields.Integer(
        "Not who won in the last (months)", default=12, help="0: past winners may win again."
    )
    exclude_overdue = fields.Boolean("Not who has overdue debts", default=True)
    exclude_opted_out = fields.Boolean("Not who wants no advertising", default=False)
    # Awards.
    award_text = fields.Text(
        "Text to the chosen",
        default=lambda self: self.env._(
            "{name}, {benefit} is yours! Please answer until {until}: {link}"
        ),
        help="{name}, {benefit}, {until} and {link} are filled in. It is a service message.",
    )
    answer_days = fields.Integer("Days to answer", default=3, required=True)
    # The commitment.
    token = fields.Char(copy=False, readonly=True, help="Address of the public page.")
    seed = fields.Char("Secret seed", copy=False, groups=fields.NO_ACCESS)
    public_source = fields.Char(
        "Public number",
        help="A number that nobody can know before it is published, and where it will be found, "
        "for example the closing index of the stock exchange on a day after the commitment. "
        "It is mixed into the seed, so that not even we could have chosen the outcome.",
        copy=False,
    )
    public_value = fields.Char(copy=False, readonly=True)
    list_digest = fields.Char("SHA-256 of the list", copy=False, readonly=True)
    seed_digest = fields.Char("SHA-256 of the seed", copy=False, readonly=True)
    shown_seed = fields.Char("Seed", compute="_compute_shown_seed")
    committed_at = fields.Datetime(copy=False, readonly=True)
    decided_at = fields.Datetime(copy=False, readonly=True)
    entry_count = fields.Integer("Entries", copy=False, readonly=True)
    person_count = fields.Integer("Persons", copy=False, readonly=True)
    entry_ids = fields.One2many("ladder.benefit.entry", "benefit_id", copy=False, readonly=True)
    award_ids = fields.One2many("ladder.award", "benefit_id", copy=False, readonly=True)
    handed_count = fields.Integer("Handed over", compute="_compute_cost")
    cost = fields.Monetary("Cost so far", compute="_compute_cost")

    _token_uniq = models.UniqueIndex("(token) WHERE token IS NOT NULL", "Use another token.")
    _units_positive = models.Constraint("CHECK (units > 0)", "There must be something to give.")
    _answer_positive = models.Constraint(
        "CHECK (answer_days > 0)", "Leave people at least one day to answer."
    )
    _period_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    @api.depends("state", "seed")
    def _compute_shown_seed(self):
        for benefit in self:
            shown = benefit.state in ("decided", "done")
            benefit.shown_seed = benefit.sudo().seed if shown else False

    @api.depends("award_ids.state", "worth")
    def _compute_cost(self):
        counts = dict(
            self.env["ladder.award"]._read_group(
                [("benefit_id", "in", self.ids), ("state", "=", "handed_over")],
                ["benefit_id"],
                ["__count"],
            )
        )
        for benefit in self:
            benefit.handed_count = counts.get(benefit, 0)
            benefit.cost = benefit.handed_count * benefit.worth

    @api.constrains("rule", "date_from", "date_to", "state")
    def _check_period(self):
        for benefit in self:
            known = benefit.date_from and benefit.date_to
            if benefit.state != "draft" and benefit._has_period() and not known:
                raise ValidationError(
                    self.env._("“%s” needs a period: from and to.", benefit._rule_name())
                )

    def _has_period(self):
        return self.rule in PERIOD_RULES

    def _rule_name(self):
        return dict(self._fields["rule"]._description_selection(self.env))[self.rule]

    # Its way of life ----------------------------------------------------------------------------

    def action_open(self):
        for benefit in self:
            benefit._expect("draft")
            benefit._advance({"state": "open", "token": benefit.token or secrets.token_urlsafe(9)})

    def action_commit(self):
        """Fix the list and the seed, and publish their digests."""
        for benefit in self:
            benefit._lock()
            benefit._expect("open")
            benefit._check_period_is_over()
            seed = secrets.token_hex(32)
            entries, persons = benefit._make_entries()
            if not entries:
                raise UserError(self.env._("Nobody meets the conditions: there is no list."))
            benefit._advance(
                {
                    "state": "committed",
                    "seed": seed,
                    "seed_digest": text_digest(seed),
                    "list_digest": benefit._digest_of_entries(),
                    "committed_at": fields.Datetime.now(),
                    "entry_count": entries,
                    "person_count": persons,
                }
            )
            benefit.message_post(body=self.env._("Committed: the list is %s.", benefit.list_digest))

    def action_decide(self):
        """Choose by the rule; ask for the public number first where one was promised."""
        self.ensure_one()
        if self.public_source:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "crm_ladder.ladder_benefit_public_action"
            )
            action["context"] = {"default_benefit_id": self.id}
            return action
        self._decide()
        return None

    def _decide(self, public_value=None):
        self.ensure_one()
        self._lock()
        self._expect("committed")
        self._check_list()
        self._advance(
            {
                "state": "decided",
                "decided_at": fields.Datetime.now(),
                "public_value": public_value,
            }
        )
        self.env["ladder.award"]._award(self)

    def action_done(self):
        for benefit in self:
            benefit._expect("decided")
            benefit._advance({"state": "done"})

    def action_cancel(self):
        self.check_access("write")
        for benefit in self:
            if benefit.state not in ("draft", "open"):
                benefit._refuse(self.env._("A list that was committed to cannot be taken back."))
            benefit._advance({"state": "cancelled"})

    def _expect(self, state):
        self.check_access("write")
        if self.state != state:
            names = dict(self._fields["state"]._description_selection(self.env))
            self._refuse(
                self.env._(
                    "“%(name)s” is %(is)s; this is only done while it is %(must)s.",
                    **{"name": self.name, "is": names[self.state], "must": names[state]},
                )
            )

    def _check_period_is_over(self):
        if self._has_period() and self.env["ladder.engine"]._today() <= self.date_to:
            self._refuse(
                self.env._("The period ends on %s: the list can be fixed after it.", self.date_to)
            )

    def _lock(self):
        self.lock_for_update()
        self.invalidate_recordset()

    def _advance(self, vals):
        """Write what only the benefit's own way of life may, the secret seed among it."""
        # pylint: disable-next=super-method-mismatch
        return super(LadderBenefit, self.sudo()).write(vals)

    # What was promised stays -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "draft") != "draft":
                raise UserError(self.env._("A benefit begins as a draft."))
        return super().create(vals_list)

    def write(self, vals):
        own = {"state", "token", "seed", "seed_digest", "list_digest", "committed_at"}
        own |= {"decided_at", "entry_count", "person_count", "public_value"}
        if own & vals.keys():
            self[:1]._refuse(self.env._("This is only set by the draw itself."))
        for benefit in self:
            if benefit.state not in ("draft", "open") and vals.keys() - FREE_FIELDS:
                benefit._refuse(
                    self.env._("The list is committed to: nothing of it can be changed any more.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_committed(self):
        for benefit in self:
            if benefit.state not in ("draft", "open", "cancelled"):
                benefit._refuse(self.env._("A list that was committed to is never deleted."))

    def _refuse(self, words):
        """Log an attempt that is not allowed, beyond the rollback, and refuse it."""
        self.env["ladder.benefit.attempt"]._log(self, words)
        raise UserError(words)

    def _public_url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/club/draw/{self.token}"

    def action_public_page(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self._public_url(), "target": "new"}
