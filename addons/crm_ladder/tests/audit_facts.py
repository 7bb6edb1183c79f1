"""Facts of every customer, read from raw tables and worked out in the plainest way.

Part of the auditor's script, see ``audit.py``: needs psycopg2 and nothing of Odoo.
"""

from collections import defaultdict
from datetime import datetime, timedelta, timezone
from statistics import median
from zoneinfo import ZoneInfo

SALES = ("out_invoice", "out_receipt", "out_refund")


class AuditFacts:
    """Raw rows of one database, and the facts that follow from them."""

    def __init__(self, cursor, now=None):
        self.cursor = cursor
        self.zones, self.rates, main = self._companies()
        self.now = now or datetime.now(timezone.utc).replace(tzinfo=None)
        self.today = self._local(self.now, main)
        self.people = self._people()
        self.deeds = defaultdict(lambda: defaultdict(list))
        self._read_visits()
        self._read_orders()
        self._read_bills()
        self._read_others()

    def rows(self, query, params=None):
        """All rows of a query."""
        self.cursor.execute(query, params)
        return self.cursor.fetchall()

    # Raw tables --------------------------------------------------------------------------------

    def _companies(self):
        zones, currencies = {}, {}
        for company, zone, country, currency in self.rows(
            """SELECT c.id, p.tz, k.code, c.currency_id
                 FROM res_company c JOIN res_partner p ON p.id = c.partner_id
                      LEFT JOIN res_country k ON k.id = p.country_id"""
        ):
            zones[company] = ZoneInfo(zone or ("Asia/Tehran" if country == "IR" else "UTC"))
            currencies[company] = currency
        [(main,)] = self.rows(
            "SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'main_company'"
        )
        return zones, self._rates(currencies, main), main

    def _rates(self, currencies, main):
        """Factor from each company's currency to the main one."""
        latest = {}
        for currency, rate in self.rows(
            """SELECT DISTINCT ON (currency_id) currency_id, rate FROM res_currency_rate
                WHERE name <= CURRENT_DATE ORDER BY currency_id, name DESC"""
        ):
            latest[currency] = float(rate)
        base = latest.get(currencies[main], 1.0)
        return {
            company: 1.0 if currency == currencies[main] else base / latest.get(currency, 1.0)
            for company, currency in currencies.items()
        }

    def _people(self):
        return {
            row[0]: row[1:]
            for row in self.rows(
                """SELECT p.id, COALESCE(p.commercial_partner_id, p.id), r.code, p.ladder_since,
                          p.ladder_facts, p.ladder_r, p.ladder_f, p.ladder_m
                     FROM res_partner p LEFT JOIN ladder_rung r ON r.id = p.ladder_rung_id
                    WHERE p.id NOT IN (SELECT partner_id FROM ladder_dirty)"""
            )
        }

    def _local(self, moment, company):
        return moment.replace(tzinfo=timezone.utc).astimezone(self.zones[company]).date()

    def _read_visits(self):
        for partner, company, moment, buying in self.rows(
            """SELECT v.partner_id, v.company_id, v.visited_at, t.ladder_is_purchase
                 FROM club_visit v LEFT JOIN club_tag t ON t.id = v.tag_id
                WHERE v.void_date IS NULL"""
        ):
            day = self._local(moment, company)
            self.deeds[partner]["visits"].append(day)
            if buying:
                self.deeds[partner]["buying_visits"].append(day)

    def _read_orders(self):
        billed = defaultdict(list)
        self.bills_of_orders = set()
        for order, move, kind, company, balance in self.rows(
            """SELECT l.order_id, m.id, m.move_type, m.company_id, a.balance
                 FROM sale_order_line_invoice_rel r
                      JOIN sale_order_line l ON l.id = r.order_line_id
                      JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'
                      JOIN account_move_line a ON a.id = r.invoice_line_id
                      JOIN account_move m ON m.id = a.move_id
                WHERE m.state = 'posted' AND m.move_type IN %s""",
            [SALES],
        ):
            billed[order].append((kind, -float(balance) * self.rates[company]))
            self.bills_of_orders.add(move)
        for order, partner, company, state, moment, amount, rate in self.rows(
            """SELECT id, partner_id, company_id, state, date_order, amount_untaxed, currency_rate
                 FROM sale_order"""
        ):
            deeds = self.deeds[partner]
            value = float(amount or 0) * self.rates[company] / (float(rate or 0) or 1.0)
            if state != "sale":
                deeds["quotes" if state in ("draft", "sent") else "cancelled"].append(order)
                continue
            invoiced = [money for kind, money in billed[order] if kind != "out_refund"]
            net = sum(money for _kind, money in billed[order])
            if not invoiced:
                deeds["open"].append(value)
            if value > 0 or sum(invoiced) > 0:
                deeds["deals"].append(
                    [
                        self._local(moment, company),
                        net if billed[order] else value,
                        sum(invoiced) > 0 and net < 0.006,
                    ]
                )

    def _read_bills(self):
        bills = {}
        for move, partner, company, kind, origin, day, amount in self.rows(
            """SELECT id, partner_id, company_id, move_type, reversed_entry_id, invoice_date,
                      amount_untaxed_signed
                 FROM account_move
                WHERE state = 'posted' AND move_type IN %s AND partner_id IS NOT NULL""",
            [SALES],
        ):
            bills[move] = (partner, kind, origin, day, float(amount) * self.rates[company])
        credits, loose = defaultdict(float), defaultdict(list)
        for move, (partner, kind, origin, day, money) in bills.items():
            self.deeds[partner]["credited" if kind == "out_refund" else "invoiced"].append(money)
            if kind != "out_refund" or move in self.bills_of_orders:
                continue
            if (
                origin in bills
                and bills[origin][0] == partner
                and (origin not in self.bills_of_orders)
            ):
                credits[origin] += money
            else:
                loose[partner, round(-money, 2)].append(day)
        for move, (partner, kind, _origin, day, money) in bills.items():
            if kind != "out_refund" and move not in self.bills_of_orders and money > 0:
                value = money + credits[move]
                self.deeds[partner]["deals"].append([day, value, value < 0.006])
        for (partner, value), days in loose.items():
            same = [d for d in self.deeds[partner]["deals"] if not d[2] and round(d[1], 2) == value]
            for deal, day in zip(sorted(same, key=lambda d: d[0]), sorted(days), strict=False):
                deal[2] = day >= deal[0]

    def _read_others(self):
        for (partner,) in self.rows("SELECT partner_id FROM crm_lead WHERE partner_id > 0"):
            self.deeds[partner]["leads"].append(1)
        for partner, kind, clicked, answered in self.rows(
            """SELECT partner_id, kind, first_click_at, answered_at FROM club_link
                WHERE partner_id > 0"""
        ):
            if clicked and kind not in ("referral", "preferences"):
                self.deeds[partner]["clicks"].append(1)
            if answered:
                self.deeds[partner]["forms"].append(1)
        for partner, score in self.rows(
            """SELECT DISTINCT ON (partner_id) partner_id, score FROM ladder_feedback
                WHERE kind = 'nps' AND state <> 'asked'
                ORDER BY partner_id, answered_at DESC, id DESC"""
        ):
            self.deeds[partner]["nps"].append(score)
        for referrer, referred in self.rows(
            "SELECT referrer_id, referred_id FROM ladder_referral WHERE state <> 'refused'"
        ):
            self.deeds[referrer]["referred"].append(referred)

    # What follows ------------------------------------------------------------------------------

    def group_of(self, partner):
        """Whose deeds count: the person's own, or those of a company and all its contacts."""
        if not hasattr(self, "_contacts"):
            self._contacts = defaultdict(list)
            for person, commercial in self.rows(
                "SELECT id, COALESCE(commercial_partner_id, id) FROM res_partner"
            ):
                self._contacts[commercial].append(person)
        company = self.people[partner][0] == partner
        return self._contacts[partner] if company else [partner]

    def purchases(self, partner):
        """Dict day → value of the purchases that stand, and how many days were returned."""
        days, visits = defaultdict(list), set()
        for person in self.group_of(partner):
            for day, value, returned in self.deeds[person]["deals"]:
                days[day].append((value, returned))
            visits.update(self.deeds[person]["buying_visits"])
        standing, returned_days = {}, 0
        for day in set(days) | visits:
            kept = [value for value, returned in days.get(day, ()) if not returned]
            if kept or day not in days:
                standing[day] = sum(kept)
            else:
                returned_days += 1
        return standing, returned_days

    def facts(self, partner, windows):
        """Facts of a partner under the names that criteria use."""
        standing, returns = self.purchases(partner)
        deeds = defaultdict(list)
        for person in self.group_of(partner):
            for name, items in self.deeds[person].items():
                deeds[name] += items
        bought = sorted(standing)
        facts = {
            "purchases": len(bought),
            "returns": returns,
            "spent": sum(deeds["invoiced"]) + sum(deeds["credited"]) + sum(deeds["open"]),
            "revenue": sum(deeds["invoiced"]) + sum(deeds["credited"]),
            "nps": min(deeds["nps"]) if deeds["nps"] else None,
            "referrals": len(deeds["referred"]),
            "referred_buyers": sum(
                bool(person in self.people and self.purchases(person)[0])
                for person in deeds["referred"]
            ),
        }
        for name in ("leads", "quotes", "cancelled", "visits", "clicks", "forms"):
            facts[name] = len(deeds[name])
        sold = sum(deeds["invoiced"])
        facts["return_rate"] = -100 * sum(deeds["credited"]) / sold if sold > 0 else 0
        gaps = [(b - a).days for a, b in zip(bought, bought[1:], strict=False)]
        if bought:
            facts["days_since_purchase"] = max(0, (self.today - bought[-1]).days)
        if gaps:
            usual = facts["median_gap"] = median(gaps)
            facts["overdue"] = max(0.0, (facts["days_since_purchase"] - usual) / usual)
        if deeds["visits"]:
            facts["days_since_visit"] = max(0, (self.today - max(deeds["visits"])).days)
        for days in windows:
            since = self.today - timedelta(days=days)
            facts[f"purchases_{days}"] = sum(day > since for day in bought)
            facts[f"spent_{days}"] = sum(value for day, value in standing.items() if day > since)
            facts[f"visits_{days}"] = sum(day > since for day in deeds["visits"])
        return facts
