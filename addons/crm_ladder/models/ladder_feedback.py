import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.customer_club.tools.digits import localize_digits, to_ascii_digits

KINDS = [
    ("nps", "Would recommend us"),
    ("satisfaction", "Satisfaction"),
    ("complaint", "Complaint"),
]
STATES = [
    ("asked", "Asked"),
    ("new", "New"),
    ("open", "In work"),
    ("solved", "Solved"),
    ("closed", "Closed"),
]
# Who answers less is unhappy: the answer becomes a case that somebody works on.
CASE_BELOW = 7


class LadderFeedback(models.Model):
    """What a customer says about us: an answer on a scale, or a complaint.

    A complaint, and an answer below 7, is a case: it is worked on by somebody, and it is closed by
    telling the customer how it was solved.
    """

    _name = "ladder.feedback"
    _description = "Customer Feedback"
    _inherit = ["mail.thread", "mail.activity.mixin", "ladder.page"]
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    kind = fields.Selection(KINDS, required=True, default="complaint")
    score = fields.Integer("Answer (0–10)", readonly=True, aggregator="avg")
    band = fields.Selection(
        [("detractor", "Detractor"), ("passive", "Passive"), ("promoter", "Promoter")],
        compute="_compute_band",
        store=True,
    )
    nps = fields.Integer(
        "NPS",
        compute="_compute_band",
        store=True,
        aggregator="avg",
        help="100 for a promoter, −100 for a detractor: the average is the Net Promoter Score.",
    )
    comment = fields.Text("In the customer's words")
    state = fields.Selection(STATES, required=True, default="new", tracking=True, index=True)
    is_case = fields.Boolean("Case", readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", tracking=True, index="btree_not_null")
    token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    asked_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    opened_at = fields.Datetime("Taken up", readonly=True)
    solved_at = fields.Datetime("Solved on", readonly=True)
    closed_at = fields.Datetime("Closed on", readonly=True)
    closing_text = fields.Text(
        "Text to the customer", help="How it was solved. Goes out as a service message on closing."
    )
    hours_to_take_up = fields.Float(
        compute="_compute_hours", store=True, aggregator="avg", readonly=True
    )
    hours_to_close = fields.Float(
        compute="_compute_hours", store=True, aggregator="avg", readonly=True
    )

    _token_uniq = models.UniqueIndex("(token) WHERE token IS NOT NULL", "Use another token.")
    _score_range = models.Constraint("CHECK (score BETWEEN 0 AND 10)", "An answer is 0 to 10.")
    _partner_kind_idx = models.Index("(partner_id, kind, answered_at) WHERE state <> 'asked'")

    @api.depends("kind", "score", "answered_at")
    def _compute_band(self):
        for feedback in self:
            if feedback.kind != "nps" or not feedback.answered_at:
                feedback.band, feedback.nps = False, 0
                continue
            low, high = feedback.score <= 6, feedback.score >= 9
            feedback.band = "detractor" if low else "promoter" if high else "passive"
            feedback.nps = -100 if low else 100 if high else 0

    @api.depends("answered_at", "opened_at", "closed_at")
    def _compute_hours(self):
        for feedback in self:
            start = feedback.answered_at
            feedback.hours_to_take_up = _hours(start, feedback.opened_at)
            feedback.hours_to_close = _hours(start, feedback.closed_at)

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("kind", "complaint") == "complaint":
                vals.update(answered_at=now, is_case=True)
            elif not self.env.su:
                raise UserError(self.env._("An answer is the customer's own; ask for it."))
        return super().create(vals_list)

    @api.constrains("state", "closing_text")
    def _check_closing_text(self):
        for feedback in self:
            if feedback.state == "closed" and not (feedback.closing_text or "").strip():
                raise ValidationError(
                    self.env._("Write what the customer is told; a case ends with that text.")
                )

    @api.model
    def _ask(self, partner, kind="nps", company=None):
        """Make a question whose answer is one tap; return it. Its link: :meth:`_url`."""
        return self.sudo().create(
            {
                "partner_id": partner.id,
                "company_id": (company or self.env.company).id,
                "kind": kind,
                "state": "asked",
                "asked_at": fields.Datetime.now(),
                "token": secrets.token_urlsafe(12),
            }
        )

    def _url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/club/say/{self.sudo().token}"

    def _answer(self, score, comment=None):
        """Record an answer. It can be corrected until somebody works on it.

        :param score: 0 to 10
        """
        self.ensure_one()
        if not 0 <= score <= 10:
            raise ValidationError(self.env._("An answer is a number from 0 to 10."))
        if self.state not in ("asked", "new"):
            return
        vals = {"score": score, "state": "new", "is_case": score < CASE_BELOW}
        if not self.answered_at:
            vals["answered_at"] = fields.Datetime.now()
        if comment and comment.strip():
            vals["comment"] = comment.strip()[:2000]
        self.sudo().write(vals)
        self.env["ladder.dirty"]._add(self.partner_id.ids)

    def _send_question(self):
        """Send the link as a service message. A link serves one customer and one question."""
        self.ensure_one()
        partner = self.partner_id
        here = self.with_context(lang=partner.lang or self.company_id._club_lang())
        self.env["ladder.text"]._plan(
            partner,
            self.company_id,
            here.env._("{name}, would you recommend us? One tap is enough: %s", self._url()),
            rule_key=f"ask_{self.kind}",
            origin=f"ladder.feedback:{self.id}",
        )

    # The customer's page ---------------------------------------------------------------------

    def _answer_from_page(self, score, comment):
        """Take what the page sent; return what is wrong with it, or None."""
        digits = to_ascii_digits(score or "").strip()
        if not digits.isdigit() or int(digits) > 10:
            return self.env._("Choose a number from 0 to 10.")
        self._answer(int(digits), comment)
        return None

    def _page_values(self, error=None):
        scores = range(11)
        return {
            **self._page_frame(),
            "feedback": self,
            "error": error,
            "scores": [(score, localize_digits(str(score), self.env.lang)) for score in scores],
            "answered": bool(self.answered_at),
            "can_change": self.state in ("asked", "new"),
            "unhappy": self.is_case,
        }

    # Cases -------------------------------------------------------------------------------------

    def action_take_up(self):
        for feedback in self:
            if feedback.state == "new":
                feedback.write(
                    {
                        "state": "open",
                        "user_id": (feedback.user_id or self.env.user).id,
                        "opened_at": fields.Datetime.now(),
                    }
                )

    def action_solve(self):
        for feedback in self:
            if feedback.state not in ("new", "open"):
                raise UserError(self.env._("This case is not in work."))
            now = fields.Datetime.now()
            feedback.write(
                {
                    "state": "solved",
                    "opened_at": feedback.opened_at or now,
                    "solved_at": now,
                    "user_id": (feedback.user_id or self.env.user).id,
                }
            )

    def action_close(self):
        """Tell the customer how it was solved, and close the case."""
        for feedback in self:
            if feedback.state != "solved":
                raise UserError(self.env._("Solve the case first."))
            feedback.write({"state": "closed", "closed_at": fields.Datetime.now()})
            feedback._tell_customer()

    def _tell_customer(self):
        self.ensure_one()
        self.env["ladder.text"]._plan(
            self.partner_id,
            self.company_id,
            self.closing_text,
            rule_key="case_closed",
            origin=f"ladder.feedback:{self.id}",
        )

    def write(self, vals):
        if {"score", "token"} & vals.keys() and not self.env.su:
            raise UserError(self.env._("An answer is the customer's own; it cannot be changed."))
        return super().write(vals)


def _hours(start, end):
    return (end - start).total_seconds() / 3600 if start and end else 0
