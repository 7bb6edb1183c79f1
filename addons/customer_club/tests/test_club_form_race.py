"""Two taps on "send" that meet: real transactions, rows committed and removed by the test."""

import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBER = "+989990000071"


@tagged("post_install", "-at_install")
class TestClubFormRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env.company
            self.company_id = company.id
            env["club.form"]._for_all(company)
            form = env["club.form"].search([("company_id", "=", company.id)], limit=1)
            partner = env["res.partner"].create({"name": NUMBER, "club_mobile": NUMBER})
            self.partner_id = partner.id
            env["club.link"]._mint(
                company,
                [{"kind": "form", "partner_id": partner.id, "form_id": form.id, "channel": "hand"}],
            )
            link = env["club.link"].search([("partner_id", "=", partner.id)])
            self.link_id, self.token = link.id, link.token
            self.rule_id = (
                env["club.rule"]
                .create(
                    {
                        "name": "Race",
                        "trigger": "form_completed",
                        "text": "Thanks",
                        "company_id": company.id,
                    }
                )
                .id
            )
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM mail_activity
                 WHERE res_model = 'res.partner' AND res_id = %(partner)s;
                DELETE FROM club_rule_run WHERE rule_id = %(rule)s;
                DELETE FROM club_rule WHERE id = %(rule)s;
                DELETE FROM club_link WHERE partner_id = %(partner)s;
                DELETE FROM club_number_stop WHERE number = %(number)s;
                DELETE FROM club_consent WHERE partner_id = %(partner)s;
                DELETE FROM mail_message WHERE model = 'res.partner' AND res_id = %(partner)s;
                DELETE FROM res_partner WHERE id = %(partner)s;
                """,
                {"partner": self.partner_id, "rule": self.rule_id, "number": NUMBER},
            )
        self.registry.clear_cache()
        self.registry.signal_changes()

    def _meet(self, post):
        """The second tap's snapshot is older than the first one's commit; Odoo runs it again."""
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            first = api.Environment(first_cr, SUPERUSER_ID, {})
            second = api.Environment(second_cr, SUPERUSER_ID, {})
            second_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            first["club.link"]._by_token(self.token)._page(dict(post))
            first.flush_all()
            waiting = threading.Timer(0.3, first_cr.commit)
            waiting.start()
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                answer = retrying(
                    lambda: second["club.link"]._by_token(self.token)._page(dict(post)), second
                )
            waiting.join()
            second_cr.commit()
        return answer

    def test_answers_are_taken_once(self):
        answer = self._meet({"step": "answer", "name": "سارا", "consent": "1"})
        self.assertEqual(answer, f"/c/{self.token}")
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM club_rule_run WHERE rule_id = %s", [self.rule_id])
            self.assertEqual(cr.fetchone()[0], 1)
            cr.execute(
                "SELECT purpose, count(*) FROM club_consent WHERE partner_id = %s GROUP BY 1",
                [self.partner_id],
            )
            self.assertEqual(dict(cr.fetchall()), {"advertising": 1, "data": 1})
            cr.execute("SELECT name FROM res_partner WHERE id = %s", [self.partner_id])
            self.assertEqual(cr.fetchone()[0], "سارا")

    def test_staff_are_told_once(self):
        self._meet({"step": "not_me_sure"})
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM mail_activity"
                " WHERE res_model = 'res.partner' AND res_id = %s",
                [self.partner_id],
            )
            self.assertEqual(cr.fetchone()[0], 1)

    def test_a_wish_is_kept_once(self):
        self._meet({"step": "nothing"})
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM club_consent WHERE partner_id = %s AND purpose = 'service'",
                [self.partner_id],
            )
            self.assertEqual(cr.fetchone()[0], 1)

    def test_clicks_are_counted_both_and_fire_once(self):
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            first = api.Environment(first_cr, SUPERUSER_ID, {})
            second = api.Environment(second_cr, SUPERUSER_ID, {})
            second_cr.execute("SELECT 1 FROM res_partner LIMIT 1")
            first["club.link"].browse(self.link_id)._clicked()
            waiting = threading.Timer(0.3, first_cr.commit)
            waiting.start()
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                retrying(lambda: second["club.link"].browse(self.link_id)._clicked(), second)
            waiting.join()
            second_cr.commit()
            second_cr.execute("SELECT clicks FROM club_link WHERE id = %s", [self.link_id])
            self.assertEqual(second_cr.fetchone()[0], 2)
