"""What staff do with an entry: accept a rejected one, move a visit that went to a wrong number."""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_club.tools.mobile import normalize_mobile


class DirectEvent(models.Model):
    _inherit = "direct.event"

    corrected_by_id = fields.Many2one("res.users", "Corrected by", readonly=True)
    corrected_at = fields.Datetime("Corrected on", readonly=True)
    note = fields.Text("Correction", readonly=True)

    def action_correct(self):
        """Open the window in which a rejected entry is put right, or a visit is moved."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct an Entry"),
            "res_model": "direct.event.correct",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    def _correct(self, mobile, tag, at=None, reason=""):
        """Count this entry for ``mobile`` with ``tag``.

        A rejected entry becomes a visit. An entry that counted for another number is moved: its
        visit is voided, the tag it brought is taken from the wrong customer, a text that has not
        left is cancelled, and the visit is counted anew for the right one. All in one transaction.

        :param mobile: as typed
        :param tag: club.tag record, may be empty
        :param at: naive UTC time of the visit, by default the entry's own
        :param reason: why (required for a move)
        """
        self.ensure_one()
        self.check_access("read")
        event = self.sudo()
        event.lock_for_update()
        event.invalidate_recordset()
        number = normalize_mobile(mobile or "")
        if not number:
            raise UserError(self.env._("%s is not a mobile number.", mobile or ""))
        if tag and tag.company_id != event.company_id:
            raise UserError(self.env._("The tag belongs to another company."))
        note = event._correction_note(number, tag, reason)
        if event.state != "rejected":
            event._undo(number, reason)
        [result] = self.env["club.visit"]._register_entries(
            [event._corrected_entry(number, tag, at)]
        )
        event.write(
            {
                "state": result["status"],
                "visit_id": result["visit_id"],
                "corrected_by_id": self.env.uid,
                "corrected_at": fields.Datetime.now(),
                "note": "\n".join(filter(None, [event.note, note])),
            }
            # What the keypad was told stays, unless it was told of a rejection.
            | ({} if event.number else {"number": result["number"], "is_first": result["first"]})
        )

    def _correction_note(self, number, tag, reason):
        before = self.visit_id.partner_id.display_name or self.mobile or self.code
        return self.env._(
            "%(user)s: %(before)s → %(number)s, %(tag)s. %(reason)s",
            user=self.env.user.name,
            before=before,
            number=number,
            tag=tag.name or self.env._("no tag"),
            reason=reason or "",
        ).strip()

    def _undo(self, number, reason):
        """Take the entry's visit from the customer it was counted for."""
        if not self.env.user.has_group("customer_club.group_club_manager"):
            raise AccessError(self.env._("Only managers of the club move visits."))
        visit = self.visit_id
        if visit.partner_id.club_mobile == number:
            raise UserError(self.env._("The visit is counted for this number already."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why this visit is moved."))
        # An entry that was merged into a visit of another entry leaves that visit alone.
        if self.state != "accepted" or not visit or visit.void_date:
            return
        visit._void(self.env._("Moved to %(number)s: %(reason)s", number=number, reason=reason))
        others = self.env["club.visit"].search_count(
            [
                ("partner_id", "=", visit.partner_id.id),
                ("tag_id", "=", visit.tag_id.id),
                ("void_date", "=", False),
            ],
            limit=1,
        )
        if visit.tag_id and not others:
            visit.partner_id.club_tag_ids -= visit.tag_id

    def _corrected_entry(self, number, tag, at):
        now = fields.Datetime.now()
        # A clock that ran ahead must not bring visits from the future.
        at = min(at or self.at or self.received_at, now)
        device = self.device_id
        turn = (self.note or "").count("\n") + 1 if self.note else 0
        known = self._source(device.serial, self.uuid or f"event-{self.id}", self.origin)
        origin = known["origin"]
        return {
            "mobile": number,
            "visited_at": at,
            "tag_id": tag.id,
            "group_id": device.group_id.id,
            "source": known["source"],
            "origin": f"{origin}#{turn + 1}" if self.state != "rejected" else origin,
            "company_id": self.company_id.id,
            "merge_minutes": device.merge_minutes,
            "silent_reason": "late" if now - at > timedelta(hours=device.greet_hours) else False,
        }
