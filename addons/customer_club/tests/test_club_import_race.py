"""An import meets another one, and key presses. Rows are committed and removed by the test."""

import base64
from datetime import datetime
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBERS = [f"+98999100{number:04}" for number in range(40)]
LIST = "موبایل,تعداد بازدید,آخرین بازدید\n" + "\n".join(f"{n},3,2026-01-01" for n in NUMBERS)


@tagged("post_install", "-at_install")
class TestClubImportRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clean)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self.company_id = env.company.id
            imports = env["club.import"].create(
                [{"file": base64.b64encode(LIST.encode()), "filename": "race.csv"}] * 2
            )
            for batch in imports:
                batch.action_check()
            imports.state = "running"
            self.import_ids = imports.ids
            self.trigger_ids = env["ir.cron.trigger"].search([]).ids

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM club_import WHERE id = ANY(%(imports)s);
                DELETE FROM ir_attachment
                 WHERE res_model = 'club.import' AND res_id = ANY(%(imports)s);
                DELETE FROM club_visit WHERE partner_id IN
                    (SELECT id FROM res_partner WHERE club_mobile = ANY(%(numbers)s));
                DELETE FROM res_partner WHERE club_mobile = ANY(%(numbers)s);
                """,
                {"imports": self.import_ids, "numbers": NUMBERS},
            )

    def _press(self, env):
        return env["club.visit"]._register_entries(
            [
                {
                    "mobile": NUMBERS[5],
                    "visited_at": datetime(2026, 11, 24, 12),
                    "tag_id": False,
                    "group_id": False,
                    "source": "keypad",
                    "origin": f"direct:{uuid4()}",
                    "company_id": self.company_id,
                    "merge_minutes": 0,
                    "silent_reason": False,
                }
            ]
        )

    def _import(self, index):
        def work(env):
            batch = env["club.import"].browse(self.import_ids[index])
            batch._run_some(100)
            self.assertEqual(batch.state, "done")

        return work

    def _meet(self, first, second):
        """``second`` has looked at the database before ``first`` commits."""
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            second_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            first(self._env(first_cr))
            first_cr.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((SerializationFailure, ConcurrencyError)),
            ):
                second(self._env(second_cr))
            second_cr.rollback()
            second_env = self._env(second_cr)
            second_env.invalidate_all()
            second(second_env)
            second_cr.commit()

    def _visits(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                SELECT p.club_mobile, count(DISTINCT p.id), max(p.club_visit_count),
                       sum(v.weight), max(v.number)
                  FROM res_partner p LEFT JOIN club_visit v ON v.partner_id = p.id
                 WHERE p.club_mobile = ANY(%s) GROUP BY 1
                """,
                [NUMBERS],
            )
            return {mobile: tuple(map(int, rest)) for mobile, *rest in cr.fetchall()}

    def test_two_imports_of_one_list_at_once(self):
        self._meet(self._import(0), self._import(1))
        self.assertEqual(self._visits(), dict.fromkeys(NUMBERS, (1, 3, 3, 3)))

    def test_a_key_press_comes_first(self):
        self._meet(self._press, self._import(0))
        visits = self._visits()
        self.assertEqual(visits.pop(NUMBERS[5]), (1, 4, 4, 4))
        self.assertEqual(visits, dict.fromkeys(set(NUMBERS) - {NUMBERS[5]}, (1, 3, 3, 3)))

    def test_the_import_comes_first(self):
        self._meet(self._import(0), self._press)
        self.assertEqual(self._visits()[NUMBERS[5]], (1, 4, 4, 4))
        # And now that everybody is known: a press while the list is imported once more.
        self._meet(self._press, self._press)
        self.assertEqual(self._visits()[NUMBERS[5]], (1, 6, 6, 6))
