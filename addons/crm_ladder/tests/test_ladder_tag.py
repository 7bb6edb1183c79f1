from odoo.tests import tagged

from odoo.addons.customer_club.tests.common import ClubCase


@tagged("post_install", "-at_install")
class TestLadderTag(ClubCase):
    def test_the_tag_that_takes_the_key_counts_as_a_purchase_too(self):
        self.tag.ladder_is_purchase = True
        wizard = self.env["club.tag.change"].create(
            {"tag_id": self.tag.id, "mode": "retire", "name": "صبحانه"}
        )
        new = self.env["club.tag"].browse(wizard.action_apply()["res_id"])
        self.assertEqual((new.key, new.ladder_is_purchase), (1, True))

    def test_a_text_never_greets_somebody_by_the_number(self):
        self.press(self.entry())
        message = self.env["ladder.text"]._plan(
            self.partner(), self.company, "سلام {نام}", rule_key="test:1", origin="test:1"
        )
        body = self.env["club.message"].browse(message).body
        self.assertEqual(body, f"سلام {self.company.club_nameless_word}")
