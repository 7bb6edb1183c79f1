"""What referred customers bought, and what both sides get for it, exactly once."""

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.own_words import fill
from ..tools.referral_judge import Claim, reason_to_refuse
from .ladder_referral import OPEN

_logger = logging.getLogger(__name__)

BATCH = 200


class LadderReferral(models.Model):
    _inherit = "ladder.referral"

    @api.model
    def _cron_settle(self):
        """Take every referral whose time has come a step further, in batches that commit."""
        ids = self._to_settle()
        for start in range(0, len(ids), BATCH):
            batch = self.browse(ids[start : start + BATCH])
            try:
                batch._settle()
                left = self.env["ir.cron"]._commit_progress(
                    len(batch), remaining=max(0, len(ids) - start - BATCH)
                )
            except SerializationFailure:
                # Another worker was there, or a customer is at the counter: the next run sees it.
                self.env.cr.rollback()
                continue
            if not left:
                return

    @api.model
    def _to_settle(self):
        """Ids of referrals about which something could be done, what is due first."""
        self.flush_model()
        return [
            referral_id
            for (referral_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT r.id
                      FROM ladder_referral r
                           JOIN ladder_referral_program g ON g.company_id = r.company_id
                                AND g.running
                     WHERE r.state = 'due'
                        OR r.state = 'waiting' AND (
                               EXISTS (SELECT FROM ladder_purchase u
                                        WHERE u.partner_id = r.referred_id)
                               OR g.buy_within_days > 0 AND r.referred_at
                                  < %(now)s::timestamp - make_interval(days => g.buy_within_days))
                        OR r.state = 'rewarded' AND r.rewarded_at
                           >= %(now)s::timestamp - make_interval(days => g.take_back_days)
                     ORDER BY r.state <> 'due', r.id
                    """,
                    now=fields.Datetime.now(),
                )
            )
        ]

    def _settle(self):
        """One step for each of ``self`` that no other worker has in hand."""
        mine = self.sudo().try_lock_for_update()
        mine.invalidate_recordset()
        mine = mine.filtered(lambda r: r.state in (*OPEN, "rewarded"))
        for company, referrals in mine.grouped("company_id").items():
            program = self.env["ladder.referral.program"].sudo()
            program = program.search([("company_id", "=", company.id), ("running", "=", True)])
            if not program:
                continue
            bought = referrals._first_paid(program)
            standing = referrals.filtered(lambda r: r.state == "rewarded")._still_customers()
            wrong = referrals._wrong_by_now()
            for referral in referrals:
                if referral.state == "rewarded":
                    if referral.id not in standing:
                        referral._take_back("returned")
                elif referral.id in wrong:
                    referral._refuse(wrong[referral.id])
                else:
                    referral._step(program, bought.get(referral.id))

    def _step(self, program, purchase):
        """Take one referral further.

        :param purchase: ``(day, value)`` of the first paid purchase that stands, or None
        """
        now = fields.Datetime.now()
        if not purchase:
            days = program.buy_within_days
            if days and self.referred_at < now - timedelta(days=days):
                self._refuse("late")
            elif self.state == "due":  # returned in time: nothing was given yet
                self._advance(
                    {
                        "state": "waiting",
                        "purchase_day": False,
                        "purchase_value": 0,
                        "due_at": False,
                    }
                )
            return
        if self.state == "waiting":
            self._advance(
                {
                    "state": "due",
                    "purchase_day": purchase[0],
                    "purchase_value": purchase[1],
                    "due_at": now + timedelta(days=program.wait_days),
                }
            )
        if self.due_at <= now:
            self._reward_safely(program)

    def _wrong_by_now(self):
        """``{id: reason}`` of what would not be let in any more: records that proved to be one."""
        persons = (self.referrer_id | self.referred_id).ids
        marks = self._marks(persons)
        brought_by = self._brought_by(persons)
        wrong = {}
        for referral in self.filtered(lambda r: r.state in OPEN):
            referrer, referred = referral.referrer_id.id, referral.referred_id.id
            others = {key: value for key, value in brought_by.items() if key != referred}
            claim = Claim(
                referrer,
                referred,
                referral.referred_at.date(),
                None,
                marks.get(referrer, frozenset()),
                marks.get(referred, frozenset()),
            )
            reason = reason_to_refuse(claim, others, 0)
            if reason:
                wrong[referral.id] = reason
        return wrong

    # Giving and taking back ---------------------------------------------------------------------

    def _reward_safely(self, program):
        """Reward both sides; what goes wrong is written on the referral and tried again later."""
        try:
            with self.env.cr.savepoint():
                self._reward(program)
                self.env.flush_all()
        except UserError as error:
            _logger.info("Referral %s could not be rewarded: %s", self.id, error)
            self.invalidate_recordset()
            self._advance({"error": str(error)})

    def _reward(self, program):
        now = fields.Datetime.now()
        for side in ("referrer", "referred"):
            loyalty = program[f"{side}_program_id"]
            if loyalty:
                self._reward_side(program, side, loyalty, now)
        self._advance({"state": "rewarded", "rewarded_at": now, "error": False})

    def _reward_side(self, program, side, loyalty, now):
        partner = self[f"{side}_id"].with_company(program.company_id)
        points, cost = program[f"{side}_points"], program[f"{side}_cost"]
        days = program.valid_days
        today = program.company_id._club_day(now)
        [card] = self.env["club.deed"]._give(
            loyalty,
            partner.ids,
            points,
            until=today + timedelta(days=days) if days else None,
            description=self.env._("Referral"),
        )
        lang = partner.lang or program.company_id._club_lang()
        main = program.company_id._ladder_main().currency_id
        self.env["ladder.referral.reward"].sudo().create(
            {
                "referral_id": self.id,
                "side": side,
                "partner_id": partner.id,
                "company_id": program.company_id.id,
                "card_id": card.id,
                "points": points,
                "cost": cost,
                "main_cost": program.currency_id._convert(cost, main, program.company_id, today),
                "given_at": now,
            }
        )
        self.env["ladder.text"]._plan(
            partner,
            program.company_id,
            fill(
                program[f"{side}_text"],
                {"code": card.code or "", "points": localize_digits(f"{points:g}", lang)},
            ),
            rule_key=f"referral:{side}",
            origin=f"ladder.referral:{self.id}",
        )

    def _refuse(self, reason):
        self._advance({"state": "refused", "reason": reason, "ended_at": fields.Datetime.now()})

    def _take_back(self, reason):
        words = dict(self._fields["reason"]._description_selection(self.env))[reason]
        self.reward_ids.sudo()._take_back(self.env._("Referral: %s", words))
        self._advance({"state": "taken_back", "reason": reason, "ended_at": fields.Datetime.now()})

    def _end(self, reason):
        """Refuse it, or take back what was given for it already."""
        if self.state in OPEN:
            self._refuse(reason)
        elif self.state == "rewarded":
            self._take_back(reason)

    def action_refuse(self):
        """Refuse what is not honest, or take back what was given for it."""
        if not self.has_access("unlink"):
            raise UserError(self.env._("Only club managers refuse referrals."))
        self.check_access("write")
        mine = self.sudo()
        mine.lock_for_update()
        mine.invalidate_recordset()
        for referral in mine:
            referral._end("abuse")
