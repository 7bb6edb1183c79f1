"""Whom something is for: filters that can be combined, and thresholds on what customers did."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.facts import derive
from ..tools.rules import Criterion, Ruleset, Rung
from .res_partner_measures import SEGMENTS

CHUNK = 2000


class LadderAudience(models.AbstractModel):
    """Members of the company that all filters let in. The model has ``company_id``."""

    _name = "ladder.audience"
    _description = "Audience"

    audience_domain = fields.Char("Filter", default="[]")
    tag_ids = fields.Many2many("club.tag", help="With any of them. Empty: all.")
    rung_ids = fields.Many2many("ladder.rung", string="Rungs", help="On any of them. Empty: all.")
    segment = fields.Selection(SEGMENTS)

    @api.constrains("audience_domain")
    def _check_audience_domain(self):
        for record in self:
            record._own_domain()

    def _own_domain(self):
        """The filter that somebody composed, checked."""
        try:
            domain = self.env["res.partner"]._club_read_domain(self.audience_domain)
            domain.validate(self.env["res.partner"])
        except (ValueError, TypeError, KeyError) as error:
            raise ValidationError(self.env._("The filter cannot be read: %s", error)) from error
        return domain

    def _audience_domain(self):
        """Members of the company that the filters let in."""
        self.ensure_one()
        domain = Domain("company_id", "in", [False, self.company_id.id])
        domain &= Domain("club_mobile", "!=", False)
        domain &= self._own_domain()
        if self.tag_ids:
            domain &= Domain("club_tag_ids", "in", self.tag_ids.ids)
        if self.rung_ids:
            domain &= Domain("ladder_rung_id", "in", self.rung_ids.ids)
        if self.segment:
            domain &= Domain("ladder_segment", "=", self.segment)
        return domain

    def _audience_sql(self):
        """Subselect of the partners that the filters let in, seen with the user's own rights."""
        partners = self.env["res.partner"].with_context(allowed_company_ids=self.company_id.ids)
        return partners._search(self._audience_domain()).subselect()


class LadderAudienceThresholds(models.AbstractModel):
    """An audience with thresholds on facts, as rungs have them.

    The model has ``threshold_ids``, to ``ladder.threshold``.
    """

    _name = "ladder.audience.thresholds"
    _description = "Audience with Thresholds"
    _inherit = "ladder.audience"

    gone_percent = fields.Integer(
        "Probably gone: at least (%)",
        help="Probability that the customer has left for good, as the lifetime model tells. "
        "0: everybody. Who bought once has no such probability and is not among them.",
    )

    _gone_range = models.Constraint(
        "CHECK (gone_percent BETWEEN 0 AND 100)", "A probability is between 0 and 100 percent."
    )

    def _audience_domain(self):
        domain = super()._audience_domain()
        if self.gone_percent:
            # An unknown probability is stored as 0 or nothing: nobody is taken for gone by that.
            domain &= Domain("ladder_alive", "<=", 100 - self.gone_percent)
            domain &= Domain("ladder_expected", ">", 0)
        return domain

    def _ruleset(self):
        criteria = tuple(
            Criterion(line.fact, line.operator, line.value, line.window_days, line.alternative)
            for line in self.threshold_ids.sorted(lambda line: (line.alternative, line.id))
        )
        return Ruleset([Rung("it", 0, criteria)])

    def _meeting(self, partner_ids):
        """Those of ``partner_ids`` who meet the thresholds today, in the same order."""
        self.ensure_one()
        if not self.threshold_ids:
            return list(partner_ids)
        rules, today = self._ruleset(), self.env["ladder.engine"]._today()
        Facts = self.env["ladder.facts"].sudo()
        met = set()
        for start in range(0, len(partner_ids), CHUNK):
            rows = Facts._collect(partner_ids[start : start + CHUNK], rules.windows)
            met.update(row[0] for row in rows if rules.judge("it", derive(row[4], today)).holds)
        return [partner_id for partner_id in partner_ids if partner_id in met]
