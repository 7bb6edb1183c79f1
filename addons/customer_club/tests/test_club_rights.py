"""Who may do what with each model, as each kind of user; what RPC reaches, and what it does not."""

import inspect

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged

from .common import ClubCase

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
# Model → what users, marketers and managers may do. Everybody else: nothing.
RIGHTS = {
    "club.consent": ("r", "r", "r"),
    "club.consent.add": ("rwcu", "rwcu", "rwcu"),
    "club.erase": ("", "", "rwcu"),
    "club.export": ("", "rwc", "rwc"),
    "club.group": ("r", "r", "rwcu"),
    "club.import": ("", "", "rwcu"),
    "club.import.column": ("", "", "rwcu"),
    "club.import.line": ("", "", "r"),
    "club.income.band": ("r", "r", "rwcu"),
    "club.key.meaning": ("rwcu", "rwcu", "rwcu"),
    "club.level": ("r", "r", "rwcu"),
    "club.level.grant": ("r", "r", "rwc"),
    "club.level.move": ("r", "r", "r"),
    "club.member.merge": ("", "", "rwcu"),
    "club.message": ("r", "r", "r"),
    "club.mobile.history": ("r", "r", "r"),
    "club.occasion": ("r", "rwc", "rwcu"),
    "club.pace": ("r", "r", "rw"),
    "club.personal.data.export": ("", "", "rwcu"),
    "club.points.audit": ("", "r", "r"),
    "club.preference": ("rc", "rc", "rwcu"),
    "club.privacy.log": ("", "", "r"),
    "club.rule": ("r", "rwcu", "rwcu"),
    "club.rule.fire": ("", "rwcu", "rwcu"),
    "club.rule.preview": ("rwcu", "rwcu", "rwcu"),
    "club.rule.run": ("r", "r", "r"),
    "club.rule.simulator": ("rwcu", "rwcu", "rwcu"),
    "club.rule.wording": ("r", "r", "r"),
    "club.scenario.pick": ("", "", "rwcu"),
    "club.social.profile": ("rwcu", "rwcu", "rwcu"),
    "club.tag": ("r", "rw", "rwcu"),
    "club.tag.change": ("", "", "rwcu"),
    "club.tag.period": ("r", "r", "r"),
    "club.visit": ("r", "r", "r"),
    "club.visit.add": ("rwcu", "rwcu", "rwcu"),
    "club.visit.void": ("", "", "rwcu"),
}
LEVELS = ("user", "marketer", "manager")
# Overrides of Odoo's own public methods, which check rights themselves.
STANDARD = {
    *("create", "write", "unlink", "copy", "copy_data", "default_get", "init", "web_read"),
    *(
        "name_create",
        "name_search",
        "search_read",
        "fields_get",
        "get_views",
        "get_view",
        "load",
        "search_fetch",
        "read_group",
    ),
    *("web_search_read", "formatted_read_group", "web_save", "action_archive"),
}
# A public method that is no button must ask first who calls it.
CHECKS = ("check_access", "has_group", "_check_user", "has_access", "_owner_check(")


