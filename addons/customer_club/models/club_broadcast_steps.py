"""What people do with a group message: start, approve, pause, go on, cancel, choose."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MARKETER = "customer_club.group_club_marketer"
MANAGER = "customer_club.group_club_manager"
GOING = ("scheduled", "collecting", "testing", "sending")


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    def _compute_needs_approval(self):
        manager = self.env.user.has_group(MANAGER)
        for broadcast in self:
            broadcast.needs_approval = (
                broadcast.company_id.sudo().club_broadcast_approval and not manager
            )

    def action_start(self):
        """Send at the time that was set, or now; first ask a manager where the company says so."""
        self._require("draft")
        self._require_complete()
        if not self._people().search_count(self._audience_domain(), limit=1):
            raise UserError(self.env._("Nobody matches. Choose others."))
        if self.needs_approval:
            self.sudo().state = "asked"
            self._ask_managers()
        else:
            self._schedule()

    def action_approve(self):
        """A manager has looked at it: it may go."""
        self._require("asked")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Managers of the club approve group messages."))
        self._require_complete()
        self.sudo().approved_by_id = self.env.user
        self._schedule()

    def action_back(self):
        """Change it once more. What was approved has to be approved again."""
        self._require("asked", "scheduled")
        self.sudo().write({"state": "draft", "approved_by_id": False})

    def action_pause(self):
        """Stop after the texts in hand. Texts that wait in the ledger are held."""
        self._require(*GOING)
        self.sudo().write({"paused_from": self.state, "state": "paused", "ledger_stale": True})
        self._settle_some()

    def action_resume(self):
        """Go on where it stopped."""
        self._require("paused")
        self.sudo().write(
            {"state": self.paused_from or "sending", "ledger_stale": True, "problem": False}
        )
        self._settle_some()

    def action_cancel(self):
        """Stop for good. Texts that wait in the ledger are cancelled; what is gone is gone."""
        self._require("asked", "paused", *GOING)
        self.sudo().write(
            {"state": "cancelled", "ledger_stale": True, "finished_at": fields.Datetime.now()}
        )
        self._settle_some()

    def action_choose_a(self):
        """The first text goes to the rest."""
        self._choose("a")

    def action_choose_b(self):
        """The second text goes to the rest."""
        self._choose("b")

    def _choose(self, winner):
        self._require("testing")
        self._require_sample_out()
        self.sudo()._go_on_with(winner)
        self._wake()

    def _schedule(self):
        at = self._planned_start()
        self.sudo().write({"state": "scheduled", "scheduled_at": at, "problem": False})
        self._wake(at)

    @api.model
    def _action_write_to(self, partners):
        """A new group message to the members that are selected in a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.club_broadcast_action"
        )
        action["views"] = [(False, "form")]
        action["context"] = {"default_domain": repr([("id", "in", partners.ids)])}
        return action

    def _require(self, *states):
        """The user may, and the group message is where the user thinks it is."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(MARKETER):
            raise AccessError(self.env._("Only marketers and managers of the club may do this."))
        if self.state not in states:
            raise UserError(
                self.env._("This group message is in another state by now. Open the page anew.")
            )

    def _ask_managers(self):
        """Leave an activity for the managers of the company."""
        managers = (
            self.env.ref(MANAGER)
            .sudo()
            .all_user_ids.filtered(
                lambda user: self.company_id in user.company_ids and user.active and not user.share
            )
        )
        for manager in managers[:5]:
            self.sudo().message_subscribe(partner_ids=manager.partner_id.ids)
        self.sudo().message_post(
            body=self.env._("%s asks for approval of this group message.", self.env.user.name),
            subtype_xmlid="mail.mt_comment",
            author_id=self.env.user.partner_id.id,
        )

    def _wake(self, at=None):
        self.env.ref("customer_club.ir_cron_club_broadcast").sudo()._trigger(at)

    def _settle_some(self):
        """Hold, release or cancel the first waiting texts at once, the rest in the background."""
        self.sudo()._settle_batch()
        self._wake()
