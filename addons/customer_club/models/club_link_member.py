"""The member's own page: balance, level, coupons. Nothing about who the member is."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.amounts import amount_words
from ..tools.jalali import day_words

LINES = 8  # of the history
REWARDS = 6  # that points are good for
VALID_DAYS = 90  # how long a link that staff sent leads somewhere


class ClubLink(models.Model):
    _inherit = "club.link"

    def _page_member(self, post):
        """Show the member's points; there is nothing to send here."""
        partner = self.partner_id
        if post is not None or not partner.active or not partner.club_mobile:
            return None
        return "customer_club.member_page", {"member": partner._club_member_page(self.company_id)}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _club_member_page(self, company):
        """What the member's page shows, in words of the reader's language.

        Add-ons extend it and the template ``customer_club.member_page``. Nothing in it says who
        the member is: a link may be passed on.

        :return: dict
            ``balances``: list of dicts ``amount``, ``name``: points, tickets and money to spend,
            the company's own programme first,
            ``level``: dict ``name``, ``color``, ``benefits`` (list of lines), ``since``, or False,
            ``next``: dict ``name``, ``color``, ``share`` (percent), ``way`` (sentence), or False,
            ``coupons``: list of dicts ``name``, ``gives`` (list of words), ``code``, ``until``
            (words or False), ``soon`` (whether it ends within three days),
            ``rewards``: list of dicts ``name``, ``points``, ``enough``: what points are good for,
            ``history``: list of dicts ``day``, ``words``, ``amount``, ``down``
        """
        self.ensure_one()
        cards = (
            self.env["loyalty.card"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("program_id.active", "=", True),
                    ("company_id", "in", (False, company.id)),
                    ("program_type", "!=", "gift_card"),
                ],
                order="id",
            )
        )
        nominative = cards.filtered("program_id.is_nominative")
        own = nominative.filtered(lambda card: card.program_id == company.club_program_id)
        return {
            "balances": self._club_page_balances(company, own, nominative - own),
            **self._club_page_level(company),
            "coupons": self._club_page_coupons(company, cards - nominative),
            "rewards": self._club_page_rewards(company, own),
            "history": self._club_page_history(company, own),
        }

    def _club_page_balances(self, company, own, others):
        lang = self.env.lang
        program = company.club_program_id
        balances = [(program, sum(own.mapped("points")))] if program else []
        balances += [(card.program_id, card.points) for card in others if card.points]
        return [
            {"amount": amount_words(points, lang), "name": program.portal_point_name or ""}
            for program, points in balances
        ]

    def _club_page_level(self, company):
        Level = self.env["club.level"].sudo()
        standing, way = Level._way(company, self)
        level = Level.browse(standing.level or 0)
        following = Level.browse(way.level if way else 0)
        return {
            "level": bool(level)
            and {
                "name": level.name,
                "color": level.color_hex,
                "benefits": [
                    line.strip() for line in (level.benefits or "").splitlines() if line.strip()
                ],
                "since": standing.since and day_words(standing.since, self.env.lang),
            },
            "next": bool(following)
            and {
                "name": following.name,
                "color": following.color_hex,
                "share": way.share,
                "way": self._club_page_way(way, following.name),
            },
        }

    def _club_page_way(self, way, name):
        """``60 points or 1 visit to Silver``."""
        points, visits = (
            amount_words(way.points, self.env.lang),
            amount_words(way.visits, self.env.lang),
        )
        values = {"points": points, "visits": visits, "level": name}
        if not way.visits:
            return self.env._("%(points)s more points to %(level)s", **values)
        if not way.points:
            return self.env._("%(visits)s more visits to %(level)s", **values)
        if way.both:
            return self.env._(
                "%(points)s more points and %(visits)s more visits to %(level)s", **values
            )
        return self.env._("%(points)s more points or %(visits)s more visits to %(level)s", **values)

    def _club_page_coupons(self, company, cards):
        """Coupons that can still be used, those that end first on top."""
        today = company._club_day(fields.Datetime.now())
        usable = cards.filtered(
            lambda card: (
                card.program_id.reward_ids
                and card.points >= min(card.program_id.reward_ids.mapped("required_points"))
                and (not card.expiration_date or card.expiration_date >= today)
                and (not card.program_id.date_to or card.program_id.date_to >= today)
            )
        )
        last = today + timedelta(days=3)
        found = []
        for card in usable.sorted(
            lambda card: (
                card.expiration_date or fields.Date.end_of(today, "year") + timedelta(days=3660),
                card.id,
            )
        ):
            ends = [day for day in (card.expiration_date, card.program_id.date_to) if day]
            until = min(ends, default=None)
            found.append(
                {
                    "name": card.program_id.name,
                    "gives": [
                        reward.description
                        for reward in card.program_id.reward_ids
                        if reward.description
                    ],
                    "code": card.code,
                    "until": until and day_words(until, self.env.lang),
                    "soon": bool(until and until <= last),
                }
            )
        return found

    def _club_page_rewards(self, company, own):
        points = sum(own.mapped("points"))
        rewards = company.club_program_id.sudo().reward_ids.sorted("required_points")[:REWARDS]
        return [
            {
                "name": reward.description or "",
                "points": amount_words(reward.required_points, self.env.lang),
                "enough": points >= reward.required_points,
            }
            for reward in rewards
        ]

    def _club_page_history(self, company, own):
        lines = (
            self.env["loyalty.history"]
            .sudo()
            .search(
                [("card_id", "in", own.ids)], order="create_date desc, id desc", limit=3 * LINES
            )
            # An order on credit stands in the history before it has brought anything.
            .filtered(lambda line: line.issued != line.used)[:LINES]
        )
        return [
            {
                "day": day_words(company._club_day(line.create_date), self.env.lang),
                "words": line.description,
                "amount": amount_words(line.issued - line.used, self.env.lang, sign=True),
                "down": line.issued < line.used,
            }
            for line in lines
        ]

    # Sending it -----------------------------------------------------------------------------------

    @api.model
    def _club_member_links(self, company, partners, origins):
        """A link to the page of each of ``partners``. :return: list of addresses in their order"""
        until = fields.Datetime.now() + timedelta(days=VALID_DAYS)
        return (
            self.env["club.link"]
            .sudo()
            ._mint(
                company,
                [
                    {
                        "kind": "member",
                        "partner_id": partner.id,
                        "expires_at": until,
                        "rule_key": "page:member",
                        "origin": origin,
                    }
                    for partner, origin in zip(partners, origins, strict=True)
                ],
            )
        )

    def action_club_send_page(self):
        """Send members the link to their page: as a service text, through the ledger."""
        self.check_access("read")
        company = self.env.company
        members = self.filtered("club_mobile")
        if not members:
            raise UserError(self.env._("There is no mobile number to send the page to."))
        now = fields.Datetime.now()
        origins = [f"member:{member.id}:{now:%Y%m%d%H%M}" for member in members]
        addresses = self._club_member_links(company, members, origins)
        letters = []
        for member, origin, address in zip(members, origins, addresses, strict=True):
            lang = member.lang or company._club_lang()
            words = self.with_context(lang=lang).env._(
                "{name}, your points and coupons at {company}:"
            )
            letters.append(
                {
                    "person": member._club_addressee(),
                    "text": f"{words}\n{address}",
                    "values": {},
                    "rule_key": "page:member",
                    "origin": origin,
                }
            )
        self.env["club.message"].sudo()._plan_letters(company, letters, "service")
        self.invalidate_recordset(["club_message_ids"], flush=False)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The link to the page is on its way."),
            },
        }
