from .common import LadderCase


class ReferralCase(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        programs = cls.env["loyalty.program"]
        cls.company.country_id = cls.env.ref("base.ir")
        cls.points = programs.create(
            {
                "name": "امتیاز",
                "program_type": "loyalty",
                "trigger": "auto",
                "applies_on": "both",
                "company_id": cls.company.id,
            }
        )
        cls.coupons = programs.create(
            {"name": "کوپن", "program_type": "coupons", "company_id": cls.company.id}
        )
        cls.program = cls.env["ladder.referral.program"]._of(cls.company)
        cls.program.write(
            {
                "running": True,
                "referrer_program_id": cls.points.id,
                "referrer_points": 50,
                "referrer_cost": 5,
                "referred_program_id": cls.coupons.id,
                "referred_points": 1,
                "referred_cost": 3,
                "wait_days": 14,
                "paid_by": "invoice",
            }
        )
        cls.maryam = cls.env["res.partner"].create(
            {"name": "مریم رضایی", "club_mobile": "+989121230001", "club_joined_on": "2025-01-01"}
        )

    def code(self, partner=None):
        partner = partner or self.maryam
        return self.env["ladder.referral.code"]._mint(self.company, partner.ids)[partner.id]

    def claim(self, referred, referrer=None, source="code", **values):
        [referral] = self.env["ladder.referral"]._claim(
            self.company,
            [
                {
                    "code": self.code(referrer),
                    "referred_id": referred.id,
                    "source": source,
                    **values,
                }
            ],
        )
        return referral

    def pay(self, invoice):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        return invoice

    def settle(self):
        while self.env["ladder.dirty"]._drain(100):
            pass
        Referral = self.env["ladder.referral"]
        Referral.browse(Referral._to_settle())._settle()
        self.env.invalidate_all()

    def card(self, partner, program=None):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", partner.id), ("program_id", "=", (program or self.points).id)]
        )
