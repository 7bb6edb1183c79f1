from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NOON
from .test_club_form import FormCase


@tagged("post_install", "-at_install")
class TestClubWishes(FormCase):
    def refused(self, purpose):
        found = self.env["club.consent"]._refused(self.member.ids, self.company, purpose)
        return bool(found)

    def wish(self, link, step):
        return link._page({"step": step})[1]

    def test_stop_advertising_stop_all_and_resume(self):
        link = self.link(kind="preferences", form_id=None)
        template, page = link._page(None)
        self.assertEqual(template, "customer_club.preferences_page")
        self.assertIsNone(page["chosen"])
        self.assertEqual((self.refused("advertising"), self.refused("service")), (False, False))
        self.assertEqual(self.wish(link, "no_ads")["chosen"], "no_ads")
        self.assertEqual((self.refused("advertising"), self.refused("service")), (True, False))
        listed = self.env["phone.blacklist"].search([("number", "=", self.member.club_mobile)])
        self.assertTrue(listed)
        said = self.consents("advertising")
        self.assertEqual(said[0].channel, "form")
        self.assertEqual(said[0].wording, "No advertising from کافه نادری, please")
        count = len(said)
        self.wish(link, "no_ads")
        self.assertEqual(len(self.consents("advertising")), count, "twice is once")
        self.wish(link, "nothing")
        self.assertEqual((self.refused("advertising"), self.refused("service")), (True, True))
        self.wish(link, "resume")
        self.assertEqual((self.refused("advertising"), self.refused("service")), (False, False))
        self.assertFalse(listed.active)
        self.assertEqual(self.wish(link, "anything")["chosen"], None)

    def test_wishes_from_the_form_s_page(self):
        link = self.link()
        self.assertEqual(link._page({"step": "wishes"})[0], "customer_club.preferences_page")
        self.wish(link, "nothing")
        self.assertTrue(self.refused("service"))

    def test_this_is_not_me(self):
        boss = self.club_user("form_boss", "customer_club.group_club_manager")
        self.form.user_id = boss
        self.press(self.entry())
        visit = self.member.club_visit_ids
        link = self.link(visit_id=visit.id)
        other = self.link(kind="preferences")
        page = link._page({"step": "not_me"})
        self.assertEqual(page, ("customer_club.not_me_page", {"sure": False}))
        self.assertFalse(link.disowned_at, "reading changes nothing")
        for _time in range(2):
            page = link._page({"step": "not_me_sure"})
            self.assertEqual(page, ("customer_club.not_me_page", {"sure": True}))
        self.assertTrue(visit.void_date)
        self.assertEqual(self.member.club_visit_count, 0)
        self.assertTrue(self.member.club_number_stopped)
        self.assertEqual((self.refused("advertising"), self.refused("service")), (True, True))
        activity = self.member.activity_ids
        self.assertEqual(activity.user_id, boss)
        self.assertIn("۰۹۱۲۱۲۳۴۵۶۷" if boss.lang == "fa_IR" else "09121234567", activity.summary)
        self.assertFalse(self.env["club.link"]._by_token(other.token))
        # nothing of the person is to be had or changed behind this link any more
        self.answer(link, name="Thief")
        self.assertNotEqual(self.member.name, "Thief")
        self.assertEqual(link._page(None)[0], "customer_club.not_me_page")
        self.wish(link, "resume")
        self.assertTrue(self.member.club_number_stopped)

    def test_texts_to_a_stopped_number_are_blocked_and_the_person_is_not(self):
        self.press(self.entry(visited_at=NOON - timedelta(days=3)))
        message = self.member.club_message_ids
        self.link()._page({"step": "not_me_sure"})
        self.assertEqual(message.state, "planned")
        message._dispatch()
        self.assertEqual((message.state, message.reason_code), ("blocked", "not_me"))
        self.assertIn("somebody else", message.with_context(lang="en_US").reason)
        # with the right number the person gets texts again
        self.member.club_mobile = "09129876543"
        self.assertFalse(self.member.club_number_stopped)
        self.assertFalse(self.refused("service"))

    def test_staff_who_made_sure_let_texts_go_again(self):
        self.link()._page({"step": "not_me_sure"})
        clerk = self.club_user("form_lift", "customer_club.group_club_user")
        self.member.with_user(clerk).action_club_number_right()
        self.assertFalse(self.member.club_number_stopped)
        self.assertFalse(self.refused("service"))
        with self.assertRaises(AccessError):
            self.env["club.number.stop"].with_user(clerk).create({"number": "+98912"})

    def test_whoever_has_the_old_number_opens_no_pages(self):
        link = self.link()
        self.member.write({"city": "x", "club_mobile": self.member.club_mobile})
        self.assertTrue(self.env["club.link"]._by_token(link.token))
        self.member.club_mobile = "09129876543"
        self.assertFalse(self.env["club.link"]._by_token(link.token))

    def test_erasing_keeps_the_refusal_if_it_is_wanted(self):
        number = self.member.club_mobile
        stops = self.env["club.number.stop"]
        stops._stop(number, self.member)
        records, _names = stops.sudo()._personal_data_records(self.member, [number])
        self.assertEqual(records.number, number)
        self.env["club.personal.data"]._erase(self.member, "asked", keep_refusal=True)
        self.assertTrue(stops.search([("number", "=", number)]))
        other = self.env["res.partner"].create({"name": "N", "club_mobile": number})
        self.assertTrue(other.club_number_stopped)
        self.env["club.personal.data"]._erase(other, "asked")
        self.assertFalse(stops.search([("number", "=", number)]))

    def test_a_merge_keeps_links_and_answers(self):
        double = self.env["res.partner"].create({"name": "D", "club_mobile": "09120000001"})
        link = self.link(partner=double)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.member | double).ids, self.member
        )
        self.assertEqual(link.partner_id, self.member)
