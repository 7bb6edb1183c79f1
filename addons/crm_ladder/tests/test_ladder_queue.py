from uuid import uuid4

from odoo.tests import freeze_time, tagged

from .common import NOW, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderQueue(LadderCase):
    def queued(self):
        self.env.flush_all()
        return self.env["ladder.dirty"].search([]).partner_id

    def clear(self):
        self.env["ladder.dirty"].search([]).unlink()

    def entry(self, mobile, **values):
        return {
            "mobile": mobile,
            "visited_at": NOW,
            "tag_id": self.buying_tag.id,
            "group_id": False,
            "source": "keypad",
            "origin": f"direct:{uuid4()}",
            "company_id": self.company.id,
            "merge_minutes": 10,
            "silent_reason": False,
            **values,
        }

    def test_every_fact_queues_its_customer(self):
        partner, other = self.partner(), self.partner("دیگری")
        self.assertEqual(self.queued(), partner | other)
        self.clear()

        lead = self.env["crm.lead"].create({"name": "پرسش", "partner_id": partner.id})
        self.assertEqual(self.queued(), partner)
        self.clear()
        lead.partner_id = other
        self.assertEqual(self.queued(), partner | other)
        self.clear()
        lead.name = "پرسش دیگر"
        self.assertFalse(self.queued())
        lead.unlink()
        self.assertEqual(self.queued(), other)
        self.clear()

        order = self.order(partner, confirm=False)
        self.assertEqual(self.queued(), partner)
        self.clear()
        order.action_confirm()
        self.assertEqual(self.queued(), partner)
        self.clear()
        order._action_cancel()
        self.assertEqual(self.queued(), partner)
        self.clear()

        invoice = self.invoice(partner)
        self.assertEqual(self.queued(), partner)
        self.clear()
        invoice.button_draft()
        self.assertEqual(self.queued(), partner)
        self.clear()
        invoice.unlink()
        self.assertFalse(self.queued())

    def test_vendor_bill_queues_nobody(self):
        partner = self.partner()
        self.clear()
        self.invoice(partner, move_type="in_invoice")
        self.assertFalse(self.queued())

    def test_visit_and_void_queue(self):
        [result] = self.env["club.visit"]._register_entries([self.entry("+989121110001")])
        partner = self.env["res.partner"].browse(result["partner_id"])
        self.assertEqual(self.queued(), partner)
        self.clear()
        self.env["club.visit"].browse(result["visit_id"])._void("اشتباه")
        self.assertEqual(self.queued(), partner)

    def test_hook_of_a_key_press_is_one_query(self):
        partners = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(5)])
        visits = self.env["club.visit"].browse([self.visit(p).id for p in partners])
        self.env.flush_all()
        visits._after_register()  # warm: the cron's id is cached
        with self.assertQueryCount(1):
            visits._after_register()

    def test_tag_that_becomes_buying_queues_its_customers(self):
        partner, other = self.partner(), self.partner("دیگری")
        self.visit(partner, 3, self.looking_tag)
        self.visit(other, 3, self.buying_tag)
        self.clear()
        self.looking_tag.name = "گشت"
        self.looking_tag.ladder_is_purchase = False
        self.assertFalse(self.queued())
        self.looking_tag.ladder_is_purchase = True
        self.assertEqual(self.queued(), partner)

    def test_contact_that_changes_company_queues_both(self):
        old = self.partner("قدیم", is_company=True)
        new = self.partner("جدید", is_company=True)
        person = self.partner("شخص", parent_id=old.id)
        self.clear()
        person.parent_id = new
        self.assertEqual(self.queued(), old | new | person)

    def test_drain_evaluates_and_empties(self):
        [result] = self.env["club.visit"]._register_entries([self.entry("+989121110002")])
        partner = self.env["res.partner"].browse(result["partner_id"])
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_drain")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        self.assertRung(partner, "customer")
        self.assertFalse(self.queued())

    def test_incremental_update_stays_in_its_query_budget(self):
        partners = self.env["res.partner"].create([{"name": f"م{n}"} for n in range(40)])
        self.evaluate(*partners)
        for partner in partners:
            self.visit(partner, 2, self.buying_tag)
        self.clear()
        self.env["ladder.dirty"]._add(partners[:1].ids)
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.env["ladder.dirty"]._drain(500)
        self.env["ladder.dirty"]._add(partners.ids)
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.env["ladder.dirty"]._drain(500)
        self.env.invalidate_all()
        self.assertEqual(partners.ladder_rung_id.code, "customer")

    def test_a_customer_in_the_queue_many_times_moves_once(self):
        partner = self.partner()
        self.visit(partner, 1, self.buying_tag)
        for _time in range(3):
            self.env["ladder.dirty"]._add(partner.ids)
        self.env["ladder.dirty"]._drain(500)
        self.assertEqual(len(partner.ladder_move_ids), 1)
        self.assertFalse(self.queued())
