from odoo.tests import HttpCase, tagged

from odoo.addons.customer_club.tools.digits import to_persian_digits


@tagged("post_install", "-at_install", "ladder_http")
class TestReferralTour(HttpCase):
    """Referrals, policies and privileges in Persian, in a real browser."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"]._load_module_terms(["crm_ladder", "customer_club"], ["fa_IR"])
        self.env.ref("base.user_admin").lang = "fa_IR"
        self.company = self.env.company
        self.company.country_id = self.env.ref("base.ir")
        self.maryam = self.env["res.partner"].create(
            {
                "name": "مریم رضایی",
                "club_mobile": "+989121230099",
                "club_joined_on": "2020-01-01",
                "lang": "fa_IR",
            }
        )
        self.env["ladder.referral.code"].create(
            {"partner_id": self.maryam.id, "company_id": self.company.id, "code": "483217"}
        )
        self.code, self.link = self.env["ladder.referral.code"]._links(
            self.company, self.maryam.ids
        )[self.maryam.id]

    def test_a_code_at_the_desk(self):
        sara = self.env["res.partner"].create(
            {"name": "سارا کاظمی", "club_mobile": "+989121230098"}
        )
        self.env["ladder.referral.program"]._of(self.company)
        self.start_tour(f"/odoo/club-members/{sara.id}", "crm_ladder_referral", login="admin")
        referral = self.maryam.ladder_referral_ids
        self.assertEqual((referral.referred_id, referral.state), (sara, "waiting"))

    def test_what_the_friend_reads(self):
        page = self.url_open(self.link.replace(self.base_url(), ""))
        self.assertIn(to_persian_digits(self.code), page.text)
        self.assertIn('dir="rtl"', page.text)
        self.assertIn("شمارهٔ موبایل", page.text)

    def test_a_policy(self):
        tag = self.env["club.tag"].create({"name": "وفاداران", "company_id": self.company.id})
        self.maryam.club_tag_ids = tag
        self.start_tour("/odoo/ladder-policies/new", "crm_ladder_policy", login="admin")
        policy = self.env["ladder.policy"].search([], limit=1)
        self.assertEqual((policy.state, policy.most), ("running", 5))
        self.assertEqual(policy._candidates(), self.maryam.ids)

    def test_a_privilege(self):
        tag = self.env["club.tag"].create({"name": "طلایی", "company_id": self.company.id})
        self.maryam.club_tag_ids = tag
        privilege = self.env["ladder.privilege"].create(
            {
                "name": "ارسال رایگان",
                "tag_ids": tag.ids,
                "running": True,
                "limit_count": 2,
                "cost": 50,
            }
        )
        privilege._renew()
        self.start_tour(
            f"/odoo/club-members/{self.maryam.id}", "crm_ladder_privilege", login="admin"
        )
        self.assertEqual(privilege.use_count, 1)
