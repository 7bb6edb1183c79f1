"""The figures of campaigns, worked out in the plainest way, to check the set-wise ones against.

Reads records through the ORM, one at a time, with loops, and converts with Odoo's own rates. Slow
and obvious on purpose; it shares nothing with ``ladder.campaign.facts`` but the rule of shares.
"""

from collections import defaultdict
from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

from odoo.addons.crm_ladder.tools.campaign import shares

from .reference import reference_facts

SALES = ("out_invoice", "out_receipt")


class CampaignReference:
    """``figures[campaign][kind]`` is what the entries of that kind must add up to."""

    def __init__(self, env, campaigns, model, today):
        self.env, self.campaigns, self.model, self.today = env, campaigns, model, today
        self.main = env.ref("base.main_company")
        self.touches = defaultdict(list)  # customer → [(campaign, moment, is a document, document)]
        self.figures = {campaign: defaultdict(float) for campaign in campaigns}
        self.moves = env["account.move"].search(
            [("state", "=", "posted"), ("move_type", "in", (*SALES, "out_refund"))]
        )
        self.share_of = {}
        self._collect_touches()
        self._sales()
        self._returns()
        self._customers_and_rungs()
        self._costs()

    def add(self, campaign, kind, amount, currency=None, day=None):
        company = campaign.company_id or self.main
        own = company.currency_id
        if currency:
            amount = currency._convert(amount, own, company, day, round=False)
        self.figures[campaign][kind] += own.round(amount)

    def local(self, moment, company):
        zone = ZoneInfo(company._ladder_tz())
        return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()

    def day_of(self, move):
        return move.invoice_date or move.date

    def moment_of(self, move):
        orders = move.line_ids.sale_line_ids.order_id
        if orders:
            return min(orders.mapped("date_order"))
        zone = ZoneInfo(move.company_id._ladder_tz())
        midnight = datetime.combine(self.day_of(move), time.min, zone)
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)

    def belongs(self, campaign, company):
        return not campaign.company_id or not company or campaign.company_id == company

    def touch(self, kind, record, campaign, partner, moment, company=None):
        """One contact; ``kind`` None is no contact of its own but the document of a sale."""
        self.touches[partner.commercial_partner_id].append(
            (campaign, moment, kind in ("order", None), record)
        )
        if kind and campaign in self.figures and self.belongs(campaign, company):
            self.figures[campaign][kind] += 1

    def _collect_touches(self):
        env = self.env
        messages = env["club.message"].search([("campaign_id", "!=", False)])
        for message in messages:
            moment = message.sent_at or message.delivered_at
            if message.state in ("sent", "delivered") and moment:
                self.touch(
                    *("message", message, message.campaign_id, message.partner_id),
                    *(moment, message.company_id),
                )
        for link in env["club.link"].search([("first_click_at", "!=", False)]):
            for message in messages:
                if (message.rule_key, message.origin) == (link.rule_key, link.origin):
                    self.touch(
                        *("click", link, message.campaign_id, message.partner_id),
                        *(link.first_click_at, message.company_id),
                    )
        leads = env["crm.lead"].with_context(active_test=False)
        for lead in leads.search([("campaign_id", "!=", False), ("partner_id", "!=", False)]):
            self.touch(
                *("lead", lead, lead.campaign_id, lead.partner_id),
                *(lead.create_date, lead.company_id),
            )
        for order in env["sale.order"].search(
            [("campaign_id", "!=", False), ("state", "!=", "cancel")]
        ):
            self.touch(
                *("order", order, order.campaign_id, order.partner_id),
                *(order.date_order, order.company_id),
            )
        for move in self.moves:
            if move.campaign_id and move.move_type in SALES:
                self.touch(None, move, move.campaign_id, move.partner_id, self.moment_of(move))

    def credited(self, customer, moment, company, zone_of, own=None):
        """campaign → share of something that happened to ``customer`` at ``moment``."""
        fitting = []
        for campaign, touched, is_document, _record in self.touches[customer]:
            if touched > moment or not self.belongs(campaign, company):
                continue
            days = (self.local(moment, zone_of) - self.local(touched, zone_of)).days
            if days > campaign.ladder_window_days:
                continue
            if self.model == "own" and (not is_document or (own is not None and campaign != own)):
                continue
            fitting.append((campaign.id, touched))
        found = shares(fitting, self.model)
        return {self.env["utm.campaign"].browse(key): share for key, share in found.items()}

    def _sales(self):
        for move in self.moves:
            if move.move_type not in SALES:
                continue
            self.share_of[move] = self.credited(
                *(move.partner_id.commercial_partner_id, self.moment_of(move)),
                *(move.company_id, move.company_id, move.campaign_id),
            )
            for campaign, share in self.share_of[move].items():
                self.sold(campaign, "sale", move, share)

    def sold(self, campaign, kind, move, share):
        if campaign in self.figures:
            company_amount = move.amount_untaxed_signed * share
            currency = move.company_id.currency_id
            self.add(campaign, kind, company_amount, currency, self.day_of(move))

    def _returns(self):
        sold = [move for move in self.moves if move.move_type in SALES]
        sold.sort(key=lambda move: (self.day_of(move), move.id))
        taken, loose = set(), []
        credits = [move for move in self.moves if move.move_type == "out_refund"]
        for credit in sorted(credits, key=lambda move: (self.day_of(move), move.id)):
            origin = credit.reversed_entry_id if credit.reversed_entry_id in sold else None
            orders = credit.line_ids.sale_line_ids.order_id
            if not origin and orders:
                first = orders.sorted(lambda order: (order.date_order, order.id))[0]
                origin = next(
                    (
                        move
                        for move in sold
                        if move.line_ids.sale_line_ids.order_id.sorted(
                            lambda order: (order.date_order, order.id)
                        )[:1]
                        == first
                    ),
                    None,
                )
            if origin:
                taken.add(origin)
                self.take_back(credit, origin)
            elif credit.campaign_id:
                if self.belongs(credit.campaign_id, credit.company_id):
                    self.sold(credit.campaign_id, "return", credit, 1)
            else:
                loose.append(credit)
        left = [move for move in sold if move not in taken]
        for credit in loose:
            same = [move for move in left if self.same_value(move, credit)]
            if same:
                left.remove(same[0])
                if self.day_of(same[0]) <= self.day_of(credit):
                    self.take_back(credit, same[0])

    def same_value(self, move, credit):
        return (
            move.partner_id.commercial_partner_id == credit.partner_id.commercial_partner_id
            and move.company_id == credit.company_id
            and round(move.amount_untaxed_signed, 2) == -round(credit.amount_untaxed_signed, 2)
        )

    def take_back(self, credit, origin):
        for campaign, share in self.share_of[origin].items():
            self.sold(campaign, "return", credit, share)

    def _customers_and_rungs(self):
        for customer in list(self.touches):
            first = reference_facts(customer, self.today).get("first_purchase")
            if first:
                moment = self.first_moment(customer, date.fromisoformat(first))
                for campaign, share in self.credited(customer, moment, None, self.main).items():
                    if campaign in self.figures:
                        self.figures[campaign]["won"] += share
            self.rungs(customer)

    def first_moment(self, customer, day):
        people = self.env["res.partner"].search([("commercial_partner_id", "=", customer.id)])
        moments = [
            order.date_order
            for order in self.env["sale.order"].search(
                [("partner_id", "in", people.ids), ("state", "=", "sale")]
            )
            if self.local(order.date_order, order.company_id) == day
        ] + [
            visit.visited_at
            for visit in people.club_visit_ids
            if not visit.void_date and self.local(visit.visited_at, visit.company_id) == day
        ]
        if moments:
            return min(moments)
        midnight = datetime.combine(day, time.min, ZoneInfo(self.main._ladder_tz()))
        return midnight.astimezone(timezone.utc).replace(tzinfo=None)

    def rungs(self, customer):
        ladder = self.env["ladder.rung"].with_context(active_test=False)
        order = ladder.search([], order="sequence, id").ids
        for move in self.env["ladder.move"].search([("partner_id", "=", customer.id)]):
            if move.direction != "up":
                continue
            steps = order.index(move.to_rung_id.id) - order.index(move.from_rung_id.id)
            for campaign, share in self.credited(customer, move.moved_at, None, self.main).items():
                if campaign in self.figures:
                    self.figures[campaign]["rung"] += share * max(steps, 1)

    def _costs(self):
        for campaign in self.campaigns:
            for (day, _company), (units, price, currency) in self.messages(campaign).items():
                self.add(campaign, "sms", units * price, currency, day)
            for move in self.moves:
                if move.campaign_id == campaign and self.belongs(campaign, move.company_id):
                    worth = sum(map(self.discount, move.invoice_line_ids))
                    currency = move.company_id.currency_id
                    self.add(campaign, "discount", worth, currency, self.day_of(move))
            for line in self.env["account.move.line"].search(
                [("ladder_campaign_id", "=", campaign.id), ("parent_state", "=", "posted")]
            ):
                if self.belongs(campaign, line.company_id):
                    currency, day = line.company_id.currency_id, self.day_of(line.move_id)
                    self.add(campaign, "bill", line.balance, currency, day)
            for award in self.env["ladder.award"].search([("state", "=", "handed_over")]):
                if award.benefit_id.campaign_id == campaign:
                    day = self.local(award.handed_at, award.company_id)
                    self.add(campaign, "gift", award.cost, award.company_id.currency_id, day)
            for cost in campaign.ladder_cost_ids:
                self.add(campaign, cost.kind, cost.amount, cost.currency_id, cost.day)

    def messages(self, campaign):
        """(day, company) → [units, price of one, its currency or none: the campaign's]."""
        found = {}
        for message in self.env["club.message"].search([("campaign_id", "=", campaign.id)]):
            went = message.state in ("sent", "delivered") or message.cost > 0
            company = message.company_id
            if went and self.belongs(campaign, company):
                moment = message.sent_at or message.delivered_at or message.planned_at
                own = campaign.ladder_part_price
                price = [0, own or company.club_part_price, not own and company.currency_id]
                row = found.setdefault((self.local(moment, company), company), price)
                row[0] += message.cost or message.parts
        return found

    def discount(self, line):
        """What the customer did not pay of one line, without taxes, in the company's currency."""
        if line.display_type != "product":
            return 0
        sign = -1 if line.move_id.move_type == "out_refund" else 1
        rate = line.move_id.invoice_currency_rate
        if line.discount >= 100:
            return sign * line.price_unit * line.quantity / rate
        if line.sale_line_ids.reward_id:
            return line.balance
        # What it would have been, less what it is.
        full = line.price_unit * line.quantity / rate
        return sign * full * line.discount / 100
