from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.referral_code import is_code, normalize_code

SERVING = "customer_club.group_club_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    ladder_referral_code = fields.Char(
        "Referral code",
        compute="_compute_ladder_referral_code",
        search="_search_ladder_referral_code",
        groups=SERVING,
        help="Whoever names this code was brought by this member.",
    )
    ladder_brought_by_id = fields.Many2one(
        "res.partner",
        "Brought by",
        compute="_compute_ladder_brought_by_id",
        search="_search_ladder_brought_by_id",
        groups=SERVING,
    )

    @api.depends_context("company", "lang")
    def _compute_ladder_referral_code(self):
        codes = (
            self.env["ladder.referral.code"].sudo()._existing(self.env.company, self._origin.ids)
        )
        for partner in self:
            code = codes.get(partner._origin.id)
            partner.ladder_referral_code = code and localize_digits(code, self.env.lang)

    @api.model
    def _search_ladder_referral_code(self, operator, value):
        """A code finds its member however it is typed; parts of codes find nobody."""
        if operator not in ("in", "=", "like", "ilike", "=like", "=ilike"):
            return NotImplemented
        typed = value if operator == "in" else [value]
        codes = [normalize_code(str(text)) for text in typed if text]
        owned = (
            self.env["ladder.referral.code"]
            .sudo()
            ._search(
                [
                    ("company_id", "in", self.env.companies.ids),
                    ("code", "in", [code for code in codes if is_code(code)]),
                ]
            )
        )
        return [("id", "in", owned.subselect("partner_id"))]

    def _compute_ladder_brought_by_id(self):
        self.env["ladder.referral"].flush_model(["referred_id", "referrer_id", "state"])
        rows = dict(
            self.env.execute_query(
                SQL(
                    "SELECT referred_id, referrer_id FROM ladder_referral "
                    "WHERE referred_id = ANY(%s) AND state NOT IN ('refused', 'taken_back')",
                    self._origin.ids,
                )
            )
        )
        for partner in self:
            partner.ladder_brought_by_id = rows.get(partner._origin.id, False)

    @api.model
    def _search_ladder_brought_by_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        standing = [("state", "not in", ("refused", "taken_back"))]
        referrals = self.env["ladder.referral"].sudo()
        if operator == "in" and False in value:
            return [("id", "not in", referrals._search(standing).subselect("referred_id"))]
        brought = referrals._search([("referrer_id", operator, value), *standing])
        return [("id", "in", brought.subselect("referred_id"))]

    def action_ladder_referral_code(self):
        """Give these members a code; who has one keeps it."""
        self.check_access("read")
        if not self.env.user.has_group(SERVING):
            raise UserError(self.env._("Only who serves members gives them codes."))
        self.env["ladder.referral.code"]._mint(self.env.company, self.ids)
        self.invalidate_recordset(["ladder_referral_code"], flush=False)

    def action_ladder_referral_tree(self):
        """Everybody that came through this customer, and above."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_referral_tree_action"
        )
        top = self.env["ladder.referral.tree"].search([("partner_id", "=", self.id)], limit=1)
        action["domain"] = [("root_id", "=", (top.root_id or self).id)]
        action["context"] = {}
        return action

    def _club_card(self):
        """The code, where the member has one, so that it can be told at the counter."""
        cards = super()._club_card()
        codes = self.env["ladder.referral.code"].sudo()._existing(self.env.company, self.ids)
        for partner in self:
            code = codes.get(partner.id)
            cards[partner.id]["referral_code"] = (
                code and localize_digits(code, self.env.lang)
            ) or False
        return cards
