"""The four audiences of a shop, each of which can be addressed by itself."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# So often, and so lately, somebody came who is loyal, as long as nothing knows it better.
LOYAL_VISITS = 5
LOYAL_DAYS = 90


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_audience = fields.Selection(
        "_selection_club_audience",
        "Who they are to us",
        compute="_compute_club_audience",
        search="_search_club_audience",
        help="In your company: never heard of us, know us, bought, or loyal.",
    )

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
    def _selection_club_audience(self):
        return list(self._club_audiences().items())

    @api.depends("club_mobile", "club_visit_count")
    @api.depends_context("company")
    def _compute_club_audience(self):
        self.club_audience = False
        for code in self._club_audiences():
            among = Domain("id", "in", self._origin.ids) & self._club_audience_condition(code)
            found = set(self.with_context(active_test=False).sudo().search(among).ids)
            for partner in self:
                if partner._origin.id in found:
                    partner.club_audience = code

    @api.model
    def _search_club_audience(self, operator, value):
        if operator != "in":
            return NotImplemented
        conditions = [self._club_audience_condition(code) for code in value if code]
        if False in value:
            conditions.append(Domain("club_mobile", "=", False))
        return Domain.OR(conditions)

    @api.model
    def _club_audience_domain(self, code):
        """Domain of the members of an audience in the current company; the four exclude each other.

        It can be sent to a browser, as the domain of an action.

        :param code: ``unheard``, ``known``, ``bought`` or ``loyal``
        :raise ValueError: there is no such audience
        """
        if code not in self._club_audiences():
            raise ValueError(f"no such audience: {code}")
        return Domain("club_audience", "=", code)

    @api.model
    def _club_audience_condition(self, code):
        """Hook: what makes a member one of an audience, as a domain for the server alone.

        Here from visits, which are purchases to a shop with a keypad, and from what was sent:
        ``unheard`` (no visit, no text), ``known`` (a text, no visit), ``loyal`` (came five times,
        the last time within 90 days), ``bought`` (came, and is not loyal). Who knows more (a
        ladder of loyalty) overrides it.
        """
        return Domain("club_mobile", "!=", False) & Domain.custom(
            to_sql=lambda _model, alias, _query: self._club_audience_sql(code, alias)
        )

    @api.model
    def _club_audience_sql(self, code, alias):
        self.env["club.message"].flush_model()
        self.env["club.visit"].flush_model()
        person = SQL.identifier(alias, "id")
        visits = SQL(
            "FROM club_visit v WHERE v.partner_id = %s AND v.company_id = %s"
            " AND v.void_date IS NULL",
            person,
            self.env.company.id,
        )
        came = SQL("EXISTS (SELECT 1 %s)", visits)
        if code in ("unheard", "known"):
            written = SQL(
                "EXISTS (SELECT FROM club_message m WHERE m.partner_id = %s AND m.company_id = %s"
                " AND m.queued_at IS NOT NULL AND m.state NOT IN ('blocked', 'cancelled'))",
                person,
                self.env.company.id,
            )
            return SQL("(NOT %s AND %s %s)", came, SQL("NOT" if code == "unheard" else ""), written)
        loyal = SQL(
            "(SELECT COALESCE(sum(v.weight) >= %s AND max(v.visited_at) >= %s, FALSE) %s)",
            LOYAL_VISITS,
            fields.Datetime.subtract(fields.Datetime.now(), days=LOYAL_DAYS),
            visits,
        )
        return SQL("(%s AND %s %s)", came, SQL("" if code == "loyal" else "NOT"), loyal)
