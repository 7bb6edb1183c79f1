"""People on the owner's page: new members, coming birthdays, who is silent, and a new shop."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

LIST = "customer_club.res_partner_view_list_member"
FORM = "customer_club.res_partner_view_form_member"
BIRTHDAYS = "customer_club.res_partner_view_list_birthday"
AHEAD = 7  # days of birthdays that are shown
SHOWN = 6


class ClubOwner(models.AbstractModel):
    _inherit = "club.owner"

    def _owner_members(self):
        """Domain of the members of the chosen companies.

        Where members are shared: who came to one of them, or has not come anywhere yet.
        """
        members = Domain("club_mobile", "!=", False)
        companies = self.env.companies
        members &= Domain("company_id", "in", [False, *companies.ids])
        if self.env["res.company"].sudo().search_count([], limit=len(companies) + 1) > len(
            companies
        ):
            came = [("company_id", "in", companies.ids), ("void_date", "=", False)]
            members &= Domain("club_visit_count", "=", 0) | Domain("club_visit_ids", "any", came)
        return members

    def _owner_people_open(self, title, domain, list_view=LIST, **context):
        return self._owner_open(title, "res.partner", domain, list_view, FORM, **context)

    def _owner_joined(self, span):
        """Domains of who joined in the period, and in the part of the one before."""
        until = span.previous_until - timedelta(microseconds=1)
        last = max(until.date(), span.previous_first)
        return (
            self._owner_days("club_joined_on", span.first, span.last),
            self._owner_days("club_joined_on", span.previous_first, last),
        )

    def _owner_birthdays(self):
        until = fields.Date.context_today(self) + timedelta(days=AHEAD)
        return Domain("club_next_birthday", "<=", until.isoformat())

    def _owner_facts(self, span):
        members = self._owner_members()
        this, that = self._owner_joined(span)
        Partner = self.env["res.partner"]
        query = Partner._search(members & (this | that))
        query.groupby = SQL("1")
        joined = dict(self.env.execute_query(query.select(SQL("club_joined_on"), SQL("count(*)"))))
        silent = members & Domain("club_silent", "=", True)
        birthdays = members & self._owner_birthdays()
        soon = Partner.search_fetch(
            birthdays,
            ["name", "club_birthday", "club_birthday_calendar"],
            order="club_next_birthday, id",
            limit=SHOWN,
        )
        return super()._owner_facts(span) | {
            "members_domain": members,
            "members": Partner.search_count(members),
            "joined_by_day": joined,
            "silent": Partner.search_count(silent),
            "birthdays": Partner.search_count(birthdays),
            "birthdays_soon": soon,
        }

    def _owner_cards(self, span, facts):
        members, joined = facts["members_domain"], facts["joined_by_day"]
        this, that = self._owner_joined(span)
        new, silent = self.env._("New members"), self.env._("Silent customers")
        now = sum(count for day, count in joined.items() if day >= span.first)
        return [
            self._owner_card(
                "joined",
                new,
                now,
                before=sum(joined.values()) - now,
                good="up",
                hint=self.env._("%s members in all, today", self._owner_digits(facts["members"])),
                open=self._owner_people_open(new, members & this),
                open_before=self._owner_people_open(new, members & that),
            ),
            self._owner_card(
                "silent",
                silent,
                facts["silent"],
                hint=self.env._(
                    "Came before, and not for %s days, today",
                    self._owner_digits(self.env.company.club_silent_days),
                ),
                open=self._owner_people_open(silent, members & Domain("club_silent", "=", True)),
            ),
            *super()._owner_cards(span, facts),
        ]

    def _owner_when(self, days):
        if days < 2:
            return self.env._("tomorrow") if days else self.env._("today")
        return self.env._("in %s days", self._owner_digits(days))

    def _owner_lists(self, span, facts):
        title = self.env._("Birthdays in the coming 7 days")
        rows = []
        for partner in facts["birthdays_soon"]:
            when = self._owner_when(partner.club_birthday_left)
            day = self._owner_day_name(partner.club_next_birthday)
            rows.append(
                {
                    "name": self._owner_digits(partner.name or ""),
                    "text": self.env._("%(day)s, %(when)s", day=day.rpartition(" ")[0], when=when),
                    "open": {
                        "type": "ir.actions.act_window",
                        "res_model": "res.partner",
                        "res_id": partner.id,
                        "views": self._owner_people_open("", Domain.TRUE)["views"][1:],
                    },
                }
            )
        found = facts["members_domain"] & self._owner_birthdays()
        return [
            *super()._owner_lists(span, facts),
            {
                "key": "birthdays",
                "title": title,
                "count": facts["birthdays"],
                "empty": self.env._("No birthday is known in these days."),
                "open": self._owner_people_open(title, found, BIRTHDAYS),
                "rows": rows,
            },
        ]

    def _owner_next_step(self, facts):
        if facts["members"]:
            return super()._owner_next_step(facts)
        tags = self.env["club.tag"].search_count(
            [("company_id", "in", self.env.companies.ids), ("key", ">", 0)], limit=1
        )
        return {
            "title": self.env._("Nobody has come yet"),
            "text": self.env._(
                "As soon as the first number is typed at the counter, this page shows who comes, "
                "when, and what your messages bring."
            ),
            "steps": [
                {
                    "label": self.env._("Say what the keys mean and what is sent"),
                    "done": bool(tags),
                    "action": "customer_club.club_tag_action",
                },
                {
                    "label": self.env._("Bring the members of your old panel"),
                    "done": False,
                    "action": "customer_club.club_import_action",
                    "group": "customer_club.group_club_manager",
                },
                {
                    "label": self.env._("Count the first visit"),
                    "done": False,
                    "action": "customer_club.club_visit_add_action",
                },
            ],
        }