@tagged("post_install", "-at_install")
class TestClubRights(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.users = {
            level: cls.make_user(f"rights_{level}", f"customer_club.group_club_{level}")
            for level in LEVELS
        }
        cls.strangers = {
            level: cls.make_user(
                f"rights_other_{level}", f"customer_club.group_club_{level}", cls.other
            )
            for level in LEVELS
        }
        cls.outside = {
            "internal": cls.make_user("rights_internal", "base.group_user"),
            "portal": cls.make_user("rights_portal", "base.group_portal"),
            "public": cls.env.ref("base.public_user"),
        }

    @classmethod
    def make_user(cls, login, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=group,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def as_user(self, user, record):
        company = user.company_id
        return record.with_user(user).with_context(allowed_company_ids=company.ids)

    def models(self):
        """Every model that this add-on itself brings, of this or a later version."""
        names = (
            self.env["ir.model.data"]
            .search([("module", "=", "customer_club"), ("model", "=", "ir.model")])
            .mapped("res_id")
        )
        own = self.env["ir.model"].browse(names).filtered(lambda m: m.model.startswith("club."))
        return [self.env[name] for name in own.mapped("model")]

    def test_the_table_of_rights(self):
        for name, allowed in RIGHTS.items():
            for level, letters in zip(LEVELS, allowed, strict=True):
                may = {
                    letter
                    for letter, operation in OPERATIONS.items()
                    if self.as_user(self.users[level], self.env[name]).has_access(operation)
                }
                with self.subTest(model=name, level=level):
                    self.assertEqual(may, set(letters))

    def test_higher_levels_may_all_that_lower_ones_may(self):
        for model in self.models():
            for operation in OPERATIONS.values():
                may = [
                    self.as_user(self.users[level], model).has_access(operation) for level in LEVELS
                ]
                with self.subTest(model=model._name, operation=operation):
                    self.assertEqual(may, sorted(may))

    def test_nobody_else_gets_in(self):
        for model in self.models():
            for kind, user in self.outside.items():
                for operation in OPERATIONS.values():
                    with self.subTest(model=model._name, kind=kind, operation=operation):
                        self.assertFalse(model.with_user(user).has_access(operation))

    def test_each_model_of_a_company_has_a_rule_for_it(self):
        for model in self.models():
            field = model._fields.get("company_id")
            if model._transient or model._abstract or not field or not field.store:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model._name):
                self.assertTrue(any("company_id" in (rule.domain_force or "") for rule in rules))

    def test_other_companies_records_are_not_there(self):
        self.press(self.entry())
        member = self.partner()
        member.write({"club_mobile": "09350000009", "company_id": self.company.id})
        self.env["club.consent"]._record(member, "advertising", True, "staff")
        self.env["club.privacy.log"]._note("exported", member, "+989350000009", {})
        records = [
            *(member.club_visit_ids, member.club_message_ids, member.club_old_mobile_ids),
            *(member.club_consent_ids, self.tag, self.tag.period_ids, self.group),
            self.env["club.privacy.log"].search([("partner_id", "=", member.id)]),
        ]
        for record in records:
            self.assertEqual(len(record), 1, record._name)
            for level, stranger in self.strangers.items():
                theirs = self.as_user(stranger, record)
                if not theirs.has_access("read") and level != "manager":
                    continue
                with self.subTest(model=record._name, level=level):
                    self.assertFalse(theirs.search([("id", "=", record.id)]))
                    with self.assertRaises(AccessError):
                        theirs.read(["display_name"])
        for level in LEVELS:
            self.assertFalse(
                self.as_user(self.strangers[level], member).search([("id", "=", member.id)])
            )
            own = self.as_user(self.users[level], member)
            self.assertEqual(own.search([("id", "=", member.id)]), member)

    def test_a_shared_member_opens_in_a_company_that_does_not_see_its_group(self):
        self.press(self.entry())
        theirs = self.as_user(self.strangers["user"], self.partner())
        [values] = theirs.web_read(
            {
                "name": {},
                "club_group_id": {"fields": {"display_name": {}}},
                "club_tag_ids": {"fields": {"display_name": {}}},
                "club_visit_ids": {"fields": {"number": {}}},
                "club_message_ids": {"fields": {"body": {}}},
            }
        )
        self.assertFalse(values["club_tag_ids"] or values["club_visit_ids"])
        self.assertFalse(values["club_message_ids"])

    def test_rpc_reaches_buttons_alone(self):
        """RPC can call every public method: each of ours is a button, or checks rights itself."""
        for model in [*self.models(), self.env["res.partner"], self.env["res.company"]]:
            for owner in type(model).mro():
                if not owner.__module__.startswith("odoo.addons.customer_club"):
                    continue
                for name, attribute in vars(owner).items():
                    if name.startswith("_") or not callable(attribute) or name in STANDARD:
                        continue
                    if getattr(attribute, "_api_private", False):
                        continue
                    checks = any(check in inspect.getsource(attribute) for check in CHECKS)
                    with self.subTest(model=model._name, method=name):
                        self.assertTrue(
                            name.startswith("action_") or checks,
                            "make it private (_name), or check the user's rights first",
                        )

    def test_rpc_does_not_reach_what_writes_history(self):
        for model, method in (
            ("club.visit", "_register_entries"),
            ("club.visit", "_void"),
            ("club.message", "_plan_insert"),
            ("club.message", "_set_state"),
            ("club.consent", "_record"),
            ("club.personal.data", "_erase"),
            ("club.personal.data", "_sweep"),
            ("club.privacy.log", "_note"),
            ("res.partner", "_club_anonymise"),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                get_public_method(self.env[model], method)

    def test_buttons_of_a_member_are_not_for_outsiders(self):
        self.press(self.entry())
        member = self.partner()
        member.company_id = self.company
        for kind, user in self.outside.items():
            theirs = member.with_user(user)
            for button in ("action_club_erase", "action_club_personal_data"):
                with self.subTest(kind=kind, button=button), self.assertRaises(AccessError):
                    getattr(theirs, button)()
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                theirs.env["club.visit.add"].create({"mobile": "09121234567"})
