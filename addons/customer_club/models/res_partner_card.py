from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.calendars import days_until
from .res_partner_record import SERVING

BIRTHDAY_NEAR = 7  # days in which a clerk can still say something about it


class ResPartner(models.Model):
    """The member's card: what a clerk reads in two seconds, on every page alike."""

    _inherit = "res.partner"

    club_card = fields.Json("Card", compute="_compute_club_card", groups=SERVING)

    @api.depends_context("company", "allowed_company_ids", "lang", "uid")
    def _compute_club_card(self):
        cards = self._origin._club_card()
        for partner in self:
            partner.club_card = cards.get(partner._origin.id, False)

    def _club_card(self):
        """What a clerk needs to know of these members, as the user may see it.

        Set-wise: the number of queries does not depend on the number of members. Add-ons extend
        it and add their keys to each card.

        :return: dict partner id → dict
            ``name``, ``mobile`` (E.164 or False), ``visits``, ``group`` (name or False),
            ``first_visit`` and ``last_visit`` (as text, UTC, or False),
            ``tags``: list of dicts ``name``, ``color`` (``#rrggbb``),
            ``temperament``: text, if the company keeps it,
            ``birthday_in``: days until the birthday if it is near, else False,
            ``points``: list of dicts ``balance``, ``name``,
            ``message``: dict ``body``, ``state``, ``label``, ``at``, or False
        """
        self.check_access("read")
        kept = set(self.env.company._club_record_fields())
        today = self.env.company._club_day(fields.Datetime.now())
        points = self._club_card_points()
        messages = self._club_card_messages()
        cards = {}
        for partner in self:
            birthday = partner.club_birthday if "club_birthday" in kept else None
            away = birthday and days_until(birthday, partner.club_birthday_calendar, today)
            near = away is not None and away is not False and away <= BIRTHDAY_NEAR
            cards[partner.id] = {
                "id": partner.id,
                "name": partner.display_name,
                "mobile": partner.club_mobile,
                "visits": partner.club_visit_count,
                "group": partner.club_group_id.sudo().name,
                "first_visit": fields.Datetime.to_string(partner.club_first_visit),
                "last_visit": fields.Datetime.to_string(partner.club_last_visit),
                # A shared member may carry tags of a company that this user does not serve.
                "tags": [
                    {"name": tag.name, "color": tag.color_hex}
                    for tag in partner.club_tag_ids.sudo()
                    if tag.company_id in self.env.companies
                ],
                "temperament": "club_temperament" in kept and partner.club_temperament,
                "birthday_in": away if near else False,
                "points": points.get(partner.id, []),
                "message": messages.get(partner.id, False),
            }
        return cards

    def _club_card_points(self):
        """Balances of the loyalty programmes of the user's companies."""
        # A clerk needs no rights on loyalty programmes to tell a customer the balance.
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", self.ids),
                    ("program_id.program_type", "=", "loyalty"),
                    ("company_id", "in", self.env.companies.ids + [False]),
                    ("points", "!=", 0),
                ],
                ["partner_id", "points", "program_id"],
            )
        )
        points = {}
        for card in cards:
            points.setdefault(card.partner_id.id, []).append(
                {"balance": card.points, "name": card.program_id.portal_point_name or ""}
            )
        return points

    def _club_card_messages(self):
        """The last text to each member, with what became of it."""
        Message = self.env["club.message"]
        if not self.ids or not Message.has_access("read"):
            return {}
        Message.flush_model(["partner_id", "company_id", "planned_at", "body", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, m.body, m.state, m.planned_at
                  FROM unnest(%s::int[]) AS p(id)
                 CROSS JOIN LATERAL (
                       SELECT body, state, planned_at FROM club_message
                        WHERE partner_id = p.id AND company_id = ANY(%s)
                          AND state <> 'cancelled'
                        ORDER BY planned_at DESC, id DESC LIMIT 1) m
                """,
                self.ids,
                self.env.companies.ids,
            )
        )
        to_string = fields.Datetime.to_string
        labels = dict(Message._fields["state"]._description_selection(self.env))
        return {
            partner_id: {"body": body, "state": state, "label": labels[state], "at": to_string(at)}
            for partner_id, body, state, at in rows
        }
