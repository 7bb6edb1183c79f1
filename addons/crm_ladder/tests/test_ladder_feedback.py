from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderFeedback(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="ladder_care", groups="customer_club.group_club_user"
        )

    def complaint(self, **values):
        partner = self.partner(club_mobile="+989121110044")
        return (
            self.env["ladder.feedback"]
            .with_user(self.user)
            .create({"partner_id": partner.id, "comment": "سرد بود", **values})
        )

    def test_a_complaint_goes_from_arrival_to_the_closing_text(self):
        case = self.complaint()
        self.assertEqual((case.state, case.is_case), ("new", True))
        with freeze_time(NOW + timedelta(hours=2)):
            case.action_take_up()
        self.assertEqual(case.user_id, self.user)
        with self.assertRaises(UserError):
            case.action_close()
        with freeze_time(NOW + timedelta(hours=5)):
            case.action_solve()
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                case.action_close()
            case.closing_text = "{name}، تعویض شد"
            case.action_close()
        self.assertEqual((case.hours_to_take_up, case.hours_to_close), (2, 5))
        message = case.partner_id.club_message_ids
        self.assertEqual(message.body, "مریم رضایی، تعویض شد")
        self.assertEqual((message.purpose, message.state), ("service", "planned"))
        self.assertEqual(message.with_context(lang="en_US").rule_label, "Complaint solved")

    def test_a_case_is_not_closed_by_the_back_door(self):
        with self.assertRaises(ValidationError):
            self.complaint().write({"state": "closed"})

    def test_answers_below_7_become_cases(self):
        for score, is_case, band in (
            (0, True, "detractor"),
            (6, True, "detractor"),
            (7, False, "passive"),
            (8, False, "passive"),
            (9, False, "promoter"),
            (10, False, "promoter"),
        ):
            feedback = self.env["ladder.feedback"]._ask(self.partner())
            feedback._answer(score)
            self.assertEqual((feedback.is_case, feedback.band), (is_case, band))

    def test_net_promoter_score_is_the_average(self):
        partners = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(10)])
        for partner, score in zip(partners, (10, 10, 9, 9, 9, 8, 7, 6, 3, 0), strict=True):
            self.env["ladder.feedback"]._ask(partner)._answer(score)
        [(nps,)] = self.env["ladder.feedback"]._read_group(
            [("partner_id", "in", partners.ids), ("kind", "=", "nps")], [], ["nps:avg"]
        )
        self.assertEqual(nps, 20)

    def test_staff_cannot_answer_for_a_customer(self):
        feedback = self.env["ladder.feedback"]._ask(self.partner()).with_user(self.user)
        with self.assertRaises(UserError):
            feedback.score = 10
        with self.assertRaises(UserError):
            feedback.create({"partner_id": feedback.partner_id.id, "kind": "nps", "score": 10})

    def test_asking_plans_one_text_and_leaves_the_lately_asked_alone(self):
        partner = self.partner(club_mobile="+989121110045")
        silent = self.partner("بی‌شماره")
        self.env["res.partner"].browse((partner | silent).ids)._ladder_ask_nps()
        (partner | silent)._ladder_ask_nps()
        self.assertEqual(len(partner.club_message_ids), 1)
        self.assertIn("/club/say/", partner.club_message_ids.body)
        self.assertFalse(silent.club_message_ids)


@tagged("post_install", "-at_install", "ladder_http")
class TestLadderFeedbackPage(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder"], ["fa_IR"])
        partner = self.env["res.partner"].create({"name": "مریم", "lang": "fa_IR"})
        self.feedback = self.env["ladder.feedback"]._ask(partner)
        self.page = f"/club/say/{self.feedback.token}"

    def test_reading_the_page_answers_nothing(self):
        response = self.url_open(self.page)
        self.assertEqual(response.status_code, 200)
        self.assertIn('<html lang="fa-IR" dir="rtl">', response.text)
        self.assertIn("۱۰", response.text)
        self.assertIn("چقدر احتمال دارد ما را به دوستتان پیشنهاد کنید؟", response.text)
        self.assertEqual(self.feedback.state, "asked")

    def test_one_tap_answers_and_may_be_corrected(self):
        self.assertEqual(self.url_open(self.page, data={"score": "9"}).status_code, 200)
        self.feedback.invalidate_recordset()
        self.assertEqual((self.feedback.score, self.feedback.band), (9, "promoter"))
        response = self.url_open(self.page, data={"score": "۳", "comment": "<b>سرد</b> بود"})
        self.feedback.invalidate_recordset()
        self.assertEqual((self.feedback.score, self.feedback.is_case), (3, True))
        self.assertNotIn("<b>سرد", response.text)
        self.feedback.action_take_up()
        self.env.flush_all()
        self.url_open(self.page, data={"score": "10"})
        self.feedback.invalidate_recordset()
        self.assertEqual(self.feedback.score, 3)

    def test_bad_answers_and_bad_links(self):
        for score in ("11", "-1", "ten", "", "1" * 4000):
            response = self.url_open(self.page, data={"score": score})
            self.assertEqual(response.status_code, 200)
            self.assertIn('role="alert"', response.text)
        self.feedback.invalidate_recordset()
        self.assertEqual(self.feedback.state, "asked")
        self.assertEqual(self.url_open("/club/say/nonsense").status_code, 404)
