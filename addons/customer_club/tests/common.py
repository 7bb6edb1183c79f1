from datetime import datetime, timedelta
from uuid import uuid4

from odoo.tests import TransactionCase, new_test_user

NOON = datetime(2026, 11, 24, 12)


class ClubCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env["res.company"].create(
            {"name": "کافه نادری", "country_id": cls.env.ref("base.ir").id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.group = cls.env["club.group"]._device_group(cls.company)
        # Tests are run at any hour; those of quiet hours switch them on.
        cls.pace = cls.env["club.pace"]._for(cls.company)
        cls.pace.write({"quiet": False, "together_minutes": 0})
        cls.tag = cls.env["club.tag"].create(
            {
                "name": "قهوه",
                "key": 1,
                "company_id": cls.company.id,
                "welcome_text": "سلام {name}، خوش آمدید به {company}",
                "repeat_text": "{name}، بازدید {visits}",
            }
        )
        cls.quiet_tag = cls.env["club.tag"].create(
            {"name": "Quiet", "key": 2, "company_id": cls.company.id, "welcome_text": "Hello"}
        )

    @classmethod
    def club_user(cls, login, group, **values):
        """A user of the case's company alone, in one group."""
        return new_test_user(
            cls.env,
            login=login,
            groups=group,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            **values,
        )

    def entry(self, mobile="+989121234567", minutes=0, **values):
        return {
            "mobile": mobile,
            "visited_at": NOON + timedelta(minutes=minutes),
            "tag_id": self.tag.id,
            "group_id": self.group.id,
            "source": "keypad",
            "origin": f"direct:{uuid4()}",
            "company_id": self.company.id,
            "merge_minutes": 10,
            "silent_reason": False,
            **values,
        }

    def press(self, *entries):
        return self.env["club.visit"]._register_entries(list(entries))

    def partner(self, mobile="+989121234567"):
        return self.env["res.partner"].search([("club_mobile", "=", mobile)])
