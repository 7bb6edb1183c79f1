"""Giving, within the bounds: one worker at a time for a policy, batches that commit."""

import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.jalali import day_words

from ..tools.budget import held_out
from ..tools.own_words import fill

_logger = logging.getLogger(__name__)

BATCH = 200


class LadderPolicy(models.Model):
    _inherit = "ladder.policy"

    @api.model
    def _cron_give(self):
        """Give what running policies may give, in batches that commit."""
        self.env["ladder.policy.grant"]._look_at_coupons()
        self.env["ir.cron"]._commit_progress()
        for policy in self.search([("state", "=", "running")], order="id"):
            try:
                waiting = policy._candidates()
                while policy._step(waiting[:BATCH]):
                    waiting = waiting[BATCH:]
                    left = self.env["ir.cron"]._commit_progress(1, remaining=len(waiting))
                    if not waiting:
                        break
                    if not left:
                        return
                self.env["ir.cron"]._commit_progress(1)
            except SerializationFailure:
                self.env.cr.rollback()  # another worker has it; the next run sees what is left
            except UserError as error:
                self.env.cr.rollback()
                _logger.info("Policy %s could not be given: %s", policy.id, error)
                policy._advance({"error": str(error)})
                self.env["ir.cron"]._commit_progress(1)

    def _candidates(self):
        """Who is to get it next: in the segment, not served yet, may be written to.

        Those whose outlook is worth most come first.
        """
        self.ensure_one()
        if self.date_from and self._day() < self.date_from:
            return []
        self.env.flush_all()
        refused = self.env["club.consent"]._refused_conditions(self.company_id, self.purpose)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM res_partner p
                 WHERE p.id IN %(audience)s
                   AND NOT EXISTS (SELECT FROM ladder_policy_grant g
                                    WHERE g.policy_id = %(policy)s AND g.partner_id = p.id)
                   AND p.partner_share IS NOT FALSE AND NOT COALESCE(%(refused)s, FALSE)
                 ORDER BY p.ladder_value DESC NULLS LAST, p.id
                """,
                audience=self._audience_sql(),
                policy=self.id,
                refused=SQL("(%s)", SQL(" OR ").join(refused)) if refused else SQL("FALSE"),
            )
        )
        return self._meeting([partner_id for (partner_id,) in rows])

    def _day(self):
        return self.company_id._club_day(fields.Datetime.now())

    def _step(self, partner_ids):
        """Serve as many of ``partner_ids`` as the bounds allow, in their order.

        Takes the policy's row: no other worker serves it until this transaction ends, and whoever
        waited with an older snapshot starts over. The database refuses a sum beyond the budget.

        :return: whether it goes on
        """
        policy = self.sudo().try_lock_for_update()
        policy.invalidate_recordset()
        if not policy or policy.state != "running":
            return False
        if policy.date_to and policy._day() > policy.date_to:
            policy._end("date")
            return False
        reason = policy._purse().empty()
        if reason:
            policy._end(reason)
            return False
        if not partner_ids:
            return False
        percent = policy.holdout_percent
        watched = [pid for pid in partner_ids if held_out(policy.id, pid, percent)]
        served = [pid for pid in partner_ids if pid not in set(watched)]
        room = policy._purse().room(len(served))
        if room < len(served):  # those behind the last one who is served are not watched either
            last = partner_ids.index(served[room - 1]) if room else 0
            watched = [pid for pid in watched if partner_ids.index(pid) < last]
            served = served[:room]
        policy._serve(served, watched)
        reason = policy._purse().empty()
        if reason:
            policy._end(reason)
        return not reason

    def _serve(self, served, watched):
        now = fields.Datetime.now()
        grants = (
            self.env["ladder.policy.grant"]
            .sudo()
            .create(
                [
                    {
                        "policy_id": self.id,
                        "partner_id": partner_id,
                        "state": state,
                        "granted_at": now,
                        "cost": self.unit_cost if state == "given" else 0,
                    }
                    for state, partner_ids in (("given", served), ("watched", watched))
                    for partner_id in partner_ids
                ]
            )
            .filtered(lambda grant: grant.state == "given")
        )
        if self.program_id and grants:
            days = self.valid_days
            cards = self.env["club.deed"]._give(
                self.program_id,
                grants.partner_id.ids,
                self.points,
                until=self._day() + timedelta(days=days) if days else None,
                description=self.name,
            )
            for grant, card in zip(grants, cards, strict=True):
                grant.card_id = card
        if (self.text or "").strip():
            self._tell(grants)
        self._advance(
            {
                "spent": self.currency_id.round(self.spent + self.unit_cost * len(served)),
                "given_count": self.given_count + len(served),
                "error": False,
            }
        )
        self.env.flush_all()

    def _tell(self, grants):
        """Write to those who got it, in one statement, through the club's ledger."""
        links = {}
        if self.kind == "invitation":
            addresses = (
                self.env["club.link"]
                .sudo()
                ._mint(
                    self.company_id,
                    [
                        {
                            "kind": "invitation",
                            "partner_id": grant.partner_id.id,
                            "rule_key": f"policy:{self.id}",
                            "origin": f"ladder.policy.grant:{grant.id}",
                            "expires_at": self.event_at,
                        }
                        for grant in grants
                    ],
                )
            )
            links = dict(zip(grants.ids, addresses, strict=True))
        letters = [
            {
                "person": grant.partner_id._club_addressee(),
                "text": fill(self.text, self._words(grant, links.get(grant.id, ""))),
                "values": {"visits": grant.partner_id.club_visit_count, "tag": ""},
                "rule_key": f"policy:{self.id}",
                "origin": f"ladder.policy.grant:{grant.id}",
                "campaign_id": self.campaign_id.id or None,
            }
            for grant in grants
            if grant.partner_id.club_mobile
        ]
        self.env["club.message"].sudo()._plan_letters(self.company_id, letters, self.purpose)
        grants.partner_id.invalidate_recordset(["club_message_ids"], flush=False)

    def _words(self, grant, link):
        """What the text of this policy may say about one grant."""
        lang = grant.partner_id.lang or self.company_id._club_lang()
        if self.kind == "invitation":
            return {
                "place": self.event_place or "",
                "time": self.env["ladder.policy"]._moment_words(self, lang),
                "link": link,
            }
        until = grant.card_id.expiration_date
        return {
            "code": grant.card_id.code or "",
            "until": day_words(until, lang) if until else "",
        }

    @api.model
    def _moment_words(self, policy, lang):
        """The day and hour of an invitation, as its reader writes them."""
        local = fields.Datetime.context_timestamp(
            policy.with_context(tz=policy.company_id._ladder_tz()), policy.event_at
        )
        hour = localize_digits(f"{local:%H:%M}", lang)
        return self.with_context(lang=lang).env._(
            "%(day)s, %(hour)s", day=day_words(local.date(), lang), hour=hour
        )
