"""The facts of one customer, worked out in the plainest way, to check the set-wise ones against.

Reads records through the ORM, one customer at a time, with loops. Slow and obvious on purpose;
it shares nothing with ``ladder.facts`` but the definition of a purchase.
"""

from collections import defaultdict
from datetime import timezone
from statistics import median
from zoneinfo import ZoneInfo

SALES = ("out_invoice", "out_receipt", "out_refund")


def reference_facts(partner, today, window=365):
    """Facts of ``partner`` as ``ladder.facts`` would give them, without what is nought."""
    env = partner.env
    contacts = env["res.partner"].with_context(active_test=False)
    people = partner | contacts.search([("commercial_partner_id", "=", partner.id)])
    if partner.commercial_partner_id != partner:
        people = partner
    days = defaultdict(list)  # day → [(value, returned)] of documents
    visit_days, facts = set(), defaultdict(float)
    for person in people:
        _person_facts(person, days, visit_days, facts)

    standing = {}
    for day in set(days) | visit_days:
        deals = days.get(day, [])
        kept = [value for value, returned in deals if not returned]
        if kept or not deals:
            standing[day] = sum(kept)
        else:
            facts["returns"] += 1
    bought = sorted(standing)
    facts["purchases"] = len(bought)
    if bought:
        facts["first_purchase"] = bought[0].isoformat()
        facts["last_purchase"] = bought[-1].isoformat()
    recent = [day for day in bought if (today - day).days < window]
    facts[f"purchases_{window}"] = len(recent)
    facts[f"spent_{window}"] = sum(standing[day] for day in recent)
    gaps = [(after - before).days for before, after in zip(bought, bought[1:], strict=False)]
    if gaps:
        facts["median_gap"] = median(gaps)
    facts["spent"] = facts["revenue"] + facts.pop("open", 0)
    return {
        key: round(value, 2) if isinstance(value, float) else value
        for key, value in facts.items()
        if value and (not isinstance(value, float) or abs(value) > 0.004)
    }


def _person_facts(person, days, visit_days, facts):
    env = person.env
    facts["leads"] += (
        env["crm.lead"]
        .with_context(active_test=False)
        .search_count([("partner_id", "=", person.id)])
    )
    links = env["club.link"].sudo().search([("partner_id", "=", person.id)])
    opened = links.filtered(lambda k: k.kind not in ("referral", "preferences"))
    facts["clicks"] += len(opened.filtered("first_click_at"))
    facts["forms"] += len(links.filtered("answered_at"))
    for visit in env["club.visit"].search([("partner_id", "=", person.id)]):
        if visit.void_date:
            continue
        facts["visits"] += 1
        day = _local(visit.visited_at, visit.company_id)
        facts["last_visit"] = max(facts.get("last_visit") or "", day.isoformat())
        if visit.tag_id.ladder_is_purchase:
            visit_days.add(day)
    deals = _order_deals(person, facts) + _invoice_deals(person, facts)
    _take_back(person, deals)
    for deal in deals:
        days[deal["day"]].append((deal["value"], deal["returned"]))


def _order_deals(person, facts):
    deals = []
    for order in person.env["sale.order"].search([("partner_id", "=", person.id)]):
        if order.state in ("draft", "sent"):
            facts["quotes"] += 1
        elif order.state == "cancel":
            facts["cancelled"] += 1
        else:
            lines = order.order_line.invoice_lines.filtered(
                lambda line: line.move_id.state == "posted"
            )
            billed = sum(-line.balance for line in lines if line.move_id.move_type != "out_refund")
            back = sum(line.balance for line in lines if line.move_id.move_type == "out_refund")
            has_bill = any(line.move_id.move_type != "out_refund" for line in lines)
            if not has_bill:
                facts["open"] += order.amount_untaxed
            if order.amount_untaxed <= 0 and billed <= 0:
                continue
            value = billed - back if lines else order.amount_untaxed
            deals.append(
                {
                    "day": _local(order.date_order, order.company_id),
                    "value": value,
                    "returned": billed > 0 and billed - back < 0.006,
                }
            )
    return deals


def _invoice_deals(person, facts):
    deals = []
    for move in _bills(person):
        facts["revenue"] += move.amount_untaxed_signed
        if move.move_type == "out_refund":
            facts["credited"] -= move.amount_untaxed_signed
            continue
        facts["invoiced"] += move.amount_untaxed_signed
        if _of_order(move) or move.amount_untaxed_signed <= 0:
            continue
        credits = move.reversal_move_ids.filtered(
            lambda credit: credit.state == "posted" and credit.partner_id == person
        )
        value = move.amount_untaxed_signed + sum(
            credit.amount_untaxed_signed for credit in credits if not _of_order(credit)
        )
        deals.append({"day": move.invoice_date, "value": value, "returned": value < 0.006})
    return deals


def _take_back(person, deals):
    """Credit notes without a link: the k-th of a value meets the k-th purchase of that value."""
    loose = defaultdict(list)
    for move in _bills(person):
        origin = move.reversed_entry_id
        linked = origin.state == "posted" and origin.partner_id == person and not _of_order(origin)
        if move.move_type == "out_refund" and not _of_order(move) and not linked:
            loose[round(-move.amount_untaxed_signed, 2)].append(move.invoice_date)
    for value, dates in loose.items():
        same = [d for d in deals if not d["returned"] and round(d["value"], 2) == value]
        for deal, day in zip(sorted(same, key=lambda d: d["day"]), sorted(dates), strict=False):
            if day >= deal["day"]:
                deal["returned"] = True


def _bills(person):
    return person.env["account.move"].search(
        [
            ("partner_id", "=", person.id),
            ("state", "=", "posted"),
            ("move_type", "in", SALES),
        ]
    )


def _of_order(move):
    return any(order.state == "sale" for order in move.line_ids.sale_line_ids.order_id)


def _local(moment, company):
    zone = ZoneInfo(company._ladder_tz())
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
