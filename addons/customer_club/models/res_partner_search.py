import ast
import logging

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.modules.db import has_trigram
from odoo.tools import SQL, mute_logger
from odoo.tools.sql import column_exists, create_column

from ..tools.mobile import normalize_mobile
from ..tools.search_key import search_key, search_words

_logger = logging.getLogger(__name__)
BATCH = 5000


class ResPartner(models.Model):
    """Found by any spelling of the name and of every number, the earlier ones too."""

    _inherit = "res.partner"

    club_search_key = fields.Char(
        "Search key",
        compute="_compute_club_search_key",
        store=True,
        precompute=True,
        index="trigram",
        copy=False,
        help="Name and numbers in one spelling, for searching.",
    )

    club_search = fields.Char(
        "Name or number", compute="_compute_club_search", search="_search_club_search"
    )

    def _auto_init(self):
        """Add the column empty; it is filled in batches, not with every partner in memory."""
        if not column_exists(self.env.cr, self._table, "club_search_key"):
            create_column(self.env.cr, self._table, "club_search_key", "varchar")
        return super()._auto_init()

    def init(self):
        """A database that was not made by Odoo itself lacks what the index of the key is made of.

        The owner of a database may add it. Where that is refused, the search works without an
        index; ``CREATE EXTENSION pg_trgm`` by PostgreSQL's administrator and an update repair it.
        """
        super().init()
        if self.pool.has_trigram:
            return
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except psycopg2.Error as error:
            _logger.info("Members are searched without an index: %s", error)
        self.pool.has_trigram = has_trigram(self.env.cr)

    @api.depends("name", "club_mobile", "phone", "club_old_mobile_ids.mobile")
    def _compute_club_search_key(self):
        for partner in self:
            partner.club_search_key = search_key(
                partner.name,
                [
                    partner.club_mobile,
                    *partner.club_old_mobile_ids.mapped("mobile"),
                    *self._club_searchable_phone(partner.phone),
                ],
            )

    @api.model
    def _club_searchable_phone(self, phone):
        """The contact's telephone in its canonical form, if it has one, and as written."""
        return [normalize_mobile(phone, self._club_region()), phone] if phone else []

    @api.model
    def _club_fill_search_keys(self):
        """Give a key to everybody who has none: on installation and after an update.

        One statement a batch; neither the ORM's cache nor its hooks see the partners.
        """
        cr = self.env.cr
        last = 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT p.id, p.name, p.club_mobile, p.phone,
                           ARRAY(SELECT h.mobile FROM club_mobile_history h
                                  WHERE h.partner_id = p.id ORDER BY h.until DESC, h.id DESC)
                      FROM res_partner p
                     WHERE p.id > %s AND p.club_search_key IS NULL ORDER BY p.id LIMIT %s
                    """,
                    last,
                    BATCH,
                )
            )
            if not rows:
                break
            keys = [
                search_key(name, [mobile, *old, *self._club_searchable_phone(phone)])
                for _id, name, mobile, phone, old in rows
            ]
            cr.execute(
                """
                UPDATE res_partner p SET club_search_key = k.key
                  FROM unnest(%s::int[], %s::varchar[]) AS k(id, key) WHERE k.id = p.id
                """,
                [[row[0] for row in rows], keys],
            )
            last = rows[-1][0]
        self.browse().invalidate_model(["club_search_key"], flush=False)

    @api.model
    def _club_read_domain(self, text):
        """The filter of contacts that a field of a rule, an export or a benefit holds as text.

        :raise ValueError: it cannot be read; whether contacts have what it names only shows when
            it is validated or searched with
        """
        try:
            return Domain(ast.literal_eval((text or "").strip() or "[]"))
        except (SyntaxError, TypeError) as error:
            raise ValueError(str(error)) from error

    @api.model
    def _club_search_domain(self, typed):
        """Domain of the people whom somebody means by ``typed``; FALSE when that is too little."""
        words = search_words(typed, self._club_region())
        if not words:
            return Domain.FALSE
        return Domain.AND(Domain("club_search_key", "ilike", word) for word in words)

    def _compute_club_search(self):
        """For searching only: it shows nothing."""
        self.club_search = False

    @api.model
    def _search_club_search(self, operator, value):
        """The search bar of members: by the key alone, which has an index."""
        if operator == "in":
            return Domain.OR(self._search_club_search("ilike", text) for text in value if text)
        if operator not in ("ilike", "like") or not isinstance(value, str):
            return NotImplemented
        domain = self._club_search_domain(value)
        return Domain("name", "ilike", value) if domain is Domain.FALSE else domain

    @api.model
    def _search_display_name(self, operator, value):
        """A clerk types a number, a part of it, or a name as their keyboard spells it."""
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like") and isinstance(value, str) and value.strip():
            return domain | self._club_search_domain(value)
        if operator in ("=", "=ilike", "in"):
            # Odoo turns "=" into "in" on the way here.
            region = self._club_region()
            typed = [value] if isinstance(value, str) else value
            numbers = [normalize_mobile(text, region) for text in typed if isinstance(text, str)]
            numbers = [number for number in numbers if number]
            if numbers:
                domain |= Domain("club_mobile", "in", numbers)
                domain |= Domain("id", "in", self._club_ids_by_old_mobile(numbers))
        return domain

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """First by the key, which has an index; by everything else only if that is too little."""
        if operator == "ilike" and (name or "").strip() and limit:
            mine = self._club_search_domain(name)
            if mine is not Domain.FALSE:
                found = self.search_fetch(
                    mine & Domain(domain or Domain.TRUE), ["display_name"], limit=limit
                )
                whole_number = normalize_mobile(name, self._club_region())
                if len(found) == limit or (found and whole_number):
                    return [(record.id, record.display_name) for record in found.sudo()]
        return super().name_search(name, domain, operator, limit)

    @api.model
    def _club_ids_by_old_mobile(self, mobiles):
        """Ids of the partners who had one of these numbers before."""
        history = (
            self.env["club.mobile.history"]
            .sudo()
            .search_fetch([("mobile", "in", mobiles)], ["partner_id"])
        )
        return history.partner_id.ids
