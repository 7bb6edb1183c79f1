from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SOURCES = [
    ("manual", "Told us"),
    ("code", "Code"),
    ("keypad", "Keypad"),
    ("order", "Order"),
    ("form", "Form"),
    ("link", "Link"),
]
STATES = [
    ("waiting", "Waiting for the first purchase"),
    ("due", "Bought, reward is due"),
    ("rewarded", "Rewarded"),
    ("refused", "Refused"),
    ("taken_back", "Taken back"),
]
# States in which something may still happen.
OPEN = ("waiting", "due")
REASONS = [
    ("oneself", "The two are one person"),
    ("named", "Somebody else had brought this customer"),
    ("known", "We knew this customer before"),
    ("ring", "The referrer came through this customer"),
    ("late", "Did not buy in time"),
    ("returned", "Everything was returned"),
    ("abuse", "Refused by us"),
]
# What may be written from outside; everything else follows from what happened.
FREE_FIELDS = frozenset({"note"})
GIVEN_FIELDS = FREE_FIELDS | {"referrer_id", "referred_id", "referred_at", "source", "company_id"}


class LadderReferral(models.Model):
    """Who brought whom, whether it holds, and what both got for it.

    waiting → due (a paid purchase stands) → rewarded, exactly once → taken back (all of it was
    returned). What does not hold is kept as *refused*, with the reason. Judging is in
    ``ladder_referral_claim.py``, rewarding in ``ladder_referral_settle.py``.
    """

    _name = "ladder.referral"
    _description = "Referral"
    _order = "referred_at desc, id desc"
    _rec_name = "referred_id"

    referrer_id = fields.Many2one(
        "res.partner", "Referred by", required=True, ondelete="cascade", index=True
    )
    referred_id = fields.Many2one(
        "res.partner", "New customer", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    referred_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(SOURCES, required=True, default="manual")
    note = fields.Char()
    state = fields.Selection(STATES, required=True, default="waiting", readonly=True, index=True)
    reason = fields.Selection(REASONS, readonly=True)
    purchase_day = fields.Date("First paid purchase", readonly=True)
    purchase_value = fields.Float(
        "Its value", readonly=True, help="Net of credit notes, in the main company's currency."
    )
    due_at = fields.Datetime("Rewarded from", readonly=True, help="After the waiting period.")
    rewarded_at = fields.Datetime("Rewarded", readonly=True)
    ended_at = fields.Datetime("Refused or taken back", readonly=True)
    error = fields.Char("What went wrong", readonly=True)
    reward_ids = fields.One2many("ladder.referral.reward", "referral_id", readonly=True)
    referred_rung_id = fields.Many2one(related="referred_id.ladder_rung_id", string="Stands on")
    bought = fields.Boolean(compute="_compute_bought", help="The new customer has bought.")

    # Whoever is refused may be named again; a merge leaves what was taken back beside what holds.
    _referred_uniq = models.UniqueIndex(
        "(referred_id) WHERE state NOT IN ('refused', 'taken_back')",
        "Somebody else is already named as the one who brought this customer.",
    )
    _not_oneself = models.Constraint(
        "CHECK (referrer_id <> referred_id OR state IN ('refused', 'taken_back'))",
        "Nobody brings themselves.",
    )
    _reason_given = models.Constraint(
        "CHECK ((reason IS NOT NULL) = (state IN ('refused', 'taken_back')))",
        "What is refused or taken back has a reason, and nothing else has one.",
    )

    @api.depends("referred_id.ladder_facts")
    def _compute_bought(self):
        for referral in self:
            evidence = referral.referred_id.sudo().ladder_facts or {}
            referral.bought = bool(evidence.get("facts", {}).get("purchases"))

    @api.model_create_multi
    def create(self, vals_list):
        """Note down who brought whom; what does not hold is kept as refused, with the reason."""
        now = fields.Datetime.now()
        rows = []
        for vals in vals_list:
            if vals.keys() - GIVEN_FIELDS:
                raise AccessError(self.env._("What becomes of a referral follows from purchases."))
            rows.append(
                {"referred_at": now, "company_id": self.env.company.id, "source": "manual", **vals}
            )
        # Not a matter of rights: the claims of others decide whether this one holds.
        for row, reason in zip(rows, self.sudo()._judge(rows), strict=True):
            if reason:
                row.update(state="refused", reason=reason, ended_at=now)
        referrals = super().create(rows)
        self.env["ladder.dirty"]._add(referrals.referrer_id.ids)
        return referrals

    def write(self, vals):
        if vals.keys() - FREE_FIELDS:
            raise AccessError(
                self.env._(
                    "Who brought whom is not rewritten: delete what is wrong and enter it again."
                )
            )
        return super().write(vals)

    def _advance(self, vals):
        """Write what only the referral's own way of life may."""
        # pylint: disable-next=super-method-mismatch
        result = super(LadderReferral, self.sudo()).write(vals)
        if "state" in vals:
            self.env["ladder.dirty"]._add(self.referrer_id.ids)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rewarded(self):
        if any(referral.reward_ids for referral in self):
            raise UserError(
                self.env._("Something was given for this referral: take it back instead.")
            )

    def unlink(self):
        before = self.referrer_id.ids
        result = super().unlink()
        self.env["ladder.dirty"]._add(before)
        return result

    # In words ------------------------------------------------------------------------------------

    def _verdict_words(self):
        """What became of a claim, for the clerk at the counter."""
        self.ensure_one()
        if self.state != "refused":
            return self.env._("Noted: brought by %s.", self.referrer_id.display_name)
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        return self.env._("The referral does not count: %s.", reasons[self.reason])

    def _say_verdict(self):
        """An action that tells the clerk and closes the dialogue."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self._verdict_words(),
                "type": "warning" if self.state == "refused" else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
