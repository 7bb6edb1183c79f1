from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.mobile import national
from .club_personal_data import unlinked


class ClubNumberStop(models.Model):
    """A number to which nothing is sent, because its owner is not the person on our record.

    It stops the number and not the person: with the right number, the person gets texts again.
    """

    _name = "club.number.stop"
    _description = "Stopped Number"
    _order = "at desc, id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True)
    number_display = fields.Char("Mobile", compute="_compute_number_display")
    partner_id = fields.Many2one(
        "res.partner", "Was written to as", ondelete="set null", index=True, readonly=True
    )
    at = fields.Datetime("Said on", required=True, readonly=True)

    _number_uniq = models.UniqueIndex("(number)", "This number is stopped already.")

    @api.depends("number")
    def _compute_number_display(self):
        for stop in self:
            stop.number_display = stop.number and national(stop.number)

    @api.model
    def _stop(self, number, partner):
        """Stop a number; one that is stopped already stays so."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO club_number_stop (number, partner_id, at, create_uid, create_date,
                       write_uid, write_date)
                VALUES (%(number)s, %(partner)s, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (number) DO NOTHING
                """,
                number=number,
                partner=partner.id,
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )
        self.invalidate_model(flush=False)
        partner.invalidate_recordset(["club_number_stopped"], flush=False)

    # The person behind it -------------------------------------------------------------------------

    @api.model
    def _personal_data_records(self, _partners, numbers):
        return self.search([("number", "in", numbers)]), ["number", "at"]

    @api.model
    def _personal_data_erase(self, partners, numbers):
        if self.env.context.get("club_keep_refusal"):
            return 0
        return unlinked(self.search([("number", "in", numbers)]))


class ClubConsent(models.Model):
    _inherit = "club.consent"

    @api.model
    def _refused_reasons(self, company, purpose):
        self.env["club.number.stop"].flush_model()
        reasons = super()._refused_reasons(company, purpose)
        if purpose != "data":
            stopped = SQL(
                "EXISTS (SELECT FROM club_number_stop s"
                " WHERE s.number = COALESCE(p.club_mobile, p.phone_sanitized))"
            )
            reasons.insert(0, ("not_me", stopped))
        return reasons


class ClubMessage(models.Model):
    _inherit = "club.message"

    def _dispatch_refusals(self):
        """A text planned before the number was stopped, or before the person changed it."""
        refusals = super()._dispatch_refusals()
        stopped = {
            stop.number
            for stop in self.env["club.number.stop"]
            .sudo()
            .search([("number", "in", list(set(self.mapped("number"))))])
        }
        if stopped:
            known = self.filtered(lambda message: message.number in stopped)
            refusals = {code: messages - known for code, messages in refusals.items()}
            refusals["not_me"] = known
        return refusals

    @api.model
    def _reason_words(self):
        return super()._reason_words() | {
            "not_me": self.env._("The number belongs to somebody else, who said so."),
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    club_number_stopped = fields.Boolean(
        "Number is somebody else's", compute="_compute_club_number_stopped"
    )

    @api.depends("club_mobile")
    def _compute_club_number_stopped(self):
        numbers = [mobile for mobile in self.mapped("club_mobile") if mobile]
        stops = self.env["club.number.stop"].sudo().search([("number", "in", numbers)])
        stopped = set(stops.mapped("number"))
        for partner in self:
            partner.club_number_stopped = partner.club_mobile in stopped

    def action_club_number_right(self):
        """Staff have made sure that the number is this person's: texts may go again."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("customer_club.group_club_user"):
            raise UserError(self.env._("Only users of the club do this."))
        stops = self.env["club.number.stop"].sudo()
        stops.search([("number", "=", self.club_mobile)]).unlink()
        self._message_log(body=self.env._("The number was checked: it is this person's."))
        self.invalidate_recordset(["club_number_stopped"])
