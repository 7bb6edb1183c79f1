import json

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged, users
from odoo.tools import mute_logger

from odoo.addons.direct_device.tools import signature

from .common import DeviceCase, DeviceHttpCase, event


@tagged("post_install", "-at_install")
class TestDeviceRights(DeviceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        for login, groups in [
            ("club_user", "customer_club.group_club_user"),
            ("club_marketer", "customer_club.group_club_marketer"),
            ("club_manager", "customer_club.group_club_manager"),
            ("clerk", "base.group_user"),
        ]:
            new_test_user(cls.env, login, groups, **company)
        other = cls.env["res.company"].create({"name": "Other"})
        cls.env["club.tag"].create({"name": "T", "key": 1, "company_id": other.id})
        cls.foreign = cls.make_device("Foreign", company_id=other.id)

    def setUp(self):
        super().setUp()
        self.ingest(event(), event(tag=9))
        self.ingest(event("09350000005"), device=self.foreign)
        self.event = self.inbox()[0]

    def mine(self, record):
        return record.with_user(self.env.user).with_context(allowed_company_ids=self.company.ids)

    @users("clerk")
    def test_others_see_nothing(self):
        for record in (self.device, self.event):
            with self.assertRaises(AccessError):
                self.mine(record).read(["id"])

    @users("club_user", "club_marketer")
    def test_staff_look_and_do_not_touch(self):
        self.assertEqual(self.mine(self.device).name, "پیشخوان")
        self.assertEqual(self.mine(self.event).state, "accepted")
        device = self.mine(self.device)
        for forbidden in (
            lambda: device.write({"name": "x"}),
            device.action_suspend,
            device.action_pair,
            device.action_new_secret,
            device.action_revoke_secret,
            device.unlink,
            lambda: device.copy(),
            lambda: device.create({"name": "mine"}),
        ):
            with self.assertRaises(AccessError):
                forbidden()

    @users("club_manager")
    def test_managers_run_keypads(self):
        device = self.mine(self.device)
        device.write({"name": "Bar"})
        device.action_suspend()
        device.action_resume()
        self.assertTrue(device.action_pair()["context"]["default_code"])
        device.action_revoke_secret()
        mine = device.create({"name": "New"})
        self.assertEqual(mine.company_id, self.company)
        mine.unlink()

    @users("club_manager")
    def test_nobody_writes_the_inbox(self):
        inbox = self.mine(self.event)
        for forbidden in (
            lambda: inbox.write({"state": "rejected"}),
            lambda: inbox.create({"state": "accepted"}),
            inbox.unlink,
        ):
            with self.assertRaises(AccessError):
                forbidden()

    @users("club_user", "club_manager")
    def test_other_companies_are_not_seen(self):
        self.assertFalse(self.mine(self.device).search([("id", "=", self.foreign.id)]))
        self.assertFalse(self.mine(self.event).search([("device_id", "=", self.foreign.id)]))
        with self.assertRaises(AccessError):
            self.mine(self.foreign).read(["name"])


@tagged("post_install", "-at_install", "direct_http")
class TestSecretsUnreadable(DeviceHttpCase):
    """Not even the system's administrator reads a secret, by any way that Odoo offers."""

    def rpc(self, model, method, *args, **kwargs):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={"params": {"model": model, "method": method, "args": args, "kwargs": kwargs}},
        )
        return response.json()

    def setUp(self):
        super().setUp()
        self.device.action_pair()
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [Command.link(self.company.id)], "company_id": self.company.id})
        self.authenticate("admin", "admin")
        self.raw = self.secrets[self.device]
        self.forms = {
            signature.encode_secret(self.raw),
            self.raw.hex(),
            self.raw.decode("latin1"),
        }

    def assertHidden(self, answer):
        text = json.dumps(answer, ensure_ascii=False)
        for form in self.forms:
            self.assertNotIn(form, text)

    @mute_logger("odoo.http")
    def test_by_rpc(self):
        ids = [self.device.id]
        everything = self.rpc("direct.device", "read", ids)
        self.assertEqual(everything["result"][0]["serial"], self.device.serial)
        self.assertHidden(everything)
        for column in ("secret", "pair_hash", "pair_until"):
            self.assertNotIn(column, everything["result"][0])
            for method, args in [
                ("read", [ids, [column]]),
                ("search_read", [[("id", "in", ids)], [column]]),
                ("search", [[(column, "!=", False)]]),
                ("export_data", [ids, [column]]),
                ("formatted_read_group", [[], [column]]),
                ("write", [ids, {column: "x"}]),
                ("search", [[], 0, None, column]),
            ]:
                answer = self.rpc("direct.device", method, *args)
                self.assertIn("error", answer, f"{method} {column}")
                self.assertHidden(answer)

    @mute_logger("odoo.http")
    def test_private_methods_and_copies(self):
        for method in ("_speaker", "_install_secret", "_pair", "_admit"):
            answer = self.rpc("direct.device", method, self.device.serial)
            self.assertIn("error", answer)
            self.assertHidden(answer)
        self.assertHidden(self.rpc("direct.device", "copy_data", [self.device.id]))
        self.assertHidden(self.rpc("direct.device", "fields_get"))
        self.assertHidden(self.rpc("direct.device.show", "default_get", ["secret", "code"]))

    def test_the_counter_table_is_no_model(self):
        self.assertFalse(
            self.env["ir.model"]
            .search([("model", "like", "direct.device.%")])
            .filtered(lambda model: model.model not in ("direct.device.show",))
        )

    def test_not_in_the_chatter(self):
        self.device.action_new_secret()
        self.device.action_revoke_secret()
        text = " ".join(self.device.message_ids.mapped("body"))
        self.assertTrue(text)
        self.assertHidden(text)
