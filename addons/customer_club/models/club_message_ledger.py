"""What a line of the ledger tells its reader, and how a person sends a text again."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..tools.calendars import GREGORIAN, JALALI, name_day
from ..tools.digits import localize_digits

# States in which a text has come to its end. Others are on their way, or still can be cancelled.
ENDED = ("sent", "delivered", "failed", "blocked", "unknown", "cancelled")


class ClubMessage(models.Model):
    _inherit = "club.message"

    story = fields.Char("Why it was written", compute="_compute_story")
    route = fields.Char(readonly=True, help="The SMS provider that it was handed to.")
    resend_of_id = fields.Many2one(
        "club.message", "Sent again for", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    resend_ids = fields.One2many("club.message", "resend_of_id", "Sent again as", readonly=True)
    resend_reason = fields.Char("Reason for sending again", readonly=True)
    can_resend = fields.Boolean(compute="_compute_can_resend")

    # Reports read a span of time of a company.
    _planned_idx = models.Index("(company_id, planned_at)")

    @api.depends("state")
    def _compute_can_resend(self):
        for message in self:
            message.can_resend = message.state in ENDED

    @api.depends("rule_key", "origin", "visit_id", "resend_of_id", "resend_reason")
    @api.depends_context("lang", "tz")
    def _compute_story(self):
        for message in self:
            message.story = localize_digits(message._story() or "", self.env.lang)

    def _story(self):
        """One sentence: which rule wrote the text, what it answered, in which wording."""
        self.ensure_one()
        what, why = self.rule_label or self.rule_key, self._story_of_origin()
        if self.rule_version:
            what = self.env._("%(rule)s (wording no. %(no)s)", rule=what, no=self.rule_version)
        if self.rule_key == "resend":
            return self.env._(
                "%(user)s sent the text of %(day)s again: %(reason)s",
                user=self.sudo().create_uid.name,
                day=self._day_in_words(self.resend_of_id.planned_at),
                reason=self.resend_reason,
            )
        if self.rule_key == "test":
            return self.env._("%s tried a text on the own phone.", self.sudo().create_uid.name)
        if why:
            return self.env._("%(what)s, because of %(why)s", what=what, why=why)
        return what

    def _story_of_origin(self):
        """What made the text due, in words; empty where nothing is known beyond the rule."""
        self.ensure_one()
        if self.visit_id:
            return self.env._(
                "visit %(number)s on %(day)s",
                number=self.visit_id.number,
                day=self._day_in_words(self.visit_id.visited_at),
            )
        return self.origin_label if self.run_id else ""

    def _day_in_words(self, moment):
        """Day and time of a naive UTC moment in the calendar of the reader's language."""
        if not moment:
            return ""
        calendar = JALALI if (self.env.lang or "").startswith("fa") else GREGORIAN
        day = fields.Datetime.context_timestamp(self, moment).date()
        time = format_datetime(self.env, moment, dt_format="HH:mm")
        return (
            f"{name_day(calendar, day, self.env.lang)}، {time}"
            if calendar == JALALI
            else (f"{name_day(calendar, day, self.env.lang)}, {time}")
        )

    # By which road ------------------------------------------------------------------------------

    def _dispatch_queue(self, company, purpose):
        result = super()._dispatch_queue(company, purpose)
        self.route = company.sudo()._club_sms_route()
        return result

    # Again --------------------------------------------------------------------------------------

    def action_resend(self):
        """Ask a person for the reason, and send again."""
        self._check_may_resend()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Again"),
            "res_model": "club.message.resend",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_message_ids": [(6, 0, self.ids)]},
        }

    def _check_may_resend(self):
        self.check_access("read")
        if not self.env.user.has_group("customer_club.group_club_marketer"):
            raise AccessError(
                self.env._("Only marketers and managers of the club send a text again.")
            )
        going = self.filtered(lambda message: not message.can_resend)
        if going:
            raise UserError(
                self.env._(
                    "The text to %s has not come to its end: it cannot be sent again yet.",
                    ", ".join(going.partner_id.mapped("display_name")),
                )
            )

    def _resend(self, reason):
        """Write each text into the ledger once more, for a person's reason. The old line stays.

        The new one takes the road of all texts: consent, quiet hours and caps hold for it, too.

        :param reason: why, in the words of the person (required)
        :return: the new lines
        """
        self._check_may_resend()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the text is sent again."))
        created = self.browse()
        for message in self:
            number = message.sudo().partner_id.club_mobile or message.number
            times = self.sudo().search_count([("resend_of_id", "=", message.id)])
            row = {
                "visit_id": message.visit_id.id or None,
                "partner_id": message.partner_id.id,
                "number": number,
                "body": message.body,
                "parts": message.parts,
                "rule_key": "resend",
                # Two people who resend at once mean one text: the index lets one through.
                "origin": f"message:{message.id}:{times + 1}",
                "state": "planned",
                "reason_code": None,
                "ended_at": None,
                "planned_at": fields.Datetime.now(),
            }
            ids = self._plan_insert(message.company_id, [row], message.purpose)
            if not ids:
                raise UserError(self.env._("Somebody has just sent this text again."))
            again = self.browse(ids)
            again.sudo().write({"resend_of_id": message.id, "resend_reason": reason.strip()})
            created |= again
        return created


class ResCompany(models.Model):
    _inherit = "res.company"

    def _club_sms_route(self):
        """Name of the SMS provider that carries the company's texts: that of its add-on."""
        self.ensure_one()
        module = self._get_sms_api_class().__module__.split(".")[2]
        names = self.env["ir.module.module"].sudo()
        return names.search([("name", "=", module)], limit=1).shortdesc or module
