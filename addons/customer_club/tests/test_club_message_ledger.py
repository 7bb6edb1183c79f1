from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubMessageLedger(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            level: cls.club_user(
                f"ledger_{level}",
                f"customer_club.group_club_{level}",
                name=level,
                lang="en_US",
                tz="Asia/Tehran",
            )
            for level in ("user", "marketer")
        }

    def setUp(self):
        super().setUp()
        self.press(self.entry())
        self.message = self.partner().club_message_ids

    def _as(self, level, record):
        return record.with_user(self.users[level]).with_context(
            allowed_company_ids=self.company.ids, lang="en_US", tz="Asia/Tehran"
        )

    def dispatch(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_club.ir_cron_club_message_dispatch")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def wizard(self, level, messages, reason):
        action = self._as(level, messages).action_resend()
        return (
            self._as(level, self.env["club.message.resend"])
            .with_context(**action["context"])
            .create({"reason": reason})
        )

    def test_why_in_a_sentence(self):
        story = self._as("user", self.message).story
        self.assertIn("Welcome: قهوه", story)
        self.assertIn("visit 1 on 24 November 2026, 15:30", story)
        persian = self._as("user", self.message).with_context(lang="fa_IR").story
        self.assertIn("۳ آذر ۱۴۰۵", persian)

    def test_the_route_is_the_provider(self):
        self.dispatch()
        sms = self.env["ir.module.module"].search([("name", "=", "sms")])
        self.assertEqual(self.message.route, sms.shortdesc)

    def test_sent_again_by_a_person_with_a_reason(self):
        self.message._set_state("queued")
        self.message._apply_sms_status("exception", "sms_outcome_unknown")
        wizard = self.wizard("marketer", self.message, "she called: nothing came")
        self.assertTrue(wizard.any_unknown)
        action = wizard.action_send()
        again = self.env["club.message"].browse(action["res_id"])
        self.assertRecordValues(
            again,
            [
                {
                    "resend_of_id": self.message.id,
                    "resend_reason": "she called: nothing came",
                    "body": self.message.body,
                    "purpose": "service",
                    "state": "planned",
                    "rule_key": "resend",
                    "create_uid": self.users["marketer"].id,
                }
            ],
        )
        self.assertEqual(self.message.state, "unknown", "the old line stays as it is")
        story = self._as("user", again).story
        self.assertIn("marketer", story)
        self.assertIn("she called: nothing came", story)
        self.dispatch()
        self.assertEqual(again.state, "queued")

    def test_the_new_number_of_a_customer_is_used(self):
        self.message._set_state("queued")
        self.message._set_state("sent")
        self.partner().club_mobile = "09350000001"
        self.wizard("marketer", self.message, "new number").action_send()
        self.assertEqual(self.message.resend_ids.number, "+989350000001")

    def test_advertising_again_is_advertising(self):
        self.message.write({"purpose": "advertising", "state": "failed"})
        self.env["phone.blacklist"].add("+989121234567")
        self.wizard("marketer", self.message, "once more").action_send()
        self.dispatch()
        again = self.message.resend_ids
        self.assertEqual((again.purpose, again.state), ("advertising", "blocked"))

    def test_two_who_send_again_at_once_send_one(self):
        self.message.state = "failed"
        self._as("marketer", self.message)._resend("first")
        # The other one has not seen the first: the same number of times, the same key.
        again = self.message.resend_ids
        again.flush_recordset()
        self.env.cr.execute("UPDATE club_message SET resend_of_id = NULL WHERE id = %s", [again.id])
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self._as("marketer", self.message)._resend("second")

    def test_what_is_on_its_way_is_not_sent_again(self):
        for state in ("planned", "held", "queued", "sending"):
            self.message.state = state
            with self.subTest(state), self.assertRaises(UserError):
                self._as("marketer", self.message).action_resend()
            self.assertFalse(self.message.can_resend)

    def test_without_a_reason_nothing_goes(self):
        self.message.state = "failed"
        with self.assertRaises(UserError):
            self._as("marketer", self.message)._resend("  ")
        self.assertFalse(self.message.resend_ids)

    def test_sending_again_is_the_marketers(self):
        self.message.state = "failed"
        with self.assertRaises(AccessError):
            self._as("user", self.message).action_resend()
        with self.assertRaises(AccessError):
            self._as("user", self.env["club.message.resend"]).create(
                {"reason": "x", "message_ids": [(6, 0, self.message.ids)]}
            )
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="ledger_stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        theirs = self.message.with_user(stranger).with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            theirs.action_resend()

    def test_every_filter_of_the_search_works(self):
        arch = self.env["club.message"].get_view(view_type="search")["arch"]
        for name in ("unknown", "held", "resent", "tests", "no_tests", "today", "week"):
            self.assertIn(f'name="{name}"', arch)
        for domain in (
            [("state", "=", "unknown")],
            [("resend_of_id", "!=", False)],
            [("rule_key", "!=", "test")],
            [("planned_at", ">=", "today -7d")],
        ):
            self.env["club.message"].search(domain, limit=1)

    def test_the_customer_s_page_counts_texts(self):
        partner = self._as("user", self.partner())
        self.assertEqual(partner.club_message_count, 1)
        action = partner.action_view_club_messages()
        self.assertEqual(self.env["club.message"].search(action["domain"]), self.message)
        outsider = new_test_user(self.env, login="ledger_outsider", groups="base.group_user")
        self.assertEqual(self.partner().with_user(outsider).club_message_count, 0)
