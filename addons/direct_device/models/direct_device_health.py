"""Is a keypad well, and does it speak when the shop is open?"""

from datetime import UTC

import pytz

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.opening import open_minutes

LOW_BATTERY = 15
CLOCK_OFF = 120
_DAYS = (
    "open_monday",
    "open_tuesday",
    "open_wednesday",
    "open_thursday",
    "open_friday",
    "open_saturday",
    "open_sunday",
)


class DirectDevice(models.Model):
    _inherit = "direct.device"

    watch_minutes = fields.Integer(
        "Tell me after (minutes)",
        default=120,
        help="When the keypad has been silent for so many minutes of opening time, its "
        "responsible gets an activity. 0: never.",
    )
    tz = fields.Selection(
        _tz_get, "Time zone", required=True, default=lambda self: self._default_tz()
    )
    opens = fields.Float("Opens at", default=9.0)
    closes = fields.Float(
        "Closes at", default=21.0, help="At or before the opening time: after midnight."
    )
    open_saturday = fields.Boolean("Saturday", default=True)
    open_sunday = fields.Boolean("Sunday", default=True)
    open_monday = fields.Boolean("Monday", default=True)
    open_tuesday = fields.Boolean("Tuesday", default=True)
    open_wednesday = fields.Boolean("Wednesday", default=True)
    open_thursday = fields.Boolean("Thursday", default=True)
    open_friday = fields.Boolean("Friday", default=True)
    health = fields.Selection(
        [("new", "Never seen"), ("well", "Well"), ("ailing", "Needs care"), ("silent", "Silent")],
        compute="_compute_health",
    )
    health_note = fields.Char("Findings", compute="_compute_health")

    _hours_sane = models.Constraint(
        "CHECK (opens >= 0 AND opens < 24 AND closes >= 0 AND closes <= 24 AND watch_minutes >= 0)",
        "Opening hours lie between 0:00 and 24:00.",
    )

    @api.model
    def _default_tz(self):
        company = self.env.company
        home = "Asia/Tehran" if company.country_id.code == "IR" else "UTC"
        return self.env.user.tz or company.partner_id.tz or home

    def _silent_minutes(self, now):
        """Minutes of opening time since the keypad was last heard of. :param now: naive UTC"""
        self.ensure_one()
        zone = pytz.timezone(self.tz)

        def local(moment):
            return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

        days = {number for number, field in enumerate(_DAYS) if self[field]}
        return open_minutes(
            local(self.last_seen), local(now), opens=self.opens, closes=self.closes, days=days
        )

    def _is_silent(self, now):
        return bool(
            self.watch_minutes
            and self.last_seen
            and self.active
            and self.state == "active"
            and self._silent_minutes(now) >= self.watch_minutes
        )

    @api.depends("last_seen", "battery", "clock_drift", "queued", "watch_minutes", "state")
    def _compute_health(self):
        now = fields.Datetime.now()
        for device in self:
            notes = device._ailments()
            if device._is_silent(now):
                device.health = "silent"
                notes.insert(0, self.env._("has not been heard of"))
            elif not device.last_seen:
                device.health = "new"
                notes = []
            else:
                device.health = "ailing" if notes else "well"
            device.health_note = self.env._(", ").join(notes)

    def _ailments(self):
        """Findings beside silence, in words. Add-ons for other hardware add theirs."""
        self.ensure_one()
        notes = []
        if self.battery and self.battery <= LOW_BATTERY:
            notes.append(self.env._("battery at %s%%", self.battery))
        if abs(self.clock_drift or 0) > CLOCK_OFF:
            notes.append(self.env._("clock off by %s s", self.clock_drift))
        if self.queued and self.queued > 100:
            notes.append(self.env._("%s entries wait on it", self.queued))
        return notes

    # Telling the responsible --------------------------------------------------------------------

    @api.model
    def _cron_check_health(self):
        """Raise an activity for keypads that have fallen silent; close it when they speak again."""
        now = fields.Datetime.now()
        devices = self.search([("last_seen", "!=", False), ("state", "=", "active")])
        silent = devices.filtered(lambda device: device._is_silent(now))
        for device in silent:
            device._raise_activity(
                "direct_device.mail_activity_type_silent",
                self.env._(
                    "Silent for %s minutes of opening time.", round(device._silent_minutes(now))
                ),
            )
        (devices - silent).activity_feedback(
            ["direct_device.mail_activity_type_silent"],
            feedback=self.env._("The keypad has been heard of again."),
        )

    def _raise_activity(self, type_xmlid, note):
        """Schedule an activity for the responsible, unless one of its type is open already."""
        self.ensure_one()
        kind = self.env.ref(type_xmlid)
        if kind not in self.activity_ids.activity_type_id:
            user = self.user_id or self.create_uid
            self.with_context(lang=user.lang).activity_schedule(
                type_xmlid, note=note, user_id=user.id, date_deadline=fields.Date.today()
            )
