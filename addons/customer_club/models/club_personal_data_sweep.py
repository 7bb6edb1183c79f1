"""The last step of erasing: no text of the database holds the number any more."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.erasing import MASK, number_pattern

# Made by programmers, not by people; large, and read often.
_STATIC = {
    "ir_act_client", "ir_act_report_xml", "ir_act_server", "ir_act_url", "ir_act_window",
    "ir_actions", "ir_asset", "ir_model", "ir_model_constraint", "ir_model_fields",
    "ir_model_fields_selection", "ir_module_module", "ir_ui_menu", "ir_ui_view",
    "res_country", "res_country_state", "res_currency", "res_lang",
}  # fmt: skip


class ClubPersonalData(models.AbstractModel):
    _inherit = "club.personal.data"

    @api.model
    def _text_columns(self):
        """Tables of the database with their columns that hold text.

        :return: dict table → list of ``(column, type, unique, has id)``
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.relname, a.attname, t.typname,
                       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
                                  AND a.attnum = ANY(i.indkey)),
                       EXISTS (SELECT FROM pg_attribute d WHERE d.attrelid = c.oid
                                  AND d.attname = 'id' AND NOT d.attisdropped)
                  FROM pg_class c
                  JOIN pg_attribute a ON a.attrelid = c.oid
                  JOIN pg_type t ON t.oid = a.atttypid
                 WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
                   AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                   AND t.typname IN ('varchar', 'text', 'jsonb')
                 ORDER BY c.relname, a.attnum
                """
            )
        )
        tables = {}
        for table, *column in rows:
            tables.setdefault(table, []).append(column)
        return tables

    @api.model
    def _sweep(self, numbers, leave=()):
        """Take the numbers out of every text, whoever wrote it there.

        Reads each table once; only rows that hold a number are written.

        :param numbers: E.164
        :param leave: tables to leave alone
        :return: dict table → rows changed
        """
        if not numbers:
            return {}
        pattern = number_pattern(numbers)
        changed = {}
        for table, columns in self._text_columns().items():
            if table in _STATIC or table in leave:
                continue
            sets, hits = [], []
            for name, kind, unique, has_id in columns:
                column = SQL.identifier(name)
                if kind == "jsonb":
                    # A number may stand there as text or as a number: a zero fits both.
                    sets.append(
                        SQL(
                            "%s = regexp_replace(%s::text, %s, '0', 'g')::jsonb",
                            column,
                            column,
                            pattern,
                        )
                    )
                    hits.append(SQL("%s::text ~ %s", column, pattern))
                    continue
                mask = SQL("%s || id", MASK) if unique and has_id else SQL("%s", MASK)
                sets.append(
                    SQL("%s = regexp_replace(%s, %s, %s, 'g')", column, column, pattern, mask)
                )
                hits.append(SQL("%s ~ %s", column, pattern))
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE %s",
                    SQL.identifier(table),
                    SQL(", ").join(sets),
                    SQL(" OR ").join(hits),
                )
            )
            if self.env.cr.rowcount:
                changed[table] = self.env.cr.rowcount
        return changed

    @api.model
    def _remains(self, numbers):
        """Where these numbers still stand: dict table → rows. For a check by hand and for tests."""
        pattern = number_pattern(numbers)
        found = {}
        for table, columns in self._text_columns().items():
            hits = [SQL("%s::text ~ %s", SQL.identifier(name), pattern) for name, *_rest in columns]
            [[count]] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s",
                    SQL.identifier(table),
                    SQL(" OR ").join(hits),
                )
            )
            if count:
                found[table] = count
        return found
