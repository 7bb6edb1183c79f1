from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOW, TODAY, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderFollowUp(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="ladder_follow", groups="customer_club.group_club_user"
        )

    def prospect(self, name):
        partner = self.partner(name)
        self.visit(partner, 2, self.looking_tag)
        self.evaluate(partner)
        self.assertRung(partner, "prospect")
        return partner

    def search(self, has_step, partners):
        return (
            self.env["res.partner"]
            .with_user(self.user)
            .search([("ladder_has_next_step", "=", has_step), ("id", "in", partners.ids)])
        )

    def test_next_step_is_the_earliest_open_activity(self):
        forgotten, called, asked = (self.prospect(name) for name in ("الف", "ب", "پ"))
        everyone = forgotten | called | asked
        self.assertEqual(self.search(False, everyone), everyone)
        for days, summary in ((5, "دیرتر"), (2, "تماس")):
            called.activity_schedule(
                "mail.mail_activity_data_call",
                summary=summary,
                date_deadline=TODAY + timedelta(days=days),
            )
        lead = self.env["crm.lead"].create(
            {"name": "فرصت", "type": "opportunity", "partner_id": asked.id}
        )
        activity = lead.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=TODAY, summary="پیش‌فاکتور"
        )
        self.assertEqual(self.search(True, everyone), called | asked)
        self.assertEqual(self.search(False, everyone), forgotten)
        step = called.with_user(self.user)
        self.assertEqual(
            (step.ladder_next_step, step.ladder_next_step_date),
            ("تماس", TODAY + timedelta(days=2)),
        )
        self.assertEqual(asked.with_user(self.user).ladder_next_step, "پیش‌فاکتور")
        activity.action_done()
        self.assertEqual(self.search(False, everyone), forgotten | asked)

    def test_steps_of_many_take_one_query(self):
        partners = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(30)])
        partners[0].activity_schedule("mail.mail_activity_data_call", summary="تماس")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            partners.mapped("ladder_next_step")

    def test_roles_in_a_purchase(self):
        company = self.partner("شرکت", is_company=True)
        person = self.partner("مدیر خرید", parent_id=company.id)
        lead = self.env["crm.lead"].create(
            {"name": "فرصت", "type": "opportunity", "partner_id": company.id}
        )
        lead.ladder_role_ids = [(0, 0, {"partner_id": person.id, "role": "decider"})]
        self.assertEqual(person.ladder_role_ids.lead_id, lead)
        with self.assertRaises(ValidationError):
            lead.ladder_role_ids = [(0, 0, {"partner_id": company.id, "role": "buyer"})]
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["ladder.role"].create(
                {"partner_id": person.id, "role": "decider", "lead_id": lead.id}
            )
