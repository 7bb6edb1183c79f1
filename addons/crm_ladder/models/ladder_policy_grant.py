"""What one person got by a policy, and what became of it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

GRANT_STATES = [
    ("given", "Given"),
    ("used", "Used"),
    ("unused", "Not used in time"),
    ("accepted", "Comes"),
    ("declined", "Does not come"),
    ("came", "Came"),
    ("watched", "Watched only"),
]


class LadderPolicyGrant(models.Model):
    _name = "ladder.policy.grant"
    _description = "Given by a Policy"
    _order = "id desc"
    _rec_name = "partner_id"

    policy_id = fields.Many2one(
        "ladder.policy", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="policy_id.currency_id")
    kind = fields.Selection(related="policy_id.kind")
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(GRANT_STATES, required=True, readonly=True, index=True)
    granted_at = fields.Datetime("Given", required=True, readonly=True)
    card_id = fields.Many2one(
        "loyalty.card", "Coupon", readonly=True, ondelete="set null", index="btree_not_null"
    )
    cost = fields.Monetary(
        readonly=True, help="Kept from the budget; given back when a coupon ends unused."
    )
    settled_at = fields.Datetime("Used, answered or ended", readonly=True)

    _once_uniq = models.UniqueIndex("(policy_id, partner_id)", "Each person gets it once.")

    @api.model
    def _look_at_coupons(self):
        """Note which coupons were used, and give back what was kept for those that ended unused.

        A policy's row is taken before its sum changes, like when something is given.
        """
        self.flush_model()
        self.env["loyalty.card"].flush_model(["points", "expiration_date"])
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT g.id, g.policy_id, c.points < y.points AS used
                  FROM ladder_policy_grant g
                       JOIN ladder_policy y ON y.id = g.policy_id
                       JOIN loyalty_card c ON c.id = g.card_id
                       JOIN loyalty_program l ON l.id = c.program_id
                 WHERE g.state = 'given' AND l.applies_on <> 'both'
                   AND l.program_type NOT IN ('loyalty', 'ewallet')
                   AND (c.points < y.points OR c.expiration_date < %s)
                 ORDER BY g.policy_id, g.id
                """,
                fields.Date.today(),
            )
        )
        used = self.sudo().browse([grant_id for grant_id, _policy, was_used in rows if was_used])
        used.write({"state": "used", "settled_at": now})
        ended = self.sudo().browse([row[0] for row in rows if not row[2]])
        for policy, grants in ended.grouped("policy_id").items():
            policy.lock_for_update()
            policy.invalidate_recordset()
            back = sum(grants.mapped("cost"))
            grants.write({"state": "unused", "settled_at": now, "cost": 0})
            policy._advance({"spent": policy.currency_id.round(max(0, policy.spent - back))})

    # Invitations ---------------------------------------------------------------------------------

    def _answer(self, state):
        """Take the answer to an invitation; it may change until the day itself."""
        self.filtered(lambda g: g.state in ("given", "accepted", "declined")).sudo().write(
            {"state": state, "settled_at": fields.Datetime.now()}
        )

    def action_accept(self):
        self._staff_answer("accepted")

    def action_decline(self):
        self._staff_answer("declined")

    def action_came(self):
        self._staff_answer("came")

    def _staff_answer(self, state):
        """The person said so at the counter or on the phone."""
        self.check_access("read")
        if not self.env.user.has_group("customer_club.group_club_user"):
            raise UserError(self.env._("Only who serves members answers for them."))
        if any(grant.kind != "invitation" or grant.state == "watched" for grant in self):
            raise UserError(self.env._("Only invitations are answered."))
        self._answer(state)


class ClubLink(models.Model):
    _inherit = "club.link"

    kind = fields.Selection(
        selection_add=[("invitation", "Invitation")], ondelete={"invitation": "cascade"}
    )

    def _page_invitation(self, post):
        """What it is, when and where; the person says whether they come."""
        _model, _sep, grant_id = (self.origin or "").partition(":")
        grant = self.env["ladder.policy.grant"].search(
            [("id", "=", int(grant_id or 0)), ("partner_id", "=", self.partner_id.id)]
        )
        if not grant or grant.state == "watched":
            return None
        if post is not None and post.get("answer") in ("accepted", "declined"):
            grant._answer(post["answer"])
        policy = grant.policy_id
        return "crm_ladder.invitation_page", {
            "grant": grant,
            "what": policy.name,
            "when": policy._moment_words(policy, self.env.lang),
            "place": policy.event_place or "",
        }
