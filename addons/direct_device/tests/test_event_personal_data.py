from odoo.tests import tagged

from .common import DeviceCase, event


@tagged("post_install", "-at_install")
class TestEventPersonalData(DeviceCase):
    def test_the_inbox_forgets_an_erased_person_and_still_counts_once(self):
        mine, wrong = event("۰۹۹۹ ۰۰۰ ۱۲۳۴"), event("0999 000 1234", tag=7)
        unreadable = {"id": "no uuid", "mobile": "09990001234"}
        other = event("09990005678")
        self.ingest(mine, wrong, unreadable, other)
        partner = self.partner()
        data = self.env["club.personal.data"]
        records = dict((records._name, records) for records, _names in data._sections(partner))
        self.assertEqual(len(records["direct.event"]), 3)
        log = data._erase(partner, "asked")
        self.assertEqual(log.counts["direct.event"], 3)
        self.assertEqual(data._remains(["+989990001234"]), {})
        self.assertEqual(self.inbox().mapped("mobile"), [False, False, "09990005678"])
        [answer, *_more] = self.ingest(mine)
        self.assertEqual(answer["status"], "duplicate")
        self.assertFalse(self.partner(), "an entry that was counted makes no new member")
        self.ingest(event())
        self.assertEqual(self.partner().club_visit_count, 1)
        self.assertNotEqual(self.partner(), partner)
