from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import NOON, ClubCase


class RuleCase(ClubCase):
    """Noon of 24 November 2026 in UTC is half past three in Tehran."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.rule"].search([]).active = False  # of scenarios and demo data
        cls.pace.quiet = True
        cls.startClassPatcher(freeze_time(NOON))
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Gift",
                "program_type": "coupons",
                "trigger": "with_code",
                "applies_on": "current",
                "company_id": cls.company.id,
            }
        )

    def rule(self, trigger, **values):
        return self.env["club.rule"].create(
            {
                "name": trigger,
                "trigger": trigger,
                "text": "سلام {name}",
                "company_id": self.company.id,
                **values,
            }
        )

    def work(self):
        """What the scheduled action does."""
        with self.enter_registry_test_mode():
            cron = self.env.ref("customer_club.ir_cron_club_message_dispatch")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def messages(self, rule):
        return self.env["club.message"].search([("rule_id", "=", rule.id)], order="id")


@tagged("post_install", "-at_install")
class TestClubRule(RuleCase):
    def test_visit_rules_beside_the_tag_s_texts(self):
        third = self.rule("nth_visit", visit_number=3, text="سومین بازدید، {name}: {visits}")
        later = self.rule("later_visit", trigger_tag_id=self.quiet_tag.id)
        self.press(*(self.entry(minutes=60 * n - 200) for n in range(3)))
        self.assertFalse(later.run_ids)
        run = third.run_ids
        self.assertEqual((run.state, run.visit_id.number), ("waiting", 3))
        self.work()
        message = self.messages(third)
        self.assertRecordValues(
            message,
            [
                {
                    "state": "queued",
                    "rule_key": f"rule:{third.id}",
                    "origin": f"run:{run.id}",
                    "run_id": run.id,
                    "rule_version": 1,
                    "visit_id": run.visit_id.id,
                    "instant": True,
                    "rule_label": third.name,
                }
            ],
        )
        self.assertIn("۳", message.body)
        self.assertEqual(run.state, "done")
        self.assertIn(str(run.visit_id.id), message.origin_label)

    def test_everything_at_once_and_once_only(self):
        gift = self.rule(
            "first_visit",
            text="{name}: {code} تا {until}",
            program_id=self.program.id,
            valid_days=10,
            give_tag_id=self.quiet_tag.id,
            activity_type_id=self.env.ref("mail.mail_activity_data_call").id,
            activity_summary="Call",
        )
        self.press(self.entry(), self.entry("+989351110002"))
        self.work()
        self.work()
        self.assertEqual(gift.run_ids.mapped("state"), ["done", "done"])
        self.assertEqual(gift.run_count, 2)
        for run in gift.run_ids:
            self.assertEqual(run.card_id.partner_id, run.partner_id)
            self.assertIn(run.card_id.code, run.message_ids.body)
            self.assertIn("۱۴۰۵/۰۹/۱۳", run.message_ids.body)
            self.assertIn(self.quiet_tag, run.partner_id.club_tag_ids)
            self.assertEqual(run.partner_id.activity_ids.summary, "Call")

    def test_points_are_given_for_every_visit(self):
        card = self.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "company_id": self.company.id,
            }
        )
        rule = self.rule("later_visit", text=False, program_id=card.id, points=2)
        self.press(*(self.entry(minutes=60 * n - 300) for n in range(4)))
        self.work()
        self.assertEqual(card.coupon_ids.points, 6)
        self.press(self.entry(minutes=-10))
        self.work()
        self.assertEqual(card.coupon_ids.points, 8)
        self.assertEqual(rule.run_count, 4)

    def test_late_events_give_but_do_not_greet(self):
        rule = self.rule("first_visit", give_tag_id=self.quiet_tag.id)
        self.press(self.entry(silent_reason="late"))
        self.work()
        self.assertEqual(self.messages(rule).mapped("reason_code"), ["late"])
        self.assertIn(self.quiet_tag, self.partner().club_tag_ids)

    def test_who(self):
        tagged_only = self.rule("first_visit", tag_ids=self.quiet_tag.ids)
        other_group = self.env["club.group"].create({"name": "B", "company_id": self.company.id})
        grouped = self.rule("first_visit", group_ids=other_group.ids)
        named = self.rule("first_visit", domain="[('name', 'ilike', '0912')]")
        self.press(self.entry())
        self.work()
        self.assertEqual(tagged_only.run_ids.reason_code, "without_tag")
        self.assertEqual(grouped.run_ids.reason_code, "other_group")
        self.assertTrue(grouped.run_ids.reason)
        self.assertEqual(named.run_ids.state, "done")

    def test_once_a_month(self):
        rule = self.rule("later_visit", once="month")
        # 30 Aban and 1 Azar: two months in the company's calendar, one in the Gregorian.
        self.env["res.lang"]._activate_lang("fa_IR")
        self.company.partner_id.lang = "fa_IR"
        day = 24 * 60
        self.press(*(self.entry(minutes=-n * day) for n in (6, 5, 4, 3, 2, 1)))
        self.assertEqual(sorted(rule.run_ids.mapped("period")), ["month:1405/08", "month:1405/09"])

    def test_not_seen_fires_once_for_each_absence(self):
        rule = self.rule("not_seen", days=30, purpose="advertising", once="each")
        self.press(self.entry(minutes=-30 * 24 * 60), self.entry("+989351110002"))
        rule._plan_day(fields.Date.today())
        rule._plan_day(fields.Date.today())
        self.assertEqual(rule.run_ids.partner_id, self.partner())
        self.work()
        self.assertEqual(self.messages(rule).state, "queued")

    def test_who_comes_back_in_time_is_not_missed(self):
        rule = self.rule("not_seen", days=30, send_hour=20)
        self.press(self.entry(minutes=-30 * 24 * 60))
        rule._plan_day(fields.Date.today())
        self.press(self.entry(minutes=60))
        with freeze_time(NOON + timedelta(hours=6)):
            self.work()
        self.assertEqual((rule.run_ids.state, rule.run_ids.reason_code), ("cancelled", "came_back"))

    def test_a_sequence_stops_when_the_customer_comes_back(self):
        first = self.rule("joined", delay=1, delay_unit="hours")
        second = self.rule("after_rule", after_rule_id=first.id, delay=2)
        third = self.rule("after_rule", after_rule_id=second.id, delay=2)
        for mobile in ("09121110001", "09121110002"):
            self.env["res.partner"].create({"name": mobile, "club_mobile": mobile})
        self.assertEqual(len(first.run_ids), 2)
        with freeze_time(NOON + timedelta(hours=2)):
            self.work()
        self.assertEqual(second.run_ids.mapped("state"), ["waiting", "waiting"])
        self.press(self.entry("+989121110001", minutes=24 * 60))
        with freeze_time(NOON + timedelta(days=2, hours=3)):
            self.work()
        by_number = {r.partner_id.club_mobile: r for r in second.run_ids}
        self.assertEqual(by_number["+989121110001"].reason_code, "came_back")
        self.assertEqual(by_number["+989121110002"].state, "done")
        self.assertEqual(third.run_ids.partner_id.club_mobile, "+989121110002")
        self.assertEqual(third.run_ids.parent_id, by_number["+989121110002"])

    def test_a_tag_that_is_new_fires_and_one_that_was_there_does_not(self):
        rule = self.rule("tag_given", trigger_tag_id=self.tag.id)
        self.press(self.entry())
        self.press(self.entry(minutes=60))
        self.assertEqual(len(rule.run_ids), 1)
        member = self.env["res.partner"].create({"name": "M", "club_mobile": "09121110001"})
        member.club_tag_ids = self.tag
        member.club_tag_ids |= self.quiet_tag
        self.assertEqual(len(rule.run_ids), 2)

    def test_advertising_says_how_to_opt_out(self):
        self.company.club_optout_words = "لغو۱۱"
        plain = self.rule("first_visit", purpose="advertising")
        said = self.rule("first_visit", purpose="advertising", text="سلام. لغو11")
        service = self.rule("first_visit")
        self.press(self.entry())
        self.work()
        self.assertTrue(self.messages(plain).body.endswith("\nلغو۱۱"))
        self.assertEqual(self.messages(said).body, "سلام. لغو11")
        self.assertNotIn("لغو", self.messages(service).body)

    def test_wordings_are_kept(self):
        rule = self.rule("first_visit")
        rule.text = "سلام {name}، خوش آمدید"
        rule.name = "Another name"
        self.press(self.entry())
        self.work()
        self.assertEqual(self.messages(rule).rule_version, 2)
        self.assertEqual(rule.wording_ids.mapped("version"), [2, 1])
        self.assertEqual(rule.wording_ids[1].text, "سلام {name}")

    def test_an_sms_template_in_the_customer_s_language(self):
        template = self.env["sms.template"].create(
            {
                "name": "T",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Dear {{ object.name }}",
            }
        )
        rule = self.rule("first_visit", text=False, template_id=template.id)
        self.press(self.entry())
        self.work()
        self.assertEqual(self.messages(rule).body, f"Dear {self.partner().name}")
        template.body = "Hello {{ object.name }}"
        self.assertEqual(rule.version, 2)

    def test_refusals_in_words(self):
        for values in (
            {"text": "{nonsense}"},
            {"text": "{code}"},
            {"text": False},
            {"domain": "[('no_such_field', '=', 1)]"},
            {"domain": "nonsense("},
            {"trigger": "after_rule"},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.rule(**{"trigger": "first_visit", **values})
        rule = self.rule("first_visit")
        self.press(self.entry())
        with self.assertRaises(UserError):
            rule.unlink()

    def test_a_rule_that_fails_stops_no_other(self):
        bad = self.rule(
            "first_visit", activity_type_id=self.env.ref("mail.mail_activity_data_call").id
        )
        good = self.rule("first_visit")
        self.press(self.entry())
        with patch.object(
            type(self.env["club.deed"]), "_schedule", side_effect=UserError("Not today")
        ):
            self.work()
        self.assertEqual((bad.run_ids.state, bad.run_ids.reason), ("failed", "Not today"))
        self.assertFalse(self.messages(bad), "all or nothing")
        self.assertEqual(good.run_ids.state, "done")

    def test_a_key_press_asks_nothing_more_for_rules_that_do_not_fire(self):
        self.rule("nth_visit", visit_number=99)
        self.press(self.entry())
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            self.press(self.entry(minutes=60))
