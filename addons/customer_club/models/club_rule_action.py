"""What rules do, for many customers at once. Other add-ons may call the deeds themselves."""

from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.jalali import day_words


class ClubDeed(models.AbstractModel):
    """Reward, tag and activity, set-wise and independent of ``club.rule``.

    Rules call them; playbooks and other automations of add-ons are meant to. The caller sees to
    it that one event calls them once: they are as repeatable as handing out a coupon is.
    """

    _name = "club.deed"
    _description = "Deeds of the Club"

    @api.model
    def _give(self, program, partner_ids, points, *, until=None, description=""):
        """A coupon of ``program`` for each of ``partner_ids``, or points on the card they have.

        :param program: loyalty.program record
        :param partner_ids: list of ids; whoever stands in it twice gets two
        :param until: date on which a new coupon ends, or None
        :return: list of loyalty.card records in the same order
        """
        Card = self.env["loyalty.card"].sudo().with_context(action_no_send_mail=True)
        owned = {}
        if program.is_nominative:
            domain = [("program_id", "=", program.id), ("partner_id", "in", partner_ids)]
            owned = {card.partner_id.id: card for card in Card.search(domain, order="id desc")}
            for partner_id in partner_ids:
                if partner_id in owned:
                    owned[partner_id].points += points
        new = [partner_id for partner_id in partner_ids if partner_id not in owned]
        times = Counter(new) if program.is_nominative else None
        made = Card.create(
            [
                {
                    "program_id": program.id,
                    "partner_id": partner_id,
                    "points": points * (times[partner_id] if times else 1),
                    "expiration_date": until,
                }
                for partner_id in times or new
            ]
        )
        if times:
            owned |= dict(zip(times, made, strict=True))
        fresh = iter(made)
        cards = [owned[pid] if program.is_nominative else next(fresh) for pid in partner_ids]
        self.env["loyalty.history"].sudo().create(
            [
                {"card_id": card.id, "description": description or program.name, "issued": points}
                for card in cards
            ]
        )
        return cards

    @api.model
    def _tag(self, tag, partners):
        """Give ``tag`` to customers who do not carry it. :return: those who got it"""
        partners.flush_recordset(["club_tag_ids"])
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO club_tag_res_partner_rel (partner_id, tag_id)
                SELECT unnest(%s), %s ON CONFLICT DO NOTHING RETURNING partner_id
                """,
                partners.ids,
                tag.id,
            )
        )
        partners.invalidate_recordset(["club_tag_ids"], flush=False)
        return partners.browse([partner_id for (partner_id,) in rows])

    @api.model
    def _schedule(self, activity_type, partners, *, summary="", user=None):
        """An activity for staff on each customer; due after the type's own delay."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        today = fields.Date.context_today(self)
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": partner.id,
                        "activity_type_id": activity_type.id,
                        "summary": summary or activity_type.summary,
                        "user_id": (user or partner.user_id or self.env.user).id,
                        "date_deadline": today + timedelta(days=activity_type.delay_count or 0),
                    }
                    for partner in partners
                ]
            )
        )


class ClubRule(models.Model):
    _inherit = "club.rule"

    def _has_reward(self):
        return bool(self.program_id)

    def _has_tag(self):
        return bool(self.give_tag_id)

    def _has_activity(self):
        return bool(self.activity_type_id)

    def _has_text(self):
        return bool(self.template_id or (self.text or "").strip())

    def _action_reward(self, runs, facts):
        zone_today = fields.Date.context_today(self.with_context(tz=self.company_id._club_tz()))
        until = zone_today + timedelta(days=self.valid_days) if self.valid_days else None
        cards = self.env["club.deed"]._give(
            self.program_id,
            [run.partner_id.id for run in runs],
            self.points,
            until=until,
            description=self.name,
        )
        for run, card in zip(runs, cards, strict=True):
            run.card_id = card
            facts[run.id] |= {"code": card.code or "", "until": card.expiration_date or ""}

    def _action_tag(self, runs, facts):
        given = self.env["club.deed"]._tag(self.give_tag_id, runs.partner_id)
        self._fire(
            self.company_id,
            "tag_given",
            [
                {
                    "partner_id": run.partner_id.id,
                    "origin": f"tag:{self.give_tag_id.id}:{run.id}",
                    "tag_id": self.give_tag_id.id,
                }
                for run in runs
                if run.partner_id in given
            ],
        )

    def _action_activity(self, runs, facts):
        self.env["club.deed"]._schedule(
            self.activity_type_id,
            runs.partner_id,
            summary=self.activity_summary or self.name,
            user=self.activity_user_id,
        )

    def _action_text(self, runs, facts):
        """Put the text into the ledger; whether it may go is decided there when it is to leave."""
        texts = self._texts(runs.partner_id)
        numbers = self._visit_numbers(runs)
        letters = []
        for run in runs:
            partner = run.partner_id
            person = partner._club_addressee()
            values = {"visits": numbers[run.id], "tag": self.trigger_tag_id.name or ""}
            values |= self._local_values(facts[run.id], partner.lang)
            letters.append(
                {
                    "person": person,
                    "text": texts[partner.id],
                    "values": values,
                    "rule_key": f"rule:{self.id}",
                    "origin": f"run:{run.id}",
                    "visit_id": run.visit_id.id,
                    "silent_reason": run.silent_reason,
                    "rule_id": self.id,
                    "rule_version": self.version,
                    "run_id": run.id,
                    "expires_at": run.expires_at,
                    "instant": bool(run.visit_id and not self.delay),
                }
            )
        self.env["club.message"]._plan_letters(self.company_id, letters, self.purpose)
        runs.partner_id.invalidate_recordset(["club_message_ids"], flush=False)
        runs.invalidate_recordset(["message_ids"], flush=False)

    def _texts(self, partners):
        """What the rule says to each customer: dict partner id → text with club placeholders."""
        if not self.template_id:
            return dict.fromkeys(partners.ids, self.text)
        return self.template_id.sudo()._render_field("body", partners.ids, compute_lang=True)

    @staticmethod
    def _visit_numbers(runs):
        """Which visit ``{visits}`` names: the one that fired the rule, else the last one."""
        return {
            run.id: run.visit_id.number if run.visit_id else run.partner_id.club_visit_count
            for run in runs
        }

    def _local_values(self, facts, lang):
        """Dates of ``facts`` as the customer reads them."""
        values = dict(facts)
        if values.get("until"):
            values["until"] = day_words(values["until"], lang or self.company_id._club_lang())
        return values
