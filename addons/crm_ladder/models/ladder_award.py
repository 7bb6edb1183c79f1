"""Who was chosen: told, answered, passed on, handed over."""

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, consteq

from odoo.addons.customer_club.tools.digits import localize_digits, to_ascii_digits
from odoo.addons.customer_club.tools.jalali import day_words

from .res_partner_measures import SEGMENTS

STATES = [
    ("reserve", "Just missed it"),
    ("offered", "Offered"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("expired", "No answer in time"),
    ("handed_over", "Handed over"),
]
# States that hold a unit.
HOLDING = ("offered", "accepted", "handed_over")


class LadderAward(models.Model):
    """One person's place in the order of a benefit, and what became of it.

    The first N are offered a unit, as many again are kept as the reserve: to be passed on to, and
    to be compared with. Whoever declines or does not answer makes room for the next by the rule.
    """

    _name = "ladder.award"
    _description = "Award of a Scarce Benefit"
    _inherit = ["mail.thread", "mail.activity.mixin", "ladder.page"]
    _order = "benefit_id desc, place"
    _rec_name = "partner_id"

    benefit_id = fields.Many2one(
        "ladder.benefit", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="benefit_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null"
    )
    person = fields.Char("On the list as", required=True, readonly=True)
    place = fields.Integer(required=True, readonly=True, aggregator=None)
    state = fields.Selection(STATES, required=True, readonly=True, tracking=True, index=True)
    rung_id = fields.Many2one("ladder.rung", "Rung then", readonly=True, ondelete="set null")
    segment = fields.Selection(SEGMENTS, "Segment then", readonly=True)
    decided_at = fields.Datetime("Decided", related="benefit_id.decided_at", store=True)
    offered_at = fields.Datetime("Offered", readonly=True)
    answer_until = fields.Datetime("Answer until", readonly=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    handed_at = fields.Datetime("Handed over", readonly=True)
    handed_by = fields.Many2one("res.users", "Handed over by", readonly=True)
    signature = fields.Binary(
        attachment=True, help="Who receives it signs here, or tells the code."
    )
    entered_code = fields.Char("Code", help="The code that the page shows to the person.")
    token = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    code = fields.Char("Secret code", readonly=True, copy=False, groups=fields.NO_ACCESS)
    currency_id = fields.Many2one(related="benefit_id.currency_id")
    cost = fields.Monetary(readonly=True, help="Booked when it is handed over.")

    _place_uniq = models.UniqueIndex("(benefit_id, place)", "Each place is there once.")
    _person_uniq = models.UniqueIndex("(benefit_id, person)", "Each person is there once.")
    _token_uniq = models.UniqueIndex("(token) WHERE token IS NOT NULL", "Use another token.")
    _waiting_idx = models.Index("(answer_until) WHERE state = 'offered'")

    # Made by the decision, and by nobody -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        benefit = self.env["ladder.benefit"].browse(
            next((vals["benefit_id"] for vals in vals_list if vals.get("benefit_id")), False)
        )
        words = self.env._("Awards follow from the list; nobody can add one.")
        if benefit:
            benefit._refuse(words)
        raise UserError(words)

    def write(self, vals):
        if (
            vals.keys()
            - {"signature", "entered_code", "activity_ids", "message_ids"}
            - {
                "message_follower_ids",
                "message_main_attachment_id",
            }
        ):
            self[:1].benefit_id._refuse(
                self.env._("Awards follow from the list; nobody can change one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self[:1].benefit_id._refuse(
            self.env._("Awards follow from the list; nobody can remove one.")
        )

    def _advance(self, vals):
        # pylint: disable-next=super-method-mismatch
        return super(LadderAward, self.sudo()).write(vals)

    @api.model
    def _award(self, benefit):
        """Give out the units by the rule, and keep as many places in reserve."""
        units = benefit.units
        self._append(benefit, benefit._ranking(2 * units), 0)
        self.sudo().search(
            [("benefit_id", "=", benefit.id), ("place", "<=", units)], order="place"
        )._offer()

    @api.model
    def _append(self, benefit, ranking, before):
        partners = {
            partner.id: partner
            for partner in self.env["res.partner"]
            .sudo()
            .browse([partner_id for partner_id, _person in ranking if partner_id])
        }
        # The ORM's own ``create``: the public one refuses.
        # pylint: disable-next=super-method-mismatch
        return super(LadderAward, self.sudo()).create(
            [
                {
                    "benefit_id": benefit.id,
                    "partner_id": partner_id,
                    "person": person,
                    "place": place,
                    "state": "reserve",
                    "rung_id": partners[partner_id].ladder_rung_id.id if partner_id else False,
                    "segment": partners[partner_id].ladder_segment if partner_id else False,
                    "token": secrets.token_urlsafe(12),
                    "code": f"{secrets.randbelow(10**6):06}",
                }
                for place, (partner_id, person) in enumerate(ranking, before + 1)
            ]
        )

    def _offer(self):
        now = fields.Datetime.now()
        for award in self:
            until = now + timedelta(days=award.benefit_id.answer_days)
            award._advance({"state": "offered", "offered_at": now, "answer_until": until})
            award._tell()

    def _tell(self):
        """Tell the person by SMS: a service message, through the club's ledger."""
        benefit, partner = self.benefit_id, self.partner_id
        if not partner:
            return
        lang = partner.lang or benefit.company_id._club_lang()
        text = benefit.award_text or "{name}: {benefit} {link}"
        for words, value in (
            (("{benefit}", "{هدیه}"), benefit.name),
            (("{until}", "{مهلت}"), self._day_words(self.answer_until, lang)),
            (("{link}", "{پیوند}"), self._url()),
        ):
            for word in words:
                text = text.replace(word, value)
        self.env["ladder.text"]._plan(
            partner,
            benefit.company_id,
            text,
            rule_key="award",
            origin=f"ladder.award:{self.id}",
        )

    def _day_words(self, moment, lang):
        zone_moment = fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._ladder_tz()), moment
        )
        return day_words(zone_moment.date(), lang)

    def _url(self):
        self.ensure_one()
        return f"{self.get_base_url()}/club/award/{self.sudo().token}"

    # Answers ------------------------------------------------------------------------------------

    def _answer(self, accept):
        """Take the person's answer; the first one holds.

        :return: what is wrong with it, in words, or None
        """
        self.ensure_one()
        award = self.sudo()
        award.benefit_id._lock()
        award.invalidate_recordset()
        if award.state != "offered":
            return self.env._("This has been answered already.")
        now = fields.Datetime.now()
        if award.answer_until < now:
            award._advance({"state": "expired"})
            award._pass_on()
            return self.env._("The time to answer is over.")
        award._advance({"state": "accepted" if accept else "declined", "answered_at": now})
        if not accept:
            award._pass_on()
        return None

    def action_accept(self):
        """The person said yes at the counter or on the phone."""
        self._staff_answer(True)

    def action_decline(self):
        self._staff_answer(False)

    def _staff_answer(self, accept):
        self.check_access("write")
        for award in self:
            wrong = award._answer(accept)
            if wrong:
                raise UserError(wrong)

    def _pass_on(self):
        """Offer the unit that became free to the next by the rule."""
        for benefit in self.benefit_id:
            taken = self.search_count([("benefit_id", "=", benefit.id), ("state", "in", HOLDING)])
            for _unit in range(benefit.units - taken):
                benefit.env["ladder.award"].sudo()._next(benefit)._offer()

    @api.model
    def _next(self, benefit):
        found = self.search(
            [("benefit_id", "=", benefit.id), ("state", "=", "reserve")], order="place", limit=1
        )
        if found:
            return found
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(MAX(place), 0) FROM ladder_award WHERE benefit_id = %s", benefit.id
            )
        )
        return self._append(benefit, benefit._ranking(1, last), last)

    @api.model
    def _cron_expire(self):
        """Pass on what nobody answered for."""
        due = self.search(
            [("state", "=", "offered"), ("answer_until", "<", fields.Datetime.now())],
            order="benefit_id, place",
        )
        for benefit, awards in due.grouped("benefit_id").items():
            benefit._lock()
            awards.invalidate_recordset()
            late = awards.filtered(lambda award: award.state == "offered")
            for award in late:
                award._advance({"state": "expired"})
            late._pass_on()
            if not self.env["ir.cron"]._commit_progress(len(awards)):
                return

    # Handing over ------------------------------------------------------------------------------

    def action_hand_over(self):
        """Hand it over against the code that the person's page shows, or a signature."""
        for award in self:
            award.check_access("write")
            award.benefit_id.sudo()._lock()
            award.invalidate_recordset()
            if award.state != "accepted":
                raise UserError(self.env._("Only what was accepted can be handed over."))
            entered = to_ascii_digits(award.entered_code or "").strip()
            if entered and not consteq(entered, award.sudo().code):
                raise UserError(self.env._("This is not the code on the person's page."))
            if not (entered or award.signature):
                raise UserError(self.env._("Ask for the code on the page, or for a signature."))
            award.sudo()._advance(
                {
                    "state": "handed_over",
                    "handed_at": fields.Datetime.now(),
                    "handed_by": self.env.uid,
                    "cost": award.benefit_id.worth,
                }
            )

    # The person's page ---------------------------------------------------------------------------

    def _page_values(self, error=None):
        return {
            **self._page_frame(),
            "award": self,
            "error": error,
            "until": self.answer_until and self._day_words(self.answer_until, self.env.lang),
            "code": localize_digits(self.sudo().code, self.env.lang),
            "draw_url": self.benefit_id._public_url(),
        }
