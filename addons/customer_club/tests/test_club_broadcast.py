"""A group message from the draft to the ledger: to whom, who is left out, who is held out."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ClubCase

OTHER_SEED = "b" * 32


class BroadcastCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = [f"+98912555{place:04}" for place in range(40)]
        cls.members = cls.env["res.partner"].create(
            [
                {
                    "name": f"مشتری {place}",
                    "club_mobile": number,
                    "company_id": cls.company.id,
                    "club_tag_ids": [(4, cls.tag.id)] if place < 20 else False,
                    "club_group_id": cls.group.id if place < 30 else False,
                }
                for place, number in enumerate(cls.numbers)
            ]
        )
        cls.company.club_members_shared = False

    def broadcast(self, **values):
        return self.env["club.broadcast"].create(
            {"name": "نوروز", "text": "سلام {name}", "domain": repr(self.mine()), **values}
        )

    def mine(self):
        return [("id", "in", self.members.ids)]

    def work(self, broadcast):
        """What the scheduled action does, without its commits."""
        for _step in range(50):
            if broadcast._step() is None:
                return
        self.fail("it never ends")

    def send(self, **values):
        broadcast = self.broadcast(**values)
        broadcast.action_start()
        self.work(broadcast)
        return broadcast

    def arms(self, broadcast):
        return {
            arm: recipients.partner_id
            for arm, recipients in broadcast.recipient_ids.grouped("arm").items()
        }

    def texts(self, broadcast):
        return self.env["club.message"].search([("rule_key", "=", broadcast._rule_key())])


@tagged("post_install", "-at_install")
class TestClubBroadcast(BroadcastCase):
    def test_each_person_gets_it_once_whatever_tags_they_carry(self):
        more = self.env["club.tag"].create({"name": "کیک", "key": 3, "company_id": self.company.id})
        self.members.club_tag_ids |= more
        broadcast = self.send(tag_ids=[(6, 0, (self.tag | more).ids)])
        texts = self.texts(broadcast)
        self.assertEqual(texts.partner_id, self.members)
        self.assertEqual(len(texts), 40)
        self.assertEqual(set(texts.mapped("purpose")), {"advertising"})
        self.assertEqual(texts[-1].body, "سلام مشتری 0\nلغو۱۱")
        self.assertEqual(texts[-1].origin, f"partner:{texts[-1].partner_id.id}")
        self.assertEqual(broadcast.recipient_ids.message_id, texts)
        self.assertEqual((broadcast.people_count, broadcast.queued_count), (40, 40))
        self.assertEqual(broadcast.state, "sending", "the texts have not left yet")
        self.assertEqual((broadcast.progress, broadcast.waiting_count), (0, 40))

    def test_conditions_hold_together(self):
        broadcast = self.send(tag_ids=[(4, self.tag.id)], group_ids=[(4, self.group.id)])
        self.assertEqual(self.texts(broadcast).partner_id, self.members[:20])
        self.assertEqual(broadcast.match_count, 20)

    def test_it_is_done_when_the_texts_have_left(self):
        broadcast = self.send()
        self.texts(broadcast)._dispatch()
        self.assertEqual(set(self.texts(broadcast).mapped("state")), {"queued"})
        self.work(broadcast)
        self.assertEqual((broadcast.state, broadcast.progress), ("done", 100))
        self.assertTrue(broadcast.finished_at)

    def test_who_must_not_be_written_to_is_left_out_with_the_reason(self):
        refused, listed, lost = self.members[:3]
        self.env["club.consent"]._record(refused, "advertising", False, "staff")
        self.env["phone.blacklist"].sudo()._add([listed.club_mobile])
        self.env["club.consent"]._record(listed, "advertising", True, "form")
        broadcast = self.broadcast()
        broadcast.action_start()
        broadcast._step(), broadcast._step()
        lost.club_mobile = False
        self.work(broadcast)
        left = broadcast.recipient_ids.filtered(lambda r: r.arm == "skipped")
        self.assertEqual(
            {recipient.partner_id: recipient.skip_reason for recipient in left},
            {refused: "opted_out", listed: "blacklist", lost: "no_number"},
        )
        self.assertEqual(self.texts(broadcast).partner_id, self.members[3:])
        self.assertEqual((broadcast.skipped_count, broadcast.target_count), (3, 37))

    def test_silence_is_a_refusal_where_the_company_asks_for_a_word(self):
        self.company.club_consent_required = True
        self.env["club.consent"]._record(self.members[0], "advertising", True, "form")
        broadcast = self.send()
        self.assertEqual(self.texts(broadcast).partner_id, self.members[0])
        self.assertEqual(broadcast.skipped_count, 39)
        reasons = set(broadcast.recipient_ids.mapped("skip_reason"))
        self.assertEqual(reasons, {"no_consent", False})

    def test_who_opts_out_after_the_freeze_is_blocked_in_the_ledger(self):
        broadcast = self.send()
        self.env["club.consent"]._record(self.members[0], "advertising", False, "sms")
        self.texts(broadcast)._dispatch()
        blocked = self.texts(broadcast).filtered(lambda m: m.state == "blocked")
        self.assertEqual(blocked.partner_id, self.members[0])

    def test_who_is_held_out_is_drawn_by_the_seed(self):
        first = self.send(holdout_percent=50)
        arms = self.arms(first)
        self.assertEqual(arms["a"] | arms["holdout"], self.members)
        self.assertTrue(5 < len(arms["holdout"]) < 35, "a hundred thousand to one")
        self.assertEqual(self.texts(first).partner_id, arms["a"])
        self.assertEqual(first.holdout_count, len(arms["holdout"]))
        again = self.broadcast(holdout_percent=50)
        again.sudo().seed = first.seed
        again.action_start()
        self.work(again)
        self.assertEqual(self.arms(again)["holdout"], arms["holdout"])
        other = self.broadcast(holdout_percent=50)
        other.sudo().seed = OTHER_SEED
        other.action_start()
        self.work(other)
        self.assertNotEqual(self.arms(other)["holdout"], arms["holdout"])

    def test_a_pasted_list_in_any_spelling(self):
        broadcast = self.send(
            audience="list",
            numbers="۰۹۱۲ ۵۵۵ ۰۰۰۰\n+98 912 555 0001, 00989125550002\n09125550000\n"
            "سارا\t0912-555-0003\n09125559999\nسلام\n02188881111",
        )
        self.assertEqual(self.texts(broadcast).partner_id, self.members[:4])
        self.assertEqual(
            broadcast._number_problems(),
            [
                (3, "09125550000", "stands on line 1 already"),
                (5, "09125559999", "belongs to no member"),
                (6, "سلام", "is no mobile number"),
                (7, "02188881111", "is no mobile number"),
            ],
        )

    def test_members_of_other_companies_are_nobodys_business(self):
        other = self.env["res.company"].create({"name": "دیگری"})
        self.members[0].company_id = other
        broadcast = self.send()
        self.assertEqual(self.texts(broadcast).partner_id, self.members[1:])
        listed = self.send(audience="list", numbers="09125550000\n09125550001")
        self.assertEqual(self.texts(listed).partner_id, self.members[1])

    def test_it_waits_for_its_time(self):
        tomorrow = fields.Date.add(fields.Date.today(), days=2)
        broadcast = self.send(when="later", send_day=tomorrow, send_hour=10.5)
        self.assertEqual(
            broadcast.scheduled_at,
            fields.Datetime.to_datetime(tomorrow) + timedelta(hours=7),
            "half past ten in Tehran",
        )
        self.assertEqual((broadcast.state, len(broadcast.recipient_ids)), ("scheduled", 0))
        broadcast.action_back()
        self.assertEqual(broadcast.state, "draft")
        broadcast.when = "now"
        broadcast.action_start()
        self.work(broadcast)
        self.assertEqual(len(self.texts(broadcast)), 40)

    def test_pause_holds_what_waits_and_resume_lets_it_go(self):
        broadcast = self.send()
        self.texts(broadcast)[:10]._dispatch()
        broadcast.action_pause()
        states = self.texts(broadcast).grouped("state")
        self.assertEqual({s: len(m) for s, m in states.items()}, {"queued": 10, "held": 30})
        self.assertEqual(set(states["held"].mapped("reason_code")), {"broadcast_paused"})
        self.assertFalse(
            self.env["club.message"].search(self.env["club.message"]._dispatch_domain())
            & self.texts(broadcast)
        )
        self.assertFalse(broadcast.ledger_stale)
        broadcast.action_resume()
        self.assertEqual(broadcast.state, "sending")
        self.assertEqual(set(self.texts(broadcast).mapped("state")), {"queued", "planned"})

    def test_nothing_leaves_between_the_button_and_the_work(self):
        broadcast = self.send()
        broadcast.sudo().write({"state": "paused", "ledger_stale": True})
        Message = self.env["club.message"]
        self.assertFalse(Message.search(Message._dispatch_domain()) & self.texts(broadcast))

    def test_cancel_keeps_what_is_gone(self):
        broadcast = self.send()
        self.texts(broadcast)[:10]._dispatch()
        broadcast.action_cancel()
        states = self.texts(broadcast).grouped("state")
        self.assertEqual({s: len(m) for s, m in states.items()}, {"queued": 10, "cancelled": 30})
        self.assertEqual(states["cancelled"][0].reason, "The group message was cancelled.")
        with self.assertRaises(UserError):
            broadcast.action_resume()

    def test_the_ledger_names_it(self):
        broadcast = self.send()
        self.assertEqual(self.texts(broadcast)[0].rule_label, "Group message: نوروز")

    def test_its_texts_carry_the_campaign_and_their_end(self):
        campaign = self.env["utm.campaign"].create({"name": "نوروز"})
        broadcast = self.send(campaign_id=campaign.id)
        texts = self.texts(broadcast)
        self.assertEqual(texts.campaign_id, campaign)
        self.assertTrue(all(texts.mapped("expires_at")))

    def test_a_filter_that_is_broken_stops_it_with_the_reason(self):
        broadcast = self.broadcast()
        broadcast.action_start()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_broadcast SET domain = %s WHERE id = %s",
            ["[('gone_field', '=', 1)]", broadcast.id],
        )
        broadcast.invalidate_recordset()
        with self.assertRaises(ValueError):
            self.work(broadcast)
        broadcast._stop_with("why")
        self.assertEqual((broadcast.state, broadcast.problem), ("paused", "why"))

    # What is refused ----------------------------------------------------------------------------

    def test_what_is_missing_is_said(self):
        for values, words in (
            ({"text": False}, "no text"),
            ({"text": "{link}"}, "leads to"),
            ({"text": "{tag}"}, "exactly one tag"),
            ({"ab": True}, "second text"),
            ({"ab": True, "text_b": "hi"}, "Clicks can only decide"),
            ({"domain": "[('id', '=', 0)]"}, "Nobody matches"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.broadcast(**values).action_start()
        for values, words in (
            ({"text": "{surname}"}, "surname"),
            ({"domain": "[('no_such_field', '=', 1)]"}, "cannot be read"),
            ({"domain": "no domain"}, "cannot be read"),
            ({"link_url": "javascript:alert(1)"}, "is no link"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.broadcast(**values)

    def test_nobody_changes_it_once_it_goes(self):
        broadcast = self.send()
        user = self.club_user("marketer_b", "customer_club.group_club_marketer")
        mine = broadcast.with_user(user)
        with self.assertRaisesRegex(UserError, "not new any more"):
            mine.text = "other"
        with self.assertRaises(AccessError):
            mine.state = "draft"
        mine.name = "بهار"
        with self.assertRaises(UserError):
            mine.unlink()
        with self.assertRaises(AccessError):
            self.env["club.broadcast"].with_user(user).create({"name": "x", "state": "done"})
