"""Two transactions that want the same number, the same key or the star. Rows are removed again."""

from datetime import datetime
from uuid import uuid4

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBER = "+989990000002"


@tagged("post_install", "-at_install")
class TestClubSignupRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.company_id = api.Environment(cr, SUPERUSER_ID, {}).company.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM club_consent WHERE mobile = %(number)s;
                DELETE FROM club_privacy_log WHERE reason = 'race';
                DELETE FROM club_message WHERE number = %(number)s OR partner_id IN
                    (SELECT id FROM res_partner WHERE name = 'Race' OR club_erased_at IS NOT NULL);
                DELETE FROM club_visit WHERE origin LIKE 'race:%%';
                DELETE FROM res_partner WHERE club_mobile = %(number)s
                    OR club_erased_at IS NOT NULL;
                DELETE FROM club_tag_period WHERE title LIKE 'Race%%';
                DELETE FROM club_tag WHERE name LIKE 'Race%%';
                DELETE FROM club_group WHERE name LIKE 'Race%%';
                """,
                {"number": NUMBER},
            )

    def _press(self, env, minutes=0):
        entry = {
            "mobile": NUMBER,
            "visited_at": datetime(2026, 11, 24, 12, minutes),
            "tag_id": False,
            "group_id": False,
            "source": "keypad",
            "origin": f"race:{uuid4()}",
            "company_id": self.company_id,
            "merge_minutes": 0,
            "silent_reason": False,
        }
        return env["club.visit"]._register_entries([entry])[0]

    def _sign_up(self, env):
        partner = env["res.partner"].create({"name": "Race", "club_mobile": NUMBER})
        env.flush_all()
        return partner.id

    def _meet(self, first, second, *errors):
        """Run both; the second one's snapshot is older than the first one's commit.

        :return: what each gave; the second after the fresh start that Odoo gives it
        """
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            second_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            one = first(api.Environment(first_cr, SUPERUSER_ID, {}))
            first_cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(errors):
                second(api.Environment(second_cr, SUPERUSER_ID, {}))
            second_cr.rollback()
            try:
                with mute_logger("odoo.sql_db"):
                    two = second(api.Environment(second_cr, SUPERUSER_ID, {}))
                second_cr.commit()
            except (ValidationError, UniqueViolation) as error:
                second_cr.rollback()
                two = error
        return one, two

    def test_by_hand_first_then_keypad(self):
        one, two = self._meet(self._sign_up, self._press, ConcurrencyError, SerializationFailure)
        self.assertEqual(two["partner_id"], one, "the keypad finds the one made by hand")

    def test_keypad_first_then_by_hand(self):
        one, two = self._meet(self._press, self._sign_up, UniqueViolation)
        # Odoo's own request handling turns the index's name into its sentence for the user.
        self.assertIsInstance(two, (ValidationError, UniqueViolation))
        with self.registry.cursor() as cr:
            cr.execute("SELECT array_agg(id) FROM res_partner WHERE club_mobile = %s", [NUMBER])
            self.assertEqual(cr.fetchone(), ([one["partner_id"]],))

    def test_a_key_pressed_while_the_person_is_erased(self):
        with self.registry.cursor() as cr:
            partner_id = self._press(api.Environment(cr, SUPERUSER_ID, {}))["partner_id"]

        def erase(env):
            partner = env["res.partner"].browse(partner_id)
            return env["club.personal.data"]._erase(partner, "race").partner_id.id

        def press(env):
            return self._press(env, 30)

        one, two = self._meet(erase, press, ConcurrencyError, SerializationFailure)
        self.assertEqual(one, partner_id)
        self.assertNotEqual(two["partner_id"], partner_id)
        self.assertTrue(two["first"])

    def test_a_person_erased_while_a_key_is_pressed(self):
        with self.registry.cursor() as cr:
            partner_id = self._press(api.Environment(cr, SUPERUSER_ID, {}))["partner_id"]

        def erase(env):
            partner = env["res.partner"].browse(partner_id)
            log = env["club.personal.data"]._erase(partner, "race")
            return len(log.partner_id.club_visit_ids)

        _one, two = self._meet(
            lambda env: self._press(env, 30), erase, ConcurrencyError, SerializationFailure
        )
        self.assertEqual(two, 2, "the visit that came first is kept and erased with the person")

    def test_a_key_pressed_while_records_are_merged(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner_id = self._press(env)["partner_id"]
            other_id = env["res.partner"].create({"name": "Race"}).id

        def merge(env):
            both = env["res.partner"].browse([partner_id, other_id])
            env["base.partner.merge.automatic.wizard"]._merge(both.ids, both[1])
            env.flush_all()
            return other_id

        one, two = self._meet(
            merge, lambda env: self._press(env, 30), ConcurrencyError, SerializationFailure
        )
        self.assertEqual((two["partner_id"], two["number"]), (one, 2))
        with self.registry.cursor() as cr:
            cr.execute("SELECT club_visit_count FROM res_partner WHERE id = %s", [other_id])
            self.assertEqual(cr.fetchone(), (2,))

    def test_records_merged_while_a_key_is_pressed(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner_id = self._press(env)["partner_id"]
            other_id = env["res.partner"].create({"name": "Race"}).id

        def merge(env):
            both = env["res.partner"].browse([partner_id, other_id])
            env["base.partner.merge.automatic.wizard"]._merge(both.ids, both[1])
            env.flush_all()
            return both[1].club_visit_ids.sorted("number").mapped("number")

        _one, two = self._meet(
            lambda env: self._press(env, 30), merge, ConcurrencyError, SerializationFailure
        )
        self.assertEqual(two, [1, 2])

    def test_one_key_for_two_tags(self):
        def tag(name):
            def make(env):
                group = env["club.group"].search([("name", "=", "Race group")])
                made = env["club.tag"].create({"name": name, "key": 8, "group_id": group.id})
                env.flush_all()
                return made.id

            return make

        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["club.group"].create({"name": "Race group"})
        _one, two = self._meet(tag("Race 1"), tag("Race 2"), UniqueViolation)
        self.assertIsInstance(two, UniqueViolation)
        with self.registry.cursor() as cr:
            cr.execute("SELECT name FROM club_tag WHERE name LIKE 'Race%%'")
            self.assertEqual(cr.fetchall(), [("Race 1",)])

    def test_two_managers_move_the_star(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            star = env["club.group"]._device_group(env.company)
            ids = env["club.group"].create([{"name": "Race A"}, {"name": "Race B"}]).ids

        def move(group_id):
            def link(env):
                env["club.group"].browse(group_id).action_link_device()
                env.flush_all()
                return group_id

            return link

        def back():
            with self.registry.cursor() as cr:
                move(star.id)(api.Environment(cr, SUPERUSER_ID, {}))

        self.addCleanup(back)
        self._meet(move(ids[0]), move(ids[1]), UniqueViolation, SerializationFailure)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT array_agg(id) FROM club_group WHERE device_linked AND company_id = %s",
                [self.company_id],
            )
            self.assertEqual(cr.fetchone(), ([ids[1]],), "one star, where it was put last")
