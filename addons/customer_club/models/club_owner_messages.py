"""Messages on the owner's page: by purpose and result, what they cost and what they brought."""

from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from ..tools.results import RESULTS, USUAL_DAYS

LIST = "customer_club.club_message_view_list"
FORM = "customer_club.club_message_view_form"
LEFT = ("sent", "delivered")
MOST_RULES = 10


class ClubOwner(models.AbstractModel):
    _inherit = "club.owner"

    def _owner_facts(self, span):
        facts = super()._owner_facts(span)
        now, before = self._owner_now_and_before(span, "planned_at")
        facts["messages"] = [
            (bool(current), *rest)
            for current, *rest in self.env["club.message.report"]._select_rows(
                self._owner_here() & (now | before),
                SQL("planned_at >= %s", self._owner_utc(span.start)),
                SQL("purpose"),
                SQL("result"),
                SQL("count(*)"),
                SQL("COALESCE(sum(cost), 0)"),
                SQL("COALESCE(sum(parts), 0)"),
                groupby=SQL("1, 2, 3"),
            )
        ]
        effect = self._owner_effect()._select_rows(
            self._owner_effect_domain(span),
            SQL("rule_key"),
            SQL("count(*)"),
            SQL("sum(came)"),
            SQL("sum(visits_after)"),
            SQL("sum(visits_usual)"),
            SQL("max(id)"),
            groupby=SQL("1"),
        )
        facts["effect"] = sorted(effect, key=lambda row: -row[1])
        return facts

    def _owner_effect(self):
        days = self.env.company.club_effect_days
        return self.env["club.effect.report"].with_context(club_effect_days=days)

    def _owner_effect_domain(self, span):
        """The texts whose days were over within the period."""
        days = timedelta(days=self.env.company.club_effect_days)
        return self._owner_here() & self._owner_between(
            "sent_at", span.start - days, span.stop - days
        )

    def _owner_messages_open(self, title, domain):
        return self._owner_open(title, "club.message", self._owner_here() & domain, LIST, FORM)

    def _owner_cards(self, span, facts):
        this, that = self._owner_now_and_before(span, "planned_at")
        left = Domain("state", "in", LEFT)
        texts, cost = self.env._("Texts sent"), self.env._("Cost of texts")

        def total(current, column, results=RESULTS):
            return sum(
                row[column] for row in facts["messages"] if row[0] == current and row[2] in results
            )

        parts = total(True, 5, LEFT)
        charged = Domain("cost", "!=", 0)
        return [
            self._owner_card(
                "texts",
                texts,
                total(True, 3, LEFT),
                before=total(False, 3, LEFT),
                hint=self.env._("%s SMS parts", self._owner_digits(parts)),
                open=self._owner_messages_open(texts, this & left),
                open_before=self._owner_messages_open(texts, that & left),
            ),
            self._owner_card(
                "cost",
                cost,
                float_round(total(True, 4), precision_digits=2),
                before=float_round(total(False, 4), precision_digits=2),
                good="down",
                hint=self._owner_cost_words(parts),
                open=self._owner_messages_open(cost, this & charged),
                open_before=self._owner_messages_open(cost, that & charged),
            ),
            self._owner_card_effect(span, facts),
            *super()._owner_cards(span, facts),
        ]

    def _owner_cost_words(self, parts):
        """The cost as the provider counts it, and in money where the company gave a price."""
        company = self.env.company
        if not company.club_part_price:
            return self.env._("In the credit units of the SMS provider")
        money = f"{parts * company.club_part_price:,.0f} {company.currency_id.symbol}"
        return self.env._(
            "In the credit units of the SMS provider; %s at your price of a part",
            self._owner_digits(money),
        )

    def _owner_effect_open(self, span, title, domain):
        return self._owner_open(
            title,
            "club.effect.report",
            self._owner_effect_domain(span) & domain,
            club_effect_days=self.env.company.club_effect_days,
        )

    def _owner_card_effect(self, span, facts):
        texts, after, usual = (sum(row[at] for row in facts["effect"]) for at in (1, 3, 4))
        title = self.env._("Visits after texts")
        days = self._owner_digits(self.env.company.club_effect_days)
        if not texts:
            hint = self.env._(
                "No text whose %s days ended in this period, to somebody whose rate is known", days
            )
        else:
            hint = self.env._(
                "Within %(days)s days of %(texts)s texts. The same people usually make "
                "%(usual)s visits in that time",
                days=days,
                texts=self._owner_digits(texts),
                usual=self._owner_digits(round(usual)),
            )
        return self._owner_card(
            "effect",
            title,
            after if texts else None,
            hint=hint,
            open=self._owner_effect_open(span, title, Domain.TRUE),
        )

    def _owner_tables(self, span, facts):
        return [
            *super()._owner_tables(span, facts),
            self._owner_table_results(span, facts),
            self._owner_table_effect(span, facts),
        ]

    def _owner_table_results(self, span, facts):
        Report = self.env["club.message.report"]
        purposes, results = (
            dict(Report._fields[name]._description_selection(self.env))
            for name in ("purpose", "result")
        )
        counts = {(row[1], row[2]): row[3] for row in facts["messages"] if row[0]}
        shown = [result for result in results if any((p, result) in counts for p in purposes)]
        this, _that = self._owner_now_and_before(span, "planned_at")
        return {
            "key": "messages",
            "title": self.env._("Messages by purpose and result"),
            "note": "",
            "columns": [results[result] for result in shown],
            "rows": [
                {
                    "label": purposes[purpose],
                    "cells": [
                        {
                            "value": counts.get((purpose, result), 0),
                            "open": self._owner_messages_open(
                                f"{purposes[purpose]}: {results[result]}",
                                this
                                & Domain("purpose", "=", purpose)
                                & Domain("state", "in", RESULTS[result]),
                            ),
                        }
                        for result in shown
                    ],
                }
                for purpose in purposes
                if any(key[0] == purpose for key in counts)
            ],
            "empty": self.env._("No message in this period."),
        }

    def _owner_table_effect(self, span, facts):
        rows = facts["effect"][:MOST_RULES]
        messages = self.env["club.message"].browse([row[5] for row in rows])
        labels = {message.rule_key: message.rule_label for message in messages}
        return {
            "key": "effect",
            "wide": True,
            "title": self.env._("What the texts brought"),
            "note": self.env._(
                "Texts whose %(days)s days ended in this period. Visits in these days stand beside "
                "those that the same people usually make in that time: their rate in the %(usual)s "
                "days before the text. People known for less than %(days)s days have no rate yet "
                "and are left out. What comes together need not have one cause; only a hold-out "
                "group tells for certain.",
                days=self._owner_digits(self.env.company.club_effect_days),
                usual=self._owner_digits(USUAL_DAYS),
            ),
            "columns": [
                self.env._("Texts sent"),
                self.env._("Visits after"),
                self.env._("Usual"),
                self.env._("Difference"),
            ],
            "rows": [
                {
                    "label": labels.get(key, key),
                    "cells": [
                        {
                            "value": texts,
                            "open": self._owner_effect_open(
                                span, labels.get(key, key), Domain("rule_key", "=", key)
                            ),
                        },
                        {
                            "value": after,
                            "open": self._owner_effect_open(
                                span,
                                labels.get(key, key),
                                Domain("rule_key", "=", key) & Domain("visits_after", ">", 0),
                            ),
                        },
                        {"value": float_round(usual, precision_digits=1), "open": False},
                        {
                            "value": float_round(after - usual, precision_digits=1),
                            "open": False,
                            "signed": True,
                        },
                    ],
                }
                for key, texts, _came, after, usual, _last in rows
            ],
            "empty": self.env._("Nothing to compare yet in this period."),
        }
