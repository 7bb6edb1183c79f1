#!/usr/bin/env python3
"""An auditor's script: every rung and score of a database, worked out again from raw tables.

    python addons/crm_ladder/tests/audit.py "dbname=club host=/run/postgresql user=odoo"

Needs psycopg2 and nothing of Odoo or of the add-on. It reads documents, rules and verdicts, works
the verdicts out in the plainest way, and prints each difference; it ends with 0 when there is
none. What is still waiting in the queue is left out, since its verdict is not due yet.
"""

import sys
from collections import defaultdict
from datetime import timedelta

if __package__:
    from .audit_facts import AuditFacts
else:
    from audit_facts import AuditFacts


class Audit(AuditFacts):
    """The verdicts that follow from the facts, against those that partners carry."""

    def rules(self):
        """Rungs from the foot up: ``(code, requires, minimum stay, {alternative: criteria})``."""
        criteria = defaultdict(lambda: defaultdict(list))
        for rung, alternative, *criterion in self.rows(
            """SELECT rung_id, alternative, fact, operator, value, COALESCE(window_days, 0)
                 FROM ladder_criterion WHERE trial_id IS NULL"""
        ):
            criteria[rung][alternative].append(criterion)
        return [
            (code, requires, stay or 0, criteria[rung])
            for rung, code, requires, stay in self.rows(
                """SELECT r.id, r.code, q.code, r.min_stay_days FROM ladder_rung r
                          LEFT JOIN ladder_rung q ON q.id = r.requires_id
                    WHERE r.active ORDER BY r.sequence, r.id"""
            )
        ]

    @staticmethod
    def holds(code, rules, facts, ignore_time=False):
        """Whether a rung holds for facts."""
        by_code = {rung[0]: rung for rung in rules}
        _code, requires, _stay, alternatives = by_code[code]
        if requires and not Audit.holds(requires, rules, facts, ignore_time):
            return False

        def met(criterion):
            fact, operator, value, window = criterion
            timed = window or fact in ("overdue", "days_since_purchase", "days_since_visit")
            if ignore_time and timed:
                return True
            actual = facts.get(f"{fact}_{window}" if window else fact)
            if actual is None:
                return False
            actual = round(actual, 4)
            return {
                ">=": actual >= value,
                "<=": actual <= value,
                ">": actual > value,
                "<": actual < value,
                "=": actual == value,
            }[operator]

        return not alternatives or any(all(map(met, group)) for group in alternatives.values())

    def check_rungs(self):
        """Differences between the rungs that partners carry and those that follow."""
        rules = self.rules()
        order = [rung[0] for rung in rules]
        windows = {c[3] for rung in rules for group in rung[3].values() for c in group if c[3]}
        for partner, (_company, code, since, evidence, *_scores) in sorted(self.people.items()):
            if code is None:
                continue
            facts = self.facts(partner, windows)
            stored = (evidence or {}).get("facts", {})
            for name in ("purchases", "returns", "leads", "visits", "spent"):
                if abs((stored.get(name) or 0) - facts[name]) > 0.02:
                    yield f"{partner}: {name} is {facts[name]}, not {stored.get(name)}"
            due = [rung for rung in order if self.holds(rung, rules, facts)][-1]
            if due == code:
                continue
            stay = next(rung[2] for rung in rules if rung[0] == code)
            kept = (
                order.index(due) < order.index(code)
                and since > self.now - timedelta(days=stay)
                and self.holds(code, rules, facts, ignore_time=True)
            )
            if not kept:
                yield f"{partner}: stands on {code}, and {due} follows from the documents"

    def check_scores(self):
        """Differences between the scores that buyers carry and those that follow."""
        buyers = {}
        for partner, row in self.people.items():
            stored = (row[3] or {}).get("facts", {})
            if row[1] and stored.get("purchases"):
                standing, _returns = self.purchases(partner)
                if standing:
                    spent = self.facts(partner, ())["spent"]
                    days = max(0, (self.today - max(standing)).days)
                    buyers[partner] = (days, len(standing), round(spent, 4))
        fifths = [_fifths([values[index] for values in buyers.values()]) for index in range(3)]
        for partner, values in sorted(buyers.items()):
            found = [_score(value, cuts) for value, cuts in zip(values, fifths, strict=True)]
            found[0] = 6 - found[0]
            carried = list(self.people[partner][4:7])
            if any(carried) and carried != found:
                yield f"{partner}: scores {carried}, and {found} follow from the documents"

    def check_purchases(self):
        """Differences between ``ladder_purchase`` and the documents."""
        kept = defaultdict(dict)
        for partner, day, value in self.rows("SELECT partner_id, day, value FROM ladder_purchase"):
            kept[partner][day] = value
        for partner, row in sorted(self.people.items()):
            if row[1] is None:
                continue
            standing, _returns = self.purchases(partner)
            # Half a cent may be rounded either way.
            if standing.keys() != kept[partner].keys() or any(
                abs(float(value) - (kept[partner][day] or 0)) > 0.011
                for day, value in standing.items()
            ):
                yield f"{partner}: purchases kept are not those of the documents"

    def differences(self):
        """All differences found."""
        return [*self.check_rungs(), *self.check_purchases(), *self.check_scores()]


def _fifths(values):
    ordered = sorted(values)
    return [ordered[-(-len(ordered) * n // 5) - 1] for n in (1, 2, 3, 4)] if ordered else []


def _score(value, cuts):
    return 1 + sum(value > cut for cut in cuts)


def main(dsn):
    """Audit the database behind ``dsn``; return the number of differences."""
    import psycopg2

    with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:
        connection.set_session(readonly=True)
        audit = Audit(cursor)
        found = audit.differences()
        ranked = sum(row[1] is not None for row in audit.people.values())
    summary = f"{ranked} customers, {len(found)} differences, as of {audit.today.isoformat()}"
    sys.stdout.write("\n".join([*(found or ["No difference."]), summary, ""]))
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1])))
