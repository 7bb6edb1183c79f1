from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

RESULT_FIELDS = frozenset(
    {
        *("ladder_rung_id", "ladder_since", "ladder_facts"),
        *("ladder_r", "ladder_f", "ladder_m", "ladder_segment", "ladder_next_purchase"),
        *("ladder_alive", "ladder_expected", "ladder_advice"),
        *("ladder_value", "ladder_value_low", "ladder_value_high"),
    }
)
# Who is asked for, whose deeds count for whom: see ``ladder.facts``.
PLACE_FIELDS = frozenset({"parent_id", "is_company", "type", "active"})


class ResPartner(models.Model):
    _inherit = "res.partner"

    ladder_rung_id = fields.Many2one(
        "ladder.rung",
        "Rung",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        group_expand="_group_expand_ladder_rung_id",
        help="Where this customer stands on the loyalty ladder. It follows from visits, orders, "
        "invoices and enquiries; nobody sets it by hand.",
    )
    ladder_since = fields.Datetime("On this rung since", readonly=True, copy=False)
    ladder_facts = fields.Json(
        "Ladder evidence", readonly=True, copy=False, groups="customer_club.group_club_user"
    )
    ladder_reason = fields.Char(
        "Why this rung",
        compute="_compute_ladder_reason",
        groups="customer_club.group_club_user",
    )
    ladder_move_ids = fields.One2many(
        "ladder.move", "partner_id", "Ladder moves", groups="customer_club.group_club_user"
    )
    ladder_referral_ids = fields.One2many(
        "ladder.referral", "referrer_id", "People brought", groups="customer_club.group_club_user"
    )
    ladder_rung_color = fields.Integer(related="ladder_rung_id.color", string="Rung color")

    @api.depends("ladder_rung_id", "ladder_facts")
    @api.depends_context("lang")
    def _compute_ladder_reason(self):
        for partner in self:
            partner.ladder_reason = self.env["ladder.reason"]._partner_sentence(partner)

    @api.model
    def _group_expand_ladder_rung_id(self, rungs, domain):
        """All rungs, so that an empty one shows as empty."""
        return rungs.search([("active", "=", True)])

    @api.model
    def _ladder_without_results(self, vals):
        """Values without verdicts: those come from facts, and only the evaluation writes them.

        An empty one (what a form sends back) is dropped, and so is one that a merge of partners
        would carry over; setting one by hand or by import is refused.
        """
        if not RESULT_FIELDS & vals.keys():
            return vals
        merging = self.env.context.get("crm_ladder_merging")
        if not merging and not self.env.su and any(vals.get(name) for name in RESULT_FIELDS):
            raise AccessError(
                self.env._("The rung follows from what a customer did; it cannot be set by hand.")
            )
        return {name: value for name, value in vals.items() if name not in RESULT_FIELDS}

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create([self._ladder_without_results(vals) for vals in vals_list])
        # Whom the keypad makes is queued with the visit that follows in this transaction.
        if not self.env.context.get("club_visit_follows"):
            self.env["ladder.dirty"]._add(partners.ids)
        return partners

    def _club_after_copy(self):
        result = super()._club_after_copy()
        if not self.env.context.get("club_visit_follows"):
            self.env["ladder.dirty"]._add(self.ids)
        return result

    def write(self, vals):
        vals = self._ladder_without_results(vals)
        if not PLACE_FIELDS & vals.keys():
            return super().write(vals)
        before = set(self.ids) | set(self.sudo().commercial_partner_id.ids)
        result = super().write(vals)
        self.env["ladder.dirty"]._add(before | set(self.sudo().commercial_partner_id.ids))
        return result

    def _ladder_ask_nps(self):
        """Send the one-tap question to members; who was asked in the last 90 days is left alone.

        :return: an action that says how many were asked
        """
        recent = (
            self.env["ladder.feedback"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("kind", "=", "nps"),
                    ("asked_at", ">=", fields.Datetime.now() - timedelta(days=90)),
                ]
            )
        )
        asked = self.filtered("club_mobile") - recent.partner_id
        for partner in asked:
            feedback = self.env["ladder.feedback"]._ask(partner)
            feedback._send_question()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%(asked)s asked, %(left)s left alone (no mobile number, or asked lately).",
                    asked=len(asked),
                    left=len(self) - len(asked),
                ),
                "type": "success" if asked else "warning",
            },
        }

    def action_view_ladder_moves(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_ladder.ladder_move_action")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action
