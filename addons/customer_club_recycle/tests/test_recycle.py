from odoo.tests import tagged

from odoo.addons.customer_club.tests.common import ClubCase

OLD, NEW, BUSY = "+989127650001", "+989127650002", "+989127650003"


@tagged("post_install", "-at_install")
class TestRecycle(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("customer_club_recycle.data_recycle_model_members")
        cls.rule.active = True
        # Members of the demo data are not the subject.
        cls.rule.domain = f"[('club_mobile', 'in', {[OLD, NEW, BUSY]!r})]"

    def setUp(self):
        super().setUp()
        years = 4 * 366 * 24 * 60
        self.press(
            self.entry(OLD, minutes=-years), self.entry(BUSY, minutes=-years), self.entry(NEW)
        )
        self.old, self.new, self.busy = (self.partner(mobile) for mobile in (OLD, NEW, BUSY))
        self.old.name = "Sara"

    def listed(self):
        return self.env["data_recycle.record"].search([("recycle_model_id", "=", self.rule.id)])

    def find(self):
        self.rule.action_recycle_records()
        return self.listed()

    def test_the_ready_rule_finds_who_has_not_come(self):
        found = self.find()
        self.assertEqual(set(found.mapped("res_id")), {self.old.id, self.busy.id})

    def test_deleting_erases_and_the_log_says_by_which_rule(self):
        self.find().action_validate()
        self.assertTrue(self.old.exists())
        self.assertTrue(self.old.club_erased_at)
        self.assertNotIn("Sara", self.old.name or "")
        self.assertEqual(self.old.club_visit_count, 1)
        self.assertFalse(self.new.club_erased_at)
        self.assertFalse(self.listed())
        self.assertFalse(self.env["club.personal.data"]._remains([OLD, BUSY]))
        logs = self.env["club.privacy.log"].search(
            [("partner_id", "in", [self.old.id, self.busy.id])]
        )
        self.assertEqual(len(logs), 2)
        for log in logs:
            self.assertIn(self.rule.name, log.reason)
        # Erased members have no number any more and are found no more.
        self.assertFalse(self.find())

    def test_whoever_cannot_be_erased_now_stays_on_the_list(self):
        user = self.env["res.users"].create(
            {"name": "Clerk", "login": "recycled-clerk", "partner_id": self.busy.id}
        )
        self.assertTrue(user)
        self.find().action_validate()
        self.assertTrue(self.old.club_erased_at)
        self.assertFalse(self.busy.club_erased_at)
        self.assertEqual(self.listed().mapped("res_id"), self.busy.ids)

    def test_automatic(self):
        self.rule.recycle_mode = "automatic"
        self.rule.action_recycle_records()
        self.assertTrue(self.old.club_erased_at)
        self.assertFalse(self.listed())

    def test_archiving_archives_and_others_are_deleted(self):
        self.rule.recycle_action = "archive"
        self.find().action_validate()
        self.assertFalse(self.old.active)
        self.assertFalse(self.old.club_erased_at)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        rule = self.env["data_recycle.model"].create(
            {
                "name": "Strangers",
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain": f"[('id', '=', {stranger.id})]",
                "recycle_action": "unlink",
            }
        )
        rule.action_recycle_records()
        self.env["data_recycle.record"].search(
            [("recycle_model_id", "=", rule.id)]
        ).action_validate()
        self.assertFalse(stranger.exists())
