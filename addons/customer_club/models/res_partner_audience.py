"""The four audiences of a shop, each of which can be addressed by itself."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# So often, and so lately, somebody came who is loyal, as long as nothing knows it better.
LOYAL_VISITS = 5
LOYAL_DAYS = 90


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _club_audiences(self):
        """Code → words of the audiences that a group message can be addressed to."""
        return {
            "unheard": self.env._("Never heard of us"),
            "known": self.env._("Know us, but never bought"),
            "bought": self.env._("Bought, but are not loyal"),
            "loyal": self.env._("Loyal"),
        }

    @api.model
    def _club_audience_domain(self, code):
        """Domain of the members of an audience in the current company; the four exclude each other.

        Here from visits, which are purchases to a shop with a keypad, and from what was sent.
        Who knows more (a ladder of loyalty) overrides it.

        :param code: ``unheard`` (no visit, no text), ``known`` (a text, no visit), ``bought``
            (came, and is not loyal), ``loyal`` (came five times, the last time within 90 days)
        :raise ValueError: there is no such audience
        """
        if code not in self._club_audiences():
            raise ValueError(f"no such audience: {code}")
        member = Domain("club_mobile", "!=", False)
        came = Domain("club_company_visit_count", ">", 0)
        if code in ("unheard", "known"):
            written = Domain("id", "in", self._club_written_to())
            return member & ~came & (written if code == "known" else ~written)
        recent = fields.Datetime.subtract(fields.Datetime.now(), days=LOYAL_DAYS)
        loyal = Domain("club_company_visit_count", ">=", LOYAL_VISITS)
        loyal &= Domain("club_company_last_visit", ">=", recent)
        return member & came & (loyal if code == "loyal" else ~loyal)

    @api.model
    def _club_written_to(self):
        """A query for those who got a text of the current company."""
        self.env["club.message"].flush_model()
        return SQL(
            "SELECT partner_id FROM club_message WHERE company_id = %s AND queued_at IS NOT NULL"
            " AND state NOT IN ('blocked', 'cancelled')",
            self.env.company.id,
        )
