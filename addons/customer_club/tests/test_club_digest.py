"""The weekly digest: what it says to whom, and that it goes out once."""

from datetime import date

from freezegun import freeze_time

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .test_club_owner import NOW, OwnerCase

DIGEST = ("body_html", "like", "club-overview")
WEEK = date(2026, 11, 14)  # the Saturday before the last one, 23 Aban 1405


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClubDigest(OwnerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).club_digest_user_ids = False
        cls.boss.email = "boss@digest.example"
        cls.company.club_digest_user_ids = cls.boss
        cls.last_mail = cls.env["mail.mail"].search([], order="id desc", limit=1)

    def mails(self):
        return self.env["mail.mail"].search([("id", ">", self.last_mail.id), DIGEST])

    def send(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.ir_cron_club_digest").method_direct_trigger()
        return self.env["club.digest"].search([("company_id", "=", self.company.id)])

    def test_it_says_what_the_page_says_of_that_week(self):
        self.fill()
        digest = self.send()
        self.assertEqual((digest.week, digest.reader_count, digest.left_out), (WEEK, 1, ""))
        [mail] = self.mails()
        self.assertEqual((mail.email_to, mail.state), (self.boss.email_formatted, "outgoing"))
        page = self.page("week", anchor="2026-11-14")
        self.assertEqual(page["period"]["title"], "14 to 20 November 2026")
        self.assertIn("14 to 20 November 2026", mail.subject)
        for card in page["cards"]:
            self.assertIn(card["title"], mail.body_html)
            self.assertIn(card["hint"], mail.body_html)
        self.assertIn(f">{self.card(page, 'visits')['value']}</div>", mail.body_html)

    def test_in_persian_it_is_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        self.fill()
        self.send()
        [mail] = self.mails()
        self.assertIn("۲۳ تا ۲۹ آبان ۱۴۰۵", mail.subject)
        self.assertIn('dir="rtl"', mail.body_html)
        self.assertIn("نگاه کلی", mail.body_html)
        self.assertNotIn("The past week", mail.body_html)

    def test_once_a_week_and_again_the_next(self):
        self.send()
        self.send()
        self.assertEqual(len(self.mails()), 1)
        with freeze_time("2026-11-28 04:00"):  # Saturday, 7:30 in Tehran
            self.send()
            self.assertEqual(len(self.mails()), 1, "it is too early")
        with freeze_time("2026-11-28 04:31"):
            digests = self.send()
        self.assertEqual(digests.mapped("week"), [date(2026, 11, 21), WEEK])
        self.assertEqual(len(self.mails()), 2)

    def test_only_who_may_see_it_gets_it_and_it_is_said_who_does_not(self):
        other = self.env["res.company"].create({"name": "Branch"})
        clerk = self.club_user(
            "clerk", "customer_club.group_club_user", email="clerk@digest.example"
        )
        marketer = self.club_user("ads", "customer_club.group_club_marketer", email=False)
        stranger = self.club_user(
            "stranger", "customer_club.group_club_manager", email="stranger@digest.example"
        )
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.company.club_digest_user_ids |= clerk | marketer | stranger
        digest = self.send()
        self.assertEqual(self.mails().mapped("email_to"), [self.boss.email_formatted])
        self.assertEqual(len(digest.left_out.splitlines()), 3)
        for user in clerk | marketer | stranger:
            self.assertIn(user.name, digest.left_out)

    def test_numbers_are_those_of_the_company_it_is_of(self):
        self.fill(visits=60)
        other = self.env["res.company"].create(
            {"name": "Branch", "country_id": self.env.ref("base.ir").id}
        )
        self.boss.company_ids |= other
        self.company.club_digest_user_ids = False
        other.club_digest_user_ids = self.boss
        self.send()
        [mail] = self.mails()
        self.assertIn("Branch", mail.subject)
        self.assertNotIn("▲", mail.body_html)
        self.assertIn(">0</div>", mail.body_html)

    def test_one_company_s_trouble_does_not_stop_the_others(self):
        Digest = type(self.env["club.digest"])
        other = self.env["res.company"].create({"name": "Branch"})
        other.club_digest_user_ids = self.boss
        self.boss.company_ids |= other
        usual = Digest._send

        def send(digest, company, week):
            if company == self.company:
                raise ValueError("trouble")
            return usual(digest, company, week)

        self.patch(Digest, "_send", send)
        with self.assertLogs("odoo.addons.customer_club.models.club_digest", "ERROR"):
            self.send()
        self.assertFalse(self.env["club.digest"].search([("company_id", "=", self.company.id)]))
        self.assertTrue(self.env["club.digest"].search([("company_id", "=", other.id)]))

    def test_a_trial_for_oneself(self):
        settings = self.env["res.config.settings"].with_user(self.boss).sudo().create({})
        self.assertEqual(settings.with_user(self.boss).club_digest_user_ids, self.boss)
        trial = self.env["res.config.settings"].new({})
        trial.with_user(self.boss).action_club_digest_trial()
        self.assertEqual(self.mails().mapped("email_to"), [self.boss.email_formatted])
        self.assertFalse(self.env["club.digest"].search([("company_id", "=", self.company.id)]))
        self.boss.email = False
        with self.assertRaises(UserError):
            trial.with_user(self.boss).action_club_digest_trial()
        clerk = self.club_user("clerk", "customer_club.group_club_user")
        with self.assertRaises(AccessError):
            trial.with_user(clerk).action_club_digest_trial()

    def test_clerks_and_marketers_do_not_read_the_log(self):
        self.send()
        marketer = self.club_user("ads", "customer_club.group_club_marketer")
        with self.assertRaises(AccessError):
            self.env["club.digest"].with_user(marketer).search([])
        self.assertTrue(self.env["club.digest"].with_user(self.boss).search([]))
        with self.assertRaises(AccessError):
            self.env["club.digest"].with_user(self.boss).search([]).week = "2026-01-03"


@tagged("post_install", "-at_install")
class TestClubDigestRace(BaseCase):
    """Two real workers that meet on one company's week. Rows are committed and removed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.company = env.company.id
            self.before = env.company.club_digest_user_ids.ids
            self.reader = env.ref("base.user_admin").id
            env.company.club_digest_user_ids = [Command.set([self.reader])]
            # Without demo data the administrator has no address.
            self.email = env.ref("base.partner_admin").email
            env.ref("base.partner_admin").email = self.email or "admin@digest.example"
            cr.execute("SELECT COALESCE(max(id), 0) FROM mail_mail")
            [self.last_mail] = cr.fetchone()
        self.addCleanup(self._clean)

    def _mails(self):
        return [("id", ">", self.last_mail), DIGEST]

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["mail.mail"].search(self._mails()).unlink()
            cr.execute("DELETE FROM club_digest WHERE company_id = %s", [self.company])
            env.company.club_digest_user_ids = [Command.set(self.before)]
            env.ref("base.partner_admin").email = self.email

    def test_one_of_two_workers_sends_it(self):
        with self.registry.cursor() as first_cr, self.registry.cursor() as second_cr:
            first = api.Environment(first_cr, SUPERUSER_ID, {})
            second = api.Environment(second_cr, SUPERUSER_ID, {})
            # The second worker's snapshot is older than the first one's commit.
            second_cr.execute("SELECT 1 FROM club_digest LIMIT 1")
            one = first["club.digest"]._send_due(first["res.company"].browse(self.company))
            self.assertEqual((one.reader_count, one.left_out), (1, ""))
            first_cr.commit()
            two = second["club.digest"]._send_due(second["res.company"].browse(self.company))
            self.assertFalse(two)
            second_cr.commit()
            # And on a fresh snapshot it is simply done.
            self.assertFalse(
                second["club.digest"]._send_due(second["res.company"].browse(self.company))
            )
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            mails = env["mail.mail"].search_count(self._mails())
            rows = env["club.digest"].search_count([("company_id", "=", self.company)])
            self.assertEqual((mails, rows), (1, 1))
