from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from .common import ClubCase

SARA, REZA = "+989121234567", "+989350000001"


@tagged("post_install", "-at_install")
class TestClubConsent(ClubCase):
    def setUp(self):
        super().setUp()
        self.press(self.entry(SARA), self.entry(REZA))
        self.sara, self.reza = self.partner(SARA), self.partner(REZA)
        self.Consent = self.env["club.consent"]

    def refused(self, purpose="advertising", company=None):
        both = (self.sara + self.reza).ids
        return self.Consent._refused(both, company or self.company, purpose)

    def test_silence_is_no_refusal_unless_the_company_asks_for_a_word(self):
        self.assertEqual(self.refused(), set())
        self.company.club_consent_required = True
        self.assertEqual(self.refused(), {self.sara.id, self.reza.id})
        self.Consent._record(self.sara, "advertising", True, "form", "اجازه می‌دهم")
        self.assertEqual(self.refused(), {self.reza.id})

    def test_the_last_word_holds_by_purpose(self):
        now = fields.Datetime.now()
        self.Consent._record(self.sara, "advertising", False, "staff", at=now)
        self.Consent._record(self.sara, "advertising", True, "import", at=now - timedelta(days=400))
        self.assertEqual(self.refused(), {self.sara.id})
        self.assertEqual(self.refused("service"), set())
        self.Consent._record(self.sara, "service", False, "staff")
        self.assertEqual(self.refused("service"), {self.sara.id})
        self.Consent._record(self.sara, "advertising", True, "form", at=now)
        self.assertEqual(self.refused(), set(), "of one moment, the later row")

    def test_a_companys_word_holds_in_its_branches_only(self):
        branch = self.env["res.company"].create({"name": "شعبه", "parent_id": self.company.id})
        other = self.env["res.company"].create({"name": "Other"})
        self.Consent._record(self.sara, "advertising", False, "staff", company=self.company)
        self.assertEqual(self.refused(), {self.sara.id})
        self.assertEqual(self.refused(company=branch), {self.sara.id})
        self.assertEqual(self.refused(company=other), set())
        self.Consent._record(self.sara, "advertising", True, "staff", company=branch)
        self.assertEqual(self.refused(company=branch), set())
        self.assertEqual(self.refused(), {self.sara.id})

    def test_blacklist_refuses_and_leaves_a_row_each_way(self):
        blacklist = self.env["phone.blacklist"]
        spoken = blacklist.with_context(consent_channel="sms", consent_wording="11")
        spoken._add([SARA, "+989199999999"])
        self.assertEqual(self.refused(), {self.sara.id})
        self.assertEqual(self.refused("service"), set(), "service messages reach everybody")
        blacklist._add([SARA])  # once more: nothing is new
        spoken.with_context(consent_wording="12")._remove([SARA])
        self.assertEqual(self.refused(), set())
        self.assertRecordValues(
            self.sara.club_consent_ids.sorted("id"),
            [
                {"given": False, "channel": "sms", "wording": "11", "mobile": SARA},
                {"given": True, "channel": "sms", "wording": "12", "mobile": SARA},
            ],
        )
        blacklist._add([REZA])
        self.assertEqual(self.reza.club_consent_ids.mapped("given"), [False])

    def test_a_provider_that_knows_of_blocks_is_asked(self):
        def blocked(_model, company):
            self.assertEqual(company, self.company)
            return SQL("SELECT %s::varchar", SARA)

        provider = self.registry["sms.tracker"]
        with patch.object(provider, "_advertising_blocked_sql", blocked, create=True):
            self.assertEqual(self.refused(), {self.sara.id})
            self.assertEqual(self.refused("service"), set())

    def test_only_changes(self):
        both = self.sara + self.reza
        self.assertEqual(
            len(self.Consent._record(both, "advertising", True, "import", only_changes=True)), 2
        )
        self.Consent._record(self.sara, "advertising", False, "staff")
        rows = self.Consent._record(both, "advertising", True, "import", only_changes=True)
        self.assertEqual(rows.partner_id, self.sara)

    def test_one_query_for_any_number_of_people(self):
        people = self.env["res.partner"].create(
            [{"name": str(n), "club_mobile": f"0912555{n:04}"} for n in range(40)]
        )
        self.env.flush_all()
        self.company.club_consent_required  # noqa: B018 - in the cache, as in a dispatch
        self.company.parent_ids  # noqa: B018
        with self.assertQueryCount(1):
            self.Consent._refused(people.ids, self.company, "advertising")

    def test_kept_as_given(self):
        row = self.Consent._record(self.sara, "advertising", True, "staff")
        for change in (lambda: row.write({"given": False}), row.unlink):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(ValueError):
            self.Consent._record(self.sara, "gossip", True, "staff")

    def test_dispatch_asks(self):
        welcome = self.sara.club_message_ids
        ad = welcome.copy({"origin": "test:ad", "purpose": "advertising"})
        self.Consent._record(self.sara, "advertising", False, "staff")
        (welcome + ad)._dispatch()
        self.assertEqual((welcome.state, ad.state), ("queued", "blocked"))
        self.assertEqual(ad.reason_code, "opted_out")
        self.Consent._record(self.reza, "service", False, "staff", "not even a welcome")
        self.reza.club_message_ids._dispatch()
        self.assertEqual(self.reza.club_message_ids.state, "blocked")

    def test_on_the_record_and_in_filters(self):
        Partner = self.env["res.partner"]
        self.Consent._record(self.sara, "advertising", False, "staff")
        self.assertEqual(self.sara.club_advertising, "refused")
        self.assertEqual(self.reza.club_advertising, "allowed")
        self.assertFalse(self.company.partner_id.club_advertising)
        ours = [("id", "in", (self.sara + self.reza).ids)]
        for wish, who in (("refused", self.sara), ("allowed", self.reza)):
            self.assertEqual(Partner.search([*ours, ("club_advertising", "=", wish)]), who)
        self.assertEqual(Partner.search([*ours, ("club_advertising", "!=", "refused")]), self.reza)

    def test_a_clerk_records_what_was_said(self):
        clerk = new_test_user(
            self.env,
            login="consent_clerk",
            groups="customer_club.group_club_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.env["phone.blacklist"]._add([SARA])
        sara = self.sara.with_user(clerk).with_context(allowed_company_ids=self.company.ids)
        action = sara.action_record_consent()
        with Form(sara.env["club.consent.add"].with_context(**action["context"])) as form:
            form.wish = "given"
            self.assertTrue(form.on_blacklist)
            form.wording = "پرسیدیم، گفت بفرستید"
        form.record.action_record()
        self.assertEqual(sara.club_advertising, "allowed")
        row = sara.club_consent_ids[0]
        self.assertRecordValues(
            row,
            [{"given": True, "channel": "staff", "user_id": clerk.id, "wording": form.wording}],
        )
        with self.assertRaises(AccessError):
            row.env["club.consent"].create({})
        silent = sara.env["club.consent.add"].create({"partner_id": sara.id, "wish": "given"})
        with self.assertRaises(UserError):
            silent.action_record()
