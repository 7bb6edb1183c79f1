"""Campaigns, their messages and documents at known times."""

from uuid import uuid4

from odoo.fields import Command

from .common import LadderCase, iso


class CampaignCase(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.club_part_price = 3
        cls.entries = cls.env["ladder.campaign.entry"]

    @classmethod
    def campaign(cls, title="یلدا", **values):
        return cls.env["utm.campaign"].create(
            {"title": title, "company_id": cls.company.id, **values}
        )

    @classmethod
    def message(cls, campaign, partner, days_ago=0, hour=8, **values):
        at = cls.at(cls, days_ago, hour)
        return cls.env["club.message"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "number": "+989121234567",
                "body": "یلدا مبارک",
                "purpose": "advertising",
                "state": "delivered",
                "rule_key": "test",
                "origin": str(uuid4()),
                "campaign_id": campaign.id,
                "parts": 1,
                "planned_at": at,
                "sent_at": at,
                **values,
            }
        )

    def count(self, *campaigns):
        self.entries._refresh([campaign.id for campaign in campaigns])

    def model(self, name):
        self.env["ir.config_parameter"].set_param("crm_ladder.attribution", name)

    def bill(self, amount, days_ago, campaign, **values):
        """A vendor bill, posted, of which one line was spent on the campaign."""
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.env["res.partner"].create({"name": "چاپخانه"}).id,
                "company_id": self.company.id,
                "invoice_date": iso(days_ago),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "کارت دعوت",
                            "price_unit": price,
                            "tax_ids": False,
                            "ladder_campaign_id": name,
                        }
                    )
                    for price, name in ((amount, campaign.id), (7, False))
                ],
                **values,
            }
        )
        bill.action_post()
        return bill

    def broadcast(self, campaign, name, days_ago, **values):
        """A group message that was sent."""
        return self.env["club.broadcast"].create(
            {
                "name": name,
                "company_id": self.company.id,
                "campaign_id": campaign.id,
                "text": "یلدا مبارک",
                "started_at": self.at(days_ago),
                **values,
            }
        )

    def recipient(self, broadcast, partner, arm):
        return self.env["club.broadcast.recipient"].create(
            {"broadcast_id": broadcast.id, "partner_id": partner.id, "arm": arm}
        )
