from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubSecurity(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            level: new_test_user(
                cls.env,
                login=f"club_{level}",
                groups=group,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for level, group in (
                ("outsider", "base.group_user"),
                ("user", "customer_club.group_club_user"),
                ("marketer", "customer_club.group_club_marketer"),
                ("manager", "customer_club.group_club_manager"),
            )
        }

    def setUp(self):
        super().setUp()
        self.press(self.entry())
        self.visit = self.partner().club_visit_ids
        self.message = self.partner().club_message_ids

    def _as(self, level, record):
        return record.with_user(self.users[level]).with_context(
            allowed_company_ids=self.company.ids
        )

    def test_outsiders_see_nothing(self):
        for record in (self.visit, self.message, self.tag, self.group):
            with self.subTest(record._name), self.assertRaises(AccessError):
                self._as("outsider", record).read(["id"])

    def test_outsiders_still_use_contacts(self):
        partner = self.env["res.partner"].create({"name": "X"})
        self._as("outsider", partner).read(["name", "phone"])

    def test_users_read(self):
        for record in (self.visit, self.message, self.tag, self.group):
            with self.subTest(record._name):
                self.assertTrue(self._as("user", record).read(["display_name"]))

    def test_nobody_edits_visits_or_the_ledger(self):
        for level in ("user", "marketer", "manager"):
            for record, vals in (
                (self.visit, {"number": 7}),
                (self.message, {"state": "delivered"}),
            ):
                with self.subTest(level=level, model=record._name):
                    with self.assertRaises(AccessError):
                        self._as(level, record).write(vals)
                    with self.assertRaises(AccessError):
                        self._as(level, record).create({})
                    with self.assertRaises(AccessError):
                        self._as(level, record).unlink()

    def test_texts_are_the_marketers_keys_the_managers(self):
        with self.assertRaises(AccessError):
            self._as("user", self.tag).write({"welcome_text": "x"})
        self._as("marketer", self.tag).write({"welcome_text": "سلام"})
        with self.assertRaises(AccessError):
            self._as("marketer", self.tag).write({"key": 7})
        with self.assertRaises(AccessError):
            self._as("marketer", self.env["club.tag"]).create({"name": "x", "key": 3})
        self._as("manager", self.env["club.tag"]).create({"name": "x", "key": 3})

    def test_star_is_the_managers(self):
        vip = self.env["club.group"].create({"name": "VIP"})
        for level in ("user", "marketer"):
            with self.subTest(level), self.assertRaises(AccessError):
                self._as(level, vip).action_link_device()
        self._as("manager", vip).action_link_device()
        self.assertTrue(vip.device_linked)

    def test_cancelling_is_the_marketers(self):
        with self.assertRaises(UserError):
            self._as("user", self.message).action_cancel()
        self._as("marketer", self.message).action_cancel()
        self.assertEqual(self.message.state, "cancelled")

    def test_voiding_is_the_managers(self):
        for level in ("user", "marketer"):
            with self.subTest(level), self.assertRaises(AccessError):
                self._as(level, self.env["club.visit.void"]).create({"reason": "x"})
        wizard = self._as("manager", self.env["club.visit.void"]).create(
            {"reason": "wrong number", "visit_ids": [(6, 0, self.visit.ids)]}
        )
        wizard.action_void()
        self.assertTrue(self.visit.void_date)

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="customer_club.group_club_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        member = self.partner()
        member.write({"club_mobile": "09350000009", "company_id": self.company.id})
        old_number = member.club_old_mobile_ids
        period = self.tag.period_ids
        for record in (self.visit, self.message, self.tag, self.group, old_number, period):
            theirs = (
                self.env[record._name]
                .with_user(stranger)
                .with_context(allowed_company_ids=other.ids)
            )
            with self.subTest(record._name):
                self.assertNotIn(record.id, theirs.search([]).ids)
                with self.assertRaises(AccessError):
                    theirs.browse(record.id).read(["id"])
        with self.assertRaises(AccessError):
            self.env["club.visit.void"].with_user(stranger).with_context(
                allowed_company_ids=other.ids
            ).create({"reason": "x", "visit_ids": [(6, 0, self.visit.ids)]}).action_void()

    def test_public_methods_are_the_buttons_alone(self):
        """RPC can call every public method: each one here is a button that checks rights."""
        allowed = {
            "club.group": {"action_link_device", "action_view_members"},
            "club.tag": {"action_view_members", "action_change_meaning"},
            "club.tag.period": set(),
            "club.occasion": set(),
            "club.occasion.day": {"action_as_computed"},
            "club.visit": set(),
            "club.writing": {"facts", "check", "send_test"},
            "club.message": {"action_cancel", "action_resend"},
        }
        for name, buttons in allowed.items():
            own = {
                attr
                for cls in type(self.env[name]).mro()
                if cls.__module__.startswith("odoo.addons.customer_club")
                for attr in vars(cls)
                if not attr.startswith("_") and callable(getattr(cls, attr))
            }
            standard = {"create", "write", "unlink", "default_get", "init"}
            with self.subTest(name):
                self.assertEqual(own - standard, buttons)
