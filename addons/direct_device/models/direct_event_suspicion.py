"""Patterns that honest customers do not make: shown, on request held, never dropped."""

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.customer_club.tools.mobile import normalize_mobile

from ..tools.suspicion import Press, judge, judge_new

REASONS = [
    ("often", "Same number too often"),
    ("fast", "Faster than people type"),
    ("newcomers", "Many new numbers in a row"),
]


class DirectEvent(models.Model):
    _inherit = "direct.event"

    suspicion = fields.Selection(REASONS, "Suspicious", readonly=True, index="btree_not_null")

    @api.model
    def _history(self, device_id, since):
        """Key presses of a keypad since a time, sorted, with the ids of their events."""
        self.env.cr.execute(
            """
            SELECT id, at, mobile, state = 'accepted', COALESCE(is_first, FALSE)
              FROM direct_event
             WHERE device_id = %s AND at > %s AND state <> 'rejected' AND mobile IS NOT NULL
             ORDER BY at, id
            """,
            [device_id, since],
        )
        return [
            (event_id, Press(at, normalize_mobile(typed) or typed, counted, first))
            for event_id, at, typed, counted, first in self.env.cr.fetchall()
        ]

    @api.model
    def _hold_suspicious(self, speaker, readings, outcomes):
        """On the path of a key press, for keypads that ask for it: hold the texts.

        :return: dict position → reason
        """
        if not speaker.hold_suspicious or not outcomes:
            return {}
        places = list(outcomes)
        new = [
            Press(
                readings[place].at,
                readings[place].mobile,
                outcomes[place]["status"] == "accepted",
                outcomes[place]["first"] and outcomes[place]["status"] == "accepted",
            )
            for place in places
        ]
        history = self._history(speaker.id, min(press.at for press in new) - timedelta(days=1))
        patterns = self.env["direct.device"].browse(speaker.id)._patterns()
        reasons = judge_new([press for _id, press in history], new, patterns)
        found = {place: reason for place, reason in zip(places, reasons, strict=True) if reason}
        visit_ids = [
            outcomes[place]["visit_id"]
            for place in found
            if outcomes[place]["status"] == "accepted"
        ]
        if visit_ids:
            messages = self.env["club.message"].search(
                [("visit_id", "in", visit_ids), ("state", "=", "planned")]
            )
            messages.write({"state": "held", "reason_code": "suspicious", "held_until": False})
        return found

    def action_release(self):
        """Let go of the texts that were held for these entries."""
        self.check_access("read")
        messages = self.sudo().visit_id.message_ids.filtered(
            lambda message: message.state == "held" and message.reason_code == "suspicious"
        )
        messages.write({"held_until": fields.Datetime.now(), "reason_code": False})
        if messages:
            self.env["club.message"]._wake_dispatcher()
        self.sudo().suspicion = False

    @api.model
    def _cron_flag_suspicious(self):
        """Mark what came in lately, and tell the keypad's responsible."""
        Device = self.env["direct.device"]
        lately = fields.Datetime.now() - timedelta(minutes=30)
        self.env.cr.execute(
            """
            SELECT device_id, min(at), array_agg(id) FROM direct_event
             WHERE received_at > %s AND state <> 'rejected' AND suspicion IS NULL AND at IS NOT NULL
             GROUP BY device_id
            """,
            [lately],
        )
        for device_id, earliest, event_ids in self.env.cr.fetchall():
            device = Device.browse(device_id)
            fresh = set(event_ids)
            history = self._history(device_id, earliest - timedelta(days=1))
            reasons = judge([press for _id, press in history], device._patterns())
            flagged = {}
            for (event_id, _press), reason in zip(history, reasons, strict=True):
                if reason and event_id in fresh:
                    flagged.setdefault(reason, []).append(event_id)
            for reason, ids in flagged.items():
                self.browse(ids).suspicion = reason
            if flagged:
                count = sum(map(len, flagged.values()))
                device._raise_activity(
                    "direct_device.mail_activity_type_suspicious",
                    self.env._("%s entries look suspicious. See the inbox.", count),
                )
