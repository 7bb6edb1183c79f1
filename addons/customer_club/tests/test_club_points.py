"""Points for visits on Odoo's cards: booked once, taken back once, balance equals history."""

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOON, ClubCase

SECOND = "+989350000002"


class PointsCase(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.company._club_make_program()
        cls.company.club_visit_points = 10
        cls.Card = cls.env["loyalty.card"].with_context(active_test=False)

    def cards(self, partner):
        return self.Card.search([("partner_id", "=", partner.id)])

    def balance(self, partner):
        self.settle()
        return sum(self.cards(partner).mapped("points"))

    def settle(self):
        """What a commit does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def gaps(self):
        self.settle()
        rows = self.env["club.points.audit"].with_context(active_test=False)
        return rows.search([("company_id", "=", self.company.id), ("gap", "!=", 0)])


@tagged("post_install", "-at_install")
class TestClubPoints(PointsCase):
    def test_each_visit_brings_its_points_once(self):
        self.press(self.entry(), self.entry(SECOND))
        self.press(self.entry(minutes=60))
        member = self.partner()
        [card] = self.cards(member)
        self.assertEqual((card.program_id, card.points), (self.program, 20))
        self.assertEqual(card.history_ids.mapped("issued"), [10, 10])
        self.assertEqual(self.balance(self.partner(SECOND)), 10)
        member.club_visit_ids._book_points()
        self.assertEqual(self.balance(member), 20, "a visit is booked once, whoever asks again")
        self.assertFalse(self.gaps())

    def test_merged_entries_bring_nothing(self):
        self.press(self.entry(), self.entry(minutes=3))
        self.assertEqual(self.balance(self.partner()), 10)

    def test_the_path_of_a_key_press(self):
        """One query more than without points, whatever the number of visits."""
        self.press(self.entry(), self.entry(SECOND))
        visits = self.partner().club_visit_ids
        self.env.flush_all()
        self.env["res.company"]._club_visit_points_specs()
        self.env["club.level"]._specs()
        with self.assertQueryCount(1):
            visits._book_points()
        self.company.club_visit_points = 0
        self.env.flush_all()
        self.env["res.company"]._club_visit_points_specs()
        self.env["club.level"]._specs()
        with self.assertQueryCount(0):
            visits._book_points()

    def test_voided_takes_back_exactly_once(self):
        self.press(self.entry(), self.entry(minutes=60))
        visit = self.partner().club_visit_ids[0]
        visit._void("wrong key")
        self.assertEqual(self.balance(self.partner()), 10)
        visit._void("again")
        visit._take_points_back()
        self.assertEqual(self.balance(self.partner()), 10)
        self.company.club_visit_points = 50
        (self.partner().club_visit_ids - visit)._void("the other")
        self.assertEqual(self.balance(self.partner()), 0, "what it brought, not what it would now")
        self.assertFalse(self.gaps())

    def test_history_of_an_old_panel_brings_nothing(self):
        self.press(self.entry(source="import", weight=12))
        self.assertFalse(self.cards(self.partner()))

    def test_words_in_the_language_of_customers(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.press(self.entry())
        self.assertEqual(self.cards(self.partner()).history_ids.description, "بازدید شمارهٔ ۱")

    def test_a_programme_that_is_over_brings_nothing(self):
        self.program.date_to = "2026-01-01"
        self.press(self.entry())
        self.assertFalse(self.cards(self.partner()).filtered("points"))
        self.program.write({"date_to": False, "active": False})
        self.press(self.entry(minutes=60))
        self.assertFalse(self.cards(self.partner()).filtered("points"))

    def test_merged_members_sum_up(self):
        self.press(self.entry(), self.entry(SECOND), self.entry(SECOND, minutes=60))
        kept, gone = self.partner(), self.partner(SECOND)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | gone).ids, kept, extra_checks=False)
        [card] = self.cards(kept).filtered("active")
        self.assertEqual((card.points, len(card.history_ids)), (30, 3))
        self.assertFalse(self.gaps())
        kept.club_visit_ids[0]._void("after the merge")
        self.assertEqual(self.balance(kept), 20)
        self.assertFalse(self.gaps())

    def test_an_erased_member_forfeits(self):
        self.press(self.entry(), self.entry(minutes=60))
        member = self.partner()
        [card] = self.cards(member)
        self.env["club.personal.data"]._erase(member, "asked for it")
        self.assertFalse(card.active)
        self.assertEqual((card.points, len(card.history_ids)), (0, 3))
        self.assertFalse(self.gaps())

    def test_whoever_changes_a_balance_leaves_a_line(self):
        self.press(self.entry())
        [card] = self.cards(self.partner())
        manager = self.club_user("points_manager", "customer_club.group_club_manager")
        card.with_user(manager).write({"points": 3})
        self.settle()
        line = card.history_ids[0]
        self.assertEqual((line.issued, line.used, line.club_kind), (0, 7, "adjustment"))
        self.assertEqual(line.create_uid, manager)
        row = self.env["club.points.audit"].search([("card_id", "=", card.id)])
        self.assertEqual((row.balance, row.history, row.gap, row.unexplained), (3, 3, 0, -7))

    def test_odoo_s_own_documents_get_no_second_line(self):
        self.press(self.entry())
        [card] = self.cards(self.partner())
        wizard = self.env["loyalty.card.update.balance"].create(
            {"card_id": card.id, "new_balance": 25, "description": "A present"}
        )
        wizard.action_update_card_point()
        self.env["club.deed"]._give(self.program, [self.partner().id], 5, description="Rule")
        self.settle()
        self.assertEqual(
            [(line.issued, line.used, line.club_kind) for line in card.history_ids],
            [(5, 0, False), (15, 0, False), (10, 0, "visit")],
        )
        self.assertEqual(card.points, 30)

    def test_a_savepoint_between_balance_and_line_leaves_nothing(self):
        """Odoo's documents write the two one after the other; hooks run at each savepoint."""
        self.press(self.entry())
        [card] = self.cards(self.partner())
        card.points += 7
        with self.env.cr.savepoint():
            self.assertEqual(card.history_ids[0].club_kind, "adjustment")
        card.history_ids.create({"card_id": card.id, "description": "Order", "issued": 7})
        self.settle()
        self.assertEqual(card.history_ids.mapped("issued"), [7, 10])
        self.assertFalse(self.gaps())

    def test_history_that_is_typed_or_taken_away_changes_no_balance(self):
        self.press(self.entry())
        [card] = self.cards(self.partner())
        line = card.history_ids.create({"card_id": card.id, "description": "?", "used": 4})
        self.settle()
        self.assertEqual((card.points, len(card.history_ids)), (10, 3))
        self.assertFalse(self.gaps())
        line.used = 6
        self.settle()
        self.assertFalse(self.gaps())
        line.unlink()
        self.settle()
        self.assertEqual(card.history_ids.mapped("issued"), [10])

    def test_balances_from_before_are_carried_forward(self):
        self.press(self.entry())
        [card] = self.cards(self.partner())
        self.env.flush_all()
        self.env.cr.execute("UPDATE loyalty_card SET points = 100 WHERE id = %s", [card.id])
        card.invalidate_recordset()
        self.assertEqual(self.gaps().gap, 90)
        self.Card._club_carry_forward()
        self.assertFalse(self.gaps())
        self.assertEqual(card.history_ids[0].club_kind, "opening")
        self.assertEqual(self.Card._club_carry_forward(), 0)

    def test_settings_are_checked(self):
        with self.assertRaises(ValidationError):
            self.company.club_visit_points = -1
        coupons = self.env["loyalty.program"].create(
            {"name": "C", "program_type": "coupons", "company_id": self.company.id}
        )
        with self.assertRaises(ValidationError):
            self.company.club_program_id = coupons
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            other.club_program_id = self.program

    def test_points_stay_with_the_company_of_the_visit(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.press(self.entry(), self.entry(minutes=60, company_id=other.id, tag_id=False))
        self.assertEqual(self.balance(self.partner()), 10)

    def test_who_sees_what(self):
        self.press(self.entry())
        [card] = self.cards(self.partner())
        clerk = self.club_user("points_clerk", "customer_club.group_club_user")
        self.assertEqual(card.with_user(clerk).points, 10)
        self.assertFalse(card.with_user(clerk).has_access("write"))
        self.assertFalse(self.env["loyalty.history"].with_user(clerk).has_access("create"))
        self.assertFalse(self.env["club.points.audit"].with_user(clerk).has_access("read"))
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="points_stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        there = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        theirs = there["club.points.audit"]
        self.assertFalse(theirs.search([("card_id", "=", card.id)]))
        history = there["loyalty.history"]
        self.assertFalse(history.search([("card_id", "=", card.id)]))

    def test_history_of_a_member(self):
        with freeze_time(NOON):
            self.press(self.entry())
        action = self.partner().action_club_points()
        lines = self.env["loyalty.history"].search(action["domain"])
        self.assertEqual(lines.issued, 10)
        audit = self.env["club.points.audit"].search([("partner_id", "=", self.partner().id)])
        self.assertEqual(
            self.env["loyalty.history"].search(audit.action_open_history()["domain"]), lines
        )
