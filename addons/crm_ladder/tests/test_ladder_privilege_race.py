"""Two clerks give the last one at the same moment. Rows are committed and removed by the test."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLadderPrivilegeRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self._env(cr)
            tag = env["club.tag"].create({"name": "Race"})
            partner = env["res.partner"].create(
                {"name": "مسابقه", "club_mobile": "+989990000200", "club_tag_ids": tag.ids}
            )
            privilege = env["ladder.privilege"].create(
                {
                    "name": "Race",
                    "tag_ids": tag.ids,
                    "running": True,
                    "limit_count": 1,
                    "begin_text": False,
                }
            )
            privilege._renew()
            self.ids = privilege.id, tag.id, partner.id, privilege.holder_ids.id
        self.addCleanup(self._clean)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self):
        privilege_id, tag_id, partner_id, _holder_id = self.ids
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM ladder_privilege_use WHERE privilege_id = %(privilege)s;
                DELETE FROM ladder_privilege WHERE id = %(privilege)s;
                DELETE FROM ladder_dirty WHERE partner_id = %(partner)s;
                DELETE FROM ladder_move WHERE partner_id = %(partner)s;
                DELETE FROM club_tag_res_partner_rel WHERE tag_id = %(tag)s;
                """,
                {"partner": partner_id, "privilege": privilege_id, "tag": tag_id},
            )
            self._env(cr)["res.partner"].browse(partner_id).unlink()
            cr.execute("DELETE FROM club_tag WHERE id = %s", [tag_id])

    def test_the_last_one_is_given_once(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one, two = (
                self._env(cr)["ladder.privilege.holder"].browse(self.ids[3])
                for cr in (first, second)
            )
            second.execute("SELECT 1")
            one.action_use()
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises((ConcurrencyError, SerializationFailure)),
            ):
                two.action_use()
            second.rollback()
            two.env.invalidate_all()
            with self.assertRaises(UserError):  # run again, it sees that nothing is left
                two.action_use()
            second.rollback()
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COUNT(*) FROM ladder_privilege_use WHERE privilege_id = %s", [self.ids[0]]
            )
            self.assertEqual(cr.fetchone(), (1,))
