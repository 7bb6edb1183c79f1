"""Rules of yearly days: birthdays, the day of joining, occasions. All set-wise, by stored keys."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.calendars import GREGORIAN, JALALI, celebrated_keys, earlier_days, name_day, read

# No birthday is nearer to the last one than this: whoever moves it gets no second gift.
LEAST_DAYS_BETWEEN = 300


class ClubRule(models.Model):
    _inherit = "club.rule"

    occasion_id = fields.Many2one(
        "club.occasion", check_company=True, ondelete="restrict", index="btree_not_null"
    )

    @api.model
    def _triggers(self):
        return super()._triggers() | {
            "birthday": {"label": self.env._("Birthday"), "kind": "day"},
            "anniversary": {"label": self.env._("Anniversary of joining"), "kind": "day"},
            "occasion": {"label": self.env._("Occasion"), "kind": "day"},
        }

    @api.constrains("trigger", "occasion_id")
    def _check_occasion(self):
        for rule in self:
            if rule.trigger == "occasion" and not rule.occasion_id:
                raise ValidationError(self.env._("Say which occasion %s is for.", rule.name))

    def _trigger_birthday(self, day):
        """Whose birthday is celebrated on ``day``, each in the calendar in which it was given.

        Both keys are indexed; on the last day of a short Esfand or February the keys of the days
        that this year does not have are asked for, too.
        """
        return SQL(
            """
            SELECT b.partner_id, b.event_key, %(origin)s AS origin
              FROM (SELECT id AS partner_id, club_birthday, %(jalali)s AS event_key
                      FROM res_partner
                     WHERE club_birthday_jalali_md = ANY(%(jalali_keys)s)
                       AND club_birthday_jalali_md > 0 AND club_birthday_calendar = 'jalali'
                     UNION ALL
                    SELECT id, club_birthday, %(gregorian)s
                      FROM res_partner
                     WHERE club_birthday_md = ANY(%(gregorian_keys)s) AND club_birthday_md > 0
                       AND club_birthday_calendar IS DISTINCT FROM 'jalali') b
             WHERE b.club_birthday < %(day)s
               AND NOT EXISTS (
                   SELECT FROM club_rule_run r
                    WHERE r.rule_id = %(rule)s AND r.partner_id = b.partner_id
                      AND r.origin LIKE 'birthday:%%'
                      AND r.due_at > %(day)s::date - %(between)s)
            """,
            origin=f"birthday:{day}",
            jalali=f"birthday:j{read(JALALI, day)[0]}",
            gregorian=f"birthday:g{day.year}",
            jalali_keys=celebrated_keys(JALALI, day),
            gregorian_keys=celebrated_keys(GREGORIAN, day),
            day=day,
            between=LEAST_DAYS_BETWEEN,
            rule=self.id or 0,
        )

    def _trigger_anniversary(self, day):
        """Who joined on this day of an earlier year, in the calendar of the company."""
        calendar = JALALI if self.company_id._club_jalali() else GREGORIAN
        return SQL(
            """
            SELECT p.id AS partner_id, %(key)s AS event_key, %(origin)s AS origin
              FROM res_partner p
             WHERE p.club_joined_on = ANY(%(days)s)
            """,
            key=f"anniversary:{calendar}:{read(calendar, day)[0]}",
            origin=f"anniversary:{day}",
            days=earlier_days(calendar, day),
        )

    def _trigger_occasion(self, day):
        """Every member, where ``day`` is the occasion's day of its year; otherwise nobody.

        The key is the occasion's year: a day that is corrected later greets nobody twice.
        """
        occasion = self.occasion_id
        found = (
            self.env["club.occasion.day"]
            .sudo()
            .search([("occasion_id", "=", occasion.id), ("date", "=", day)], limit=1)
        )
        if not found or not occasion.sudo().active:
            return SQL("SELECT NULL::int AS partner_id, '' AS event_key, '' AS origin WHERE FALSE")
        return SQL(
            """
            SELECT p.id AS partner_id, %(key)s AS event_key, %(origin)s AS origin
              FROM res_partner p
             WHERE p.club_mobile IS NOT NULL
            """,
            key=f"occasion:{occasion.id}:{found.year}",
            origin=f"occasion:{found.id}",
        )


class ClubRuleRun(models.Model):
    _inherit = "club.rule.run"

    @api.model
    def _origin_words(self, origin):
        kind, _sep, key = origin.partition(":")
        calendar = JALALI if (self.env.lang or "").startswith("fa") else GREGORIAN
        if kind in ("birthday", "anniversary"):
            day = name_day(calendar, fields.Date.to_date(key), self.env.lang)
            if kind == "birthday":
                return self.env._("the birthday on %s", day)
            return self.env._("the anniversary of joining on %s", day)
        if kind == "occasion" and key.isdigit():
            found = self.env["club.occasion.day"].sudo().browse(int(key)).exists()
            if found:
                return self.env._(
                    "%(occasion)s on %(day)s",
                    occasion=found.occasion_id.name,
                    day=name_day(calendar, found.date, self.env.lang),
                )
        return super()._origin_words(origin)
