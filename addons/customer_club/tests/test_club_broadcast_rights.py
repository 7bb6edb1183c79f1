"""Who may do what with group messages; the preview; a person's own data."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .test_club_broadcast import BroadcastCase

FORMS = ["club.broadcast", "club.broadcast.recipient", "club.broadcast.arm"]


@tagged("post_install", "-at_install")
class TestClubBroadcastRights(BroadcastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.club_user("clerk_bc", "customer_club.group_club_user")
        cls.marketer = cls.club_user("marketer_bc", "customer_club.group_club_marketer")
        cls.manager = cls.club_user("manager_bc", "customer_club.group_club_manager")

    def test_a_marketer_makes_and_sends(self):
        broadcast = self.env["club.broadcast"].with_user(self.marketer)
        broadcast = broadcast.create({"name": "نو", "text": "سلام", "domain": repr(self.mine())})
        broadcast.action_start()
        self.work(broadcast.sudo())
        self.assertEqual(broadcast.queued_count, 40)
        broadcast.action_pause()
        broadcast.action_resume()
        broadcast.action_cancel()

    def test_a_clerk_looks_and_touches_nothing(self):
        broadcast = self.send()
        broadcast.action_refresh()
        mine = broadcast.with_user(self.clerk)
        self.assertEqual(mine.name, "نوروز")
        self.assertEqual(len(mine.recipient_ids), 40)
        self.assertTrue(mine.arm_ids.mapped("people"))
        for step in ("start", "pause", "cancel", "resume", "approve", "back", "choose_a", "test"):
            with self.assertRaises(UserError):  # an AccessError is one
                getattr(mine, f"action_{step}")()
        with self.assertRaises(AccessError):
            mine.action_preview()
        with self.assertRaises(AccessError):
            self.env["club.broadcast"].with_user(self.clerk).create({"name": "x"})
        self.assertEqual(broadcast.state, "sending")

    def test_nobody_else_sees_anything(self):
        broadcast = self.send()
        broadcast.action_refresh()
        stranger = new_test_user(self.env, login="stranger_bc", groups="base.group_user")
        for name in FORMS:
            with self.assertRaises(AccessError):
                self.env[name].with_user(stranger).search([])

    def test_another_company_sees_nothing(self):
        broadcast = self.send()
        broadcast.action_refresh()
        other = self.env["res.company"].create({"name": "دیگری"})
        user = new_test_user(
            self.env,
            login="other_bc",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for name in FORMS:
            there = self.env[name].with_user(user).with_context(allowed_company_ids=other.ids)
            self.assertFalse(there.search([("id", "!=", 0)]))
        with self.assertRaises(AccessError):
            there.env["club.broadcast"].browse(broadcast.id).action_pause()

    def test_recipients_and_results_cannot_be_written(self):
        broadcast = self.send()
        broadcast.action_refresh()
        for record in (broadcast.recipient_ids[0], broadcast.arm_ids[0]):
            for user in (self.marketer, self.manager):
                with self.assertRaises(AccessError):
                    record.with_user(user).write({"arm": "b"})
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()

    def test_where_the_company_says_so_a_manager_approves(self):
        self.company.club_broadcast_approval = True
        broadcast = self.broadcast().with_user(self.marketer)
        self.assertTrue(broadcast.needs_approval)
        broadcast.action_start()
        self.assertEqual(broadcast.state, "asked")
        with self.assertRaises(AccessError):
            broadcast.action_approve()
        broadcast.with_user(self.manager).action_approve()
        self.assertEqual(broadcast.state, "scheduled")
        self.assertEqual(broadcast.approved_by_id, self.manager)
        broadcast.action_back()
        self.assertFalse(broadcast.approved_by_id)
        broadcast.text = "دیگر"
        broadcast.action_start()
        self.assertEqual(broadcast.state, "asked", "what was changed is approved anew")
        self.assertIn(self.manager.partner_id, broadcast.sudo().message_follower_ids.partner_id)
        mine = self.broadcast().with_user(self.manager)
        self.assertFalse(mine.needs_approval)
        mine.action_start()
        self.assertEqual(mine.state, "scheduled")

    def test_two_who_press_at_once_do_it_once(self):
        broadcast = self.broadcast()
        broadcast.action_start()
        with self.assertRaisesRegex(UserError, "another state"):
            broadcast.action_start()

    def test_a_saved_filter_gives_its_conditions(self):
        saved = self.env["ir.filters"].create(
            {"name": "تهران", "model_id": "res.partner", "domain": "[('city', '=', 'تهران')]"}
        )
        broadcast = self.env["club.broadcast"].new({"filter_id": saved.id})
        broadcast._onchange_filter_id()
        self.assertEqual(broadcast.domain, "[('city', '=', 'تهران')]")
        saved.domain = "[('create_date', '>', context_today())]"
        with self.assertRaises(UserError):
            broadcast._onchange_filter_id()

    def test_members_who_are_selected_in_a_list(self):
        action = self.env["club.broadcast"]._action_write_to(self.members[:3])
        context = action["context"]
        broadcast = (
            self.env["club.broadcast"]
            .with_context(**context)
            .create({"name": "سه نفر", "text": "سلام"})
        )
        self.assertEqual(broadcast.match_count, 3)

    # Preview ------------------------------------------------------------------------------------

    def preview(self, broadcast):
        action = broadcast.with_user(self.marketer).action_preview()
        return self.env["club.broadcast.preview"].with_user(self.marketer).browse(action["res_id"])

    def test_the_preview_tells_what_will_happen(self):
        self.company.club_part_price = 120
        self.env["club.consent"]._record(self.members[:3], "advertising", False, "staff")
        self.env["phone.blacklist"].sudo()._add([self.members[3].club_mobile])
        self.env["club.consent"]._record(self.members[3], "advertising", True, "form")
        broadcast = self.broadcast(text="سلام {name} " + "الف" * 40, holdout_percent=25)
        preview = self.preview(broadcast)
        self.assertEqual((preview.chosen, preview.left_out), (40, 4))
        self.assertEqual(preview.written + preview.held_out, 36)
        self.assertEqual(
            {line.code: line.count for line in preview.left_ids}, {"opted_out": 3, "blacklist": 1}
        )
        self.assertEqual(preview.parts, 3 * preview.written)
        self.assertEqual(preview.price, 120 * preview.parts)
        self.assertTrue(preview.end_label)
        self.assertEqual(len(preview.sample_ids), 5)
        first = preview.sample_ids[0]
        self.assertEqual(first.text, f"سلام {first.partner_id.name} {'الف' * 40}\nلغو۱۱")
        opened = preview.left_ids.filtered(lambda line: line.code == "opted_out").action_open()
        self.assertEqual(self.env["res.partner"].search(opened["domain"]), self.members[:3])
        opened = preview.with_context(club_which="written").action_open()
        self.assertEqual(len(self.env["res.partner"].search(opened["domain"])), preview.written)
        preview.action_start()
        self.work(broadcast)
        self.assertEqual(broadcast.queued_count, preview.written, "it did what it said")
        self.assertEqual(broadcast.holdout_count, preview.held_out)

    def test_the_preview_tells_whom_the_cap_makes_wait(self):
        self.pace.cap = 1
        first = self.send(domain=repr([("id", "in", self.members[:5].ids)]))
        self.texts(first)._dispatch()
        self.assertEqual(self.preview(self.broadcast()).capped, 5)

    def test_the_preview_tells_of_numbers_that_are_none(self):
        preview = self.preview(self.broadcast(audience="list", numbers="09125550000\nسلام"))
        self.assertEqual((preview.written, preview.problem_count), (1, 1))
        self.assertEqual(
            [(line.count, line.text, line.label) for line in preview.number_ids],
            [(2, "سلام", "is no mobile number")],
        )

    def test_a_test_goes_to_the_users_own_phone(self):
        self.marketer.partner_id.phone = "09121112233"
        self.broadcast(text="سلام {link}", link_url="https://a.ir").with_user(
            self.marketer
        ).action_test()
        test = self.env["club.message"].search([("rule_key", "=", "test")], limit=1)
        self.assertEqual(test.number, "+989121112233")
        self.assertIn("/c/", test.body)

    def test_an_operator_that_blocks_is_told_apart(self):
        number = self.members[0].club_mobile
        provider = type(self.env["sms.sms"])
        blocked = lambda _self, _company: SQL("SELECT %s", number)  # noqa: E731
        with patch.object(provider, "_advertising_blocked_sql", blocked, create=True):
            broadcast = self.send()
        left = broadcast.recipient_ids.filtered("skip_reason")
        self.assertEqual((left.partner_id, left.skip_reason), (self.members[0], "operator_block"))

    # A person's own data ------------------------------------------------------------------------

    def test_what_is_held_about_a_person_is_handed_out(self):
        broadcast = self.send()
        sections = dict(
            (records._name, records)
            for records, _names in self.env["club.personal.data"]._sections(self.members[0])
        )
        self.assertEqual(sections["club.broadcast.recipient"].broadcast_id, broadcast)

    def test_an_erased_person_is_not_written_to_and_is_on_no_list(self):
        broadcast = self.broadcast(
            audience="list", numbers="۰۹۱۲ ۵۵۵ ۰۰۰۰\n09125550001", holdout_percent=0
        )
        broadcast.action_start()
        broadcast._step(), broadcast._step()
        self.env["club.personal.data"]._erase(self.members[0], "خواست")
        self.work(broadcast)
        self.assertEqual(self.texts(broadcast).partner_id, self.members[1])
        self.assertNotIn("۵۵۵", broadcast.numbers)
        self.assertIn("09125550001", broadcast.numbers)

    def test_two_records_of_one_person_are_merged(self):
        broadcast = self.send()
        late = self.broadcast()
        late.action_start()
        late._step(), late._step()
        src, dst = self.members[0], self.members[1]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((src | dst).ids, dst)
        self.work(late)
        for one in (broadcast, late):
            mine = one.recipient_ids.filtered(lambda r: r.partner_id == dst)
            self.assertEqual(len(mine), 1)
            self.assertTrue(mine.message_id)
        self.assertEqual(len(self.texts(late)), 39)
