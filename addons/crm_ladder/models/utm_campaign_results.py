"""What a campaign brought and cost: sums of its entries, each of which opens them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.campaign import cost_per, gain, return_on_investment
from .ladder_campaign_entry import COSTS, TEST, TOUCHES
from .utm_campaign_plan import READERS

# Figure → kinds of entries it is made of. Money is summed by amount, the rest by quantity.
MONEY = {
    "ladder_revenue": ("sale", "return"),
    "ladder_sales": ("sale",),
    "ladder_returns": ("return",),
    "ladder_spent": COSTS,
    **{f"ladder_{kind}_cost": (kind,) for kind in COSTS},
}
COUNTS = {
    "ladder_won": ("won",),
    "ladder_rungs": ("rung",),
    **{f"ladder_{kind}_count": (kind,) for kind in TOUCHES},
}
RATIOS = {
    "ladder_gain": ("sale", "return", *COSTS),
    "ladder_roi": ("sale", "return", *COSTS),
    "ladder_click_rate": ("click",),
    "ladder_cost_per_won": ("won", *COSTS),
    "ladder_cost_per_rung": ("rung", *COSTS),
}
FIGURES = {**MONEY, **COUNTS, **RATIOS}
# Touches are opened where they are kept: model, further conditions, moment.
TOUCHED = {
    "message": ("club.message", [("state", "in", ("sent", "delivered"))], "sent_at"),
    "sms": (
        "club.message",
        ["|", ("state", "in", ("sent", "delivered")), ("cost", ">", 0)],
        "sent_at",
    ),
    "click": ("club.link", [("first_click_at", "!=", False)], "first_click_at"),
    "lead": ("crm.lead", [("partner_id", "!=", False)], "create_date"),
    "order": ("sale.order", [("state", "!=", "cancel")], "date_order"),
}


def _money(label, **more):
    return fields.Monetary(
        label,
        compute="_compute_ladder_results",
        currency_field="ladder_currency_id",
        groups=READERS,
        **more,
    )


def _number(label, **more):
    return fields.Float(label, compute="_compute_ladder_results", groups=READERS, **more)


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    ladder_computed_at = fields.Datetime("Counted", readonly=True, copy=False, groups=READERS)
    ladder_revenue = _money("Revenue", help="Invoiced without taxes, less what was credited.")
    ladder_sales = _money("Sales")
    ladder_returns = _money("Returns", help="Credit notes, whenever they came.")
    ladder_spent = _money("Spending")
    ladder_sms_cost = _money("SMS")
    ladder_discount_cost = _money(
        "Discounts given", help="On the campaign's own invoices; the revenue is without them."
    )
    ladder_gift_cost = _money("Gifts")
    ladder_bill_cost = _money("Vendor bills")
    ladder_hours_cost = _money("Hours")
    ladder_other_cost = _money("Other costs")
    ladder_gain = _money("Gain", help="Revenue less costs; discounts are not taken off twice.")
    ladder_roi = _number("Return on investment")
    ladder_won = _number("Customers won", digits=(16, 2))
    ladder_rungs = _number("Rungs climbed", digits=(16, 2))
    ladder_cost_per_won = _money("Cost per customer won")
    ladder_cost_per_rung = _money("Cost per rung climbed")
    ladder_message_count = _number("Messages sent", digits=(16, 0))
    ladder_click_count = _number("Links clicked", digits=(16, 0))
    ladder_click_rate = _number("Click rate")
    ladder_lead_count = _number("Leads", digits=(16, 0))
    ladder_order_count = _number("Orders", digits=(16, 0))
    ladder_budget_used = _number("Budget used")
    ladder_revenue_reached = _number("Expected revenue reached")
    ladder_won_reached = _number("Expected customers reached")
    ladder_expected_roi = _number("Expected return on investment")
    ladder_expected_cost_per_won = _money("Expected cost per customer won")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("ladder_budget", "ladder_expected_revenue", "ladder_expected_customers")
    def _compute_ladder_results(self):
        sums = self._ladder_sums()
        for campaign in self:
            amounts, quantities = sums.get(campaign.id, ({}, {}))
            for figure, kinds in MONEY.items():
                campaign[figure] = sum(amounts.get(kind, 0.0) for kind in kinds)
            for figure, kinds in COUNTS.items():
                campaign[figure] = sum(quantities.get(kind, 0.0) for kind in kinds)
            campaign._ladder_set_ratios()

    def _ladder_sums(self):
        """Sums of the entries that the user may see: ``{id: ({kind: amount}, {kind: number})}``."""
        found = {}
        if self.ids:
            for campaign, kind, amount, quantity in self.env["ladder.campaign.entry"]._read_group(
                [("campaign_id", "in", self.ids)],
                ["campaign_id", "kind"],
                ["amount:sum", "quantity:sum"],
            ):
                amounts, quantities = found.setdefault(campaign.id, ({}, {}))
                amounts[kind] = amount or 0.0
                quantities[kind] = quantity or 0.0
        return found

    def _ladder_set_ratios(self):
        self.ensure_one()
        spent, revenue = self.ladder_spent, self.ladder_revenue
        discounts, budget = self.ladder_discount_cost, self.ladder_budget
        expected = self.ladder_expected_revenue
        self.ladder_click_rate = cost_per(self.ladder_click_count, self.ladder_message_count) or 0.0
        self.ladder_gain = gain(revenue, spent, discounts)
        self.ladder_roi = return_on_investment(revenue, spent, discounts) or 0.0
        self.ladder_cost_per_won = cost_per(spent, self.ladder_won) or 0.0
        self.ladder_cost_per_rung = cost_per(spent, self.ladder_rungs) or 0.0
        self.ladder_budget_used = cost_per(spent, budget) or 0.0
        self.ladder_revenue_reached = cost_per(revenue, expected) or 0.0
        self.ladder_won_reached = cost_per(self.ladder_won, self.ladder_expected_customers) or 0.0
        self.ladder_expected_roi = return_on_investment(expected, budget, 0.0) or 0.0
        self.ladder_expected_cost_per_won = cost_per(budget, self.ladder_expected_customers) or 0.0

    def action_ladder_refresh(self):
        """Count the campaigns again, now."""
        self._ladder_check_reader()
        self.check_access("read")
        # Everything that documents say is counted, whoever asks; who reads it sees his companies'.
        self.env["ladder.campaign.entry"].sudo()._refresh(self.ids)

    def _ladder_check_reader(self):
        if not self.env.su and not any(map(self.env.user.has_group, READERS.split(","))):
            raise UserError(self.env._("Results of campaigns are for marketers and auditors."))

    def action_entries(self, figure):
        """Open what ``figure`` is made of: its sum is the figure.

        :raise UserError: nothing stands behind a figure of that name
        """
        self.ensure_one()
        self._ladder_check_reader()
        self.check_access("read")
        if figure.removeprefix("ladder_") in TEST:
            return self._open_test(figure.removeprefix("ladder_"))
        kinds = FIGURES.get(figure)
        if not kinds:
            raise UserError(self.env._("No entries stand behind “%s”.", figure))
        if len(kinds) == 1 and kinds[0] in self._ladder_touched():
            return self._open_touches(kinds[0])
        label = self.fields_get([figure], ["string"])[figure]["string"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(figure)s: %(campaign)s", figure=label, campaign=self.title),
            "res_model": "ladder.campaign.entry",
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": [("campaign_id", "=", self.id), ("kind", "in", kinds)],
            "context": {"create": False, "search_default_by_kind": len(kinds) > 1},
        }

    @api.model
    def _ladder_touched(self):
        """Touches → ``(model, conditions, moment)``; add-ons extend it with theirs."""
        return TOUCHED

    def _ladder_link_ids(self):
        """Links that the campaign's messages carried and somebody opened."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.id FROM club_message m
                       JOIN club_link k ON k.rule_key = m.rule_key AND k.origin = m.origin
                 WHERE m.campaign_id = %s AND k.first_click_at IS NOT NULL
                """,
                self.id,
            )
        )
        return [link_id for (link_id,) in rows]

    def _open_touches(self, kind, day=None, company=None):
        """Open the messages, leads or orders of the campaign, of one day or all of them."""
        model, conditions, moment = self._ladder_touched()[kind]
        if kind == "click":
            domain = [("id", "in", self._ladder_link_ids()), *conditions]
        else:
            domain = [("campaign_id", "=", self.id), *conditions]
        if self.company_id:
            domain.append(("company_id", "in", (self.company_id.id, False)))
        if day:
            company = company or self.env["res.company"]._ladder_main()
            zone = ZoneInfo(company._ladder_tz())
            for operator, date in ((">=", day), ("<", day + timedelta(days=1))):
                bound = datetime.combine(date, time.min, zone).astimezone(ZoneInfo("UTC"))
                domain.append((moment, operator, bound.replace(tzinfo=None)))
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False, "active_test": False},
        }
