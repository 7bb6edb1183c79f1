from odoo.modules.module import load_script
from odoo.tests import tagged

from .common import ClubCase

SCRIPT = "customer_club/migrations/19.0.1.1.0/post-tag-periods.py"


@tagged("post_install", "-at_install")
class TestClubMigration(ClubCase):
    def test_keys_of_a_database_without_their_history_get_it(self):
        """What stands on a key has stood there since the tag was made; nothing is written twice."""
        retired = self.env["club.tag"].create({"name": "Old", "key": 7})
        retired.active = False
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM club_tag_period WHERE company_id = %s", [self.company.id])
        script = load_script(SCRIPT, "club_tag_periods")
        for _time in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        periods = self.env["club.tag.period"].search([("company_id", "=", self.company.id)])
        self.assertEqual(periods.tag_id, self.tag | self.quiet_tag)
        self.assertEqual(len(periods), 2)
        for period in periods:
            self.assertEqual(period.valid_from, period.tag_id.create_date.replace(microsecond=0))
            self.assertEqual((period.title, period.key), (period.tag_id.name, period.tag_id.key))
        # and the next change is kept as ever
        self.tag.name = "دمنوش"
        self.assertEqual(self.tag.period_ids.sorted("id").mapped("title"), ["قهوه", "دمنوش"])

    def test_companies_of_a_database_without_forms_get_one(self):
        self.env["club.form"].search([("company_id", "=", self.company.id)]).unlink()
        script = load_script("customer_club/migrations/19.0.1.2.0/post-forms.py", "club_forms")
        for _time in range(2):
            script.migrate(self.env.cr, "19.0.1.1.0")
        form = self.env["club.form"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(form), 1)
        self.assertTrue(form.question_ids)
