from odoo.tests import freeze_time, new_test_user, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderMerge(LadderCase):
    def merge(self, source, target, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        if user:
            wizard = wizard.with_user(user)
        wizard.create({})._merge((source | target).ids, target)

    def test_merge_keeps_all_moves_and_judges_anew(self):
        source, target = self.partner("مریم"), self.partner("مریم رضایی")
        self.order(source, 6)
        self.order(source, 3, 50)
        self.order(target, 3)
        self.evaluate(source, target)
        moves = source.ladder_move_ids | target.ladder_move_ids
        self.env["ladder.dirty"].search([]).unlink()
        self.merge(source, target)
        self.env.invalidate_all()
        self.assertFalse(source.exists())
        self.assertEqual(target.ladder_move_ids, moves)
        self.assertEqual(self.env["ladder.dirty"].search([]).partner_id, target)
        self.env["ladder.dirty"]._drain(100)
        self.assertRung(target, "repeat")
        purchases = self.env["ladder.purchase"].search([("partner_id", "=", target.id)])
        self.assertEqual(sorted(purchases.mapped("value")), [100, 150])

    def test_a_user_may_merge_although_nobody_sets_rungs(self):
        user = new_test_user(
            self.env,
            login="ladder_merger",
            groups="customer_club.group_club_user,base.group_partner_manager",
        )
        source, target = self.partner("علی"), self.partner("علی الف")
        self.visit(source, 4, self.buying_tag)
        self.evaluate(source)  # the target stands on no rung yet: nothing may be carried over
        self.merge(source, target, user)
        self.env.invalidate_all()
        self.assertFalse(target.ladder_rung_id)
        self.assertEqual(len(target.ladder_move_ids), 1)

    def test_deleting_a_customer_takes_the_history_along(self):
        partner = self.partner()
        self.evaluate(partner)
        move = partner.ladder_move_ids
        partner.unlink()
        self.assertFalse(move.exists())
