from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.key_meaning import KeyMeanings, Period


class ClubTagPeriod(models.Model):
    """What a key of the keypad meant, from when until when.

    Written by ``club.tag`` whenever a tag comes to a key, leaves it or is called otherwise, by
    screen, import or RPC alike. Nobody edits it: old visits are read by it.
    """

    _name = "club.tag.period"
    _description = "Meaning of a Key"
    _order = "valid_from desc, key, id desc"
    _rec_name = "title"

    company_id = fields.Many2one("res.company", required=True, index=True)
    group_id = fields.Many2one("club.group", "Group's own keypad", ondelete="restrict")
    key = fields.Integer(required=True, aggregator=None)
    tag_id = fields.Many2one("club.tag", required=True, ondelete="restrict", index=True)
    title = fields.Char(required=True)
    color = fields.Integer()
    valid_from = fields.Datetime("From", required=True)
    valid_until = fields.Datetime("Until")

    # A key means one thing at a time.
    _open_uniq = models.UniqueIndex(
        "(company_id, COALESCE(group_id, 0), key) WHERE valid_until IS NULL",
        "Another tag is already on this key.",
    )
    _order_check = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= valid_from)", "A period ends after it begins."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a key meant is kept: old visits are read by it."))

    def _read_meaning(self):
        """The values that ``club.tag._period_values`` compares with."""
        return {
            "company_id": self.company_id.id,
            "group_id": self.group_id.id,
            "key": self.key,
            "title": self.title,
            "color": self.color,
        }

    @api.model
    def _meaning_at(self, company, group, moment):
        """What each key meant at ``moment`` (naive UTC) on the keypads of ``group``.

        :return: periods sorted by key; a group with keys of its own at that time had only those
        """
        periods = self.search(
            [
                ("company_id", "=", company.id),
                ("group_id", "in", [False, *group.ids]),
                ("valid_from", "<=", moment),
                "|",
                ("valid_until", "=", False),
                ("valid_until", ">", moment),
            ],
            order="key, id",
        )
        return periods.filtered("group_id") or periods

    @api.model
    def _key_meanings(self, company_id, group_id, since):
        """The meanings of the keys on the keypads of a group after ``since``, in one query.

        On the path of a key press, but not cached: a key that has just got another meaning has it
        in every process at once.

        :param company_id: id
        :param group_id: id or a false value
        :param since: naive UTC; what ended before is left out
        :return: :class:`KeyMeanings`
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, tag_id, group_id IS NOT NULL, valid_from, valid_until,
                       NOT EXISTS (SELECT FROM club_tag_period earlier
                                    WHERE earlier.company_id = p.company_id
                                      AND earlier.key = p.key
                                      AND COALESCE(earlier.group_id, %(group)s) = %(group)s
                                      AND (earlier.valid_from, earlier.id) < (p.valid_from, p.id))
                  FROM club_tag_period p
                 WHERE company_id = %(company)s AND COALESCE(group_id, %(group)s) = %(group)s
                   AND (valid_until IS NULL OR valid_until > %(since)s)
                """,
                company=company_id,
                group=group_id or 0,
                since=since,
            )
        )
        return KeyMeanings(Period(*row) for row in rows)

    @api.model
    def _titles_at(self, moments):
        """Titles of tags at a time, in one query.

        Visits may be older than the tag's first period (they were imported, or arrived late): they
        show its first title.

        :param moments: list of ``(tag_id, naive UTC datetime)``
        :return: list of titles in the same order, ``None`` for a tag that never was on a key
        """
        by_tag = defaultdict(list)
        tag_ids = list({tag_id for tag_id, _moment in moments})
        for period in self.sudo().search([("tag_id", "in", tag_ids)], order="valid_from, id"):
            by_tag[period.tag_id.id].append((period.valid_from, period.title))
        titles = []
        for tag_id, moment in moments:
            periods = by_tag[tag_id]
            begun = [title for since, title in periods if since <= moment]
            titles.append(begun[-1] if begun else periods[0][1] if periods else None)
        return titles
