"""Who speaks: signature, suspension, rate, and the sign of life of a keypad."""

import threading
import time
from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg2.errors import SerializationFailure

from odoo import api, models

from odoo.addons.customer_club.tools.crowd import Crowd, place

from ..tools import device_reply, signature
from ..tools.rate import Window

WATCH_SECONDS = 150
"""A screen that has not called for so long is no longer watched (see ``direct_event_live.py``)."""

SEEN_EVERY = timedelta(seconds=30)
"""``last_seen`` is written at most this often."""

ADDRESS_LIMIT = 200
"""Requests a second that each process answers an address, unless a parameter says otherwise."""

_windows = defaultdict(Window)
_windows_lock = threading.Lock()
_crowd = Crowd()


class Speaker(NamedTuple):
    """The row of the keypad that signed a request, as far as the hot path needs it."""

    id: int
    serial: str
    secret: bytes | None
    live: bool
    company_id: int
    group_id: int | None
    lang: str
    tag_required: bool
    merge_minutes: int
    late_days: int
    greet_hours: int
    rate_limit: int
    hold_suspicious: bool
    watched: bool
    last_seen: datetime | None
    queued: int | None
    battery: int | None
    firmware: str | None


class DirectDevice(models.Model):
    _inherit = "direct.device"

    @api.model
    def _admit(self, *, serial, timestamp, sign, method, target, body, now, address):
        """Return the :class:`Speaker` behind a signed request.

        An unknown serial costs the same statement and the same hashing as a known one.

        :param now: Unix time
        :param address: where the request came from
        :raise Refusal: 401 whoever it is not, 403 suspended or archived, 429 too many
        """
        if self._over_address_rate(address, int(now)):
            raise device_reply.slow_down()
        speaker = self._speaker(serial)
        genuine = signature.verify(
            bytes(speaker.secret) if speaker and speaker.secret else None,
            sign,
            timestamp,
            now,
            method=method,
            target=target,
            body=body,
        )
        if not genuine:
            raise device_reply.unauthorized()
        if not speaker.live:
            raise device_reply.suspended()
        if speaker.rate_limit and self._over_rate(speaker, int(now)):
            raise device_reply.slow_down()
        return speaker

    @api.model
    def _speaker(self, serial):
        self.flush_model()
        # A NUL cannot be in a header that reached us through a server, but is fatal in SQL.
        self.env.cr.execute(
            """
            SELECT id, serial, secret, active AND state = 'active', company_id, group_id, lang,
                   COALESCE(tag_required, FALSE), merge_minutes, late_days, greet_hours,
                   rate_limit, COALESCE(hold_suspicious, FALSE),
                   EXISTS (SELECT FROM direct_device_counter c
                            WHERE c.key = 'live:' || company_id AND c.started > %s),
                   last_seen, queued, battery, firmware
              FROM direct_device
             WHERE serial = %s
            """,
            [int(time.time()) - WATCH_SECONDS, serial.replace("\x00", "")],
        )
        row = self.env.cr.fetchone()
        return Speaker(*row) if row else None

    # Rate ---------------------------------------------------------------------------------------

    @api.model
    def _over_address_rate(self, address, second):
        """Count a request of an address before anything is asked of the database.

        Strangers are held up here like keypads: nothing is known of either yet.
        """
        text = self.env["ir.config_parameter"].get_param("direct_device.address_rate")
        limit = int(text) if text and text.isdecimal() else ADDRESS_LIMIT
        with _windows_lock:
            return 0 < limit < _crowd.hit(second, place(address or ""))

    @api.model
    def _over_rate(self, speaker, second):
        """Count a request of the keypad; tell whether it is over the limit for this second."""
        with _windows_lock:
            window = _windows[self.env.cr.dbname, speaker.id]
            due = window.hit(second, speaker.rate_limit)
        if not due:
            return False
        hits, _started = self._shared_count(f"rate:{speaker.id}", due, second, 1)
        return hits > speaker.rate_limit

    @api.model
    def _shared_count(self, key, hits, second, window):
        """Add to a count that all workers share, in a transaction of its own.

        Outside the request's transaction, so that a request which is rolled back still counts
        and so that two requests of one keypad never wait for each other's end.

        :return: hits since the count started (anew after ``window`` seconds), that start
        """
        for _attempt in range(10):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(
                        """
                        INSERT INTO direct_device_counter AS c (key, started, hits)
                        VALUES (%(key)s, %(second)s, %(hits)s)
                        ON CONFLICT (key) DO UPDATE SET
                            hits = CASE WHEN c.started > EXCLUDED.started - %(window)s
                                   THEN c.hits ELSE 0 END + EXCLUDED.hits,
                            started = CASE WHEN c.started > EXCLUDED.started - %(window)s
                                      THEN c.started ELSE EXCLUDED.started END
                        RETURNING hits, started
                        """,
                        {"key": key, "second": second, "hits": hits, "window": window},
                        log_exceptions=False,
                    )
                    return cr.fetchone()
            except SerializationFailure:  # another worker counted between snapshot and update
                time.sleep(0.002)
        raise device_reply.slow_down()

    @api.autovacuum
    def _gc_counters(self):
        day_ago = int(time.time()) - 86400
        self.env.cr.execute("DELETE FROM direct_device_counter WHERE started < %s", [day_ago])

    # Sign of life -------------------------------------------------------------------------------

    @api.model
    def _note_seen(self, speaker, now, drift, health=None):
        """Write what the keypad says of itself, at most every half minute unless it changed.

        Two connections of one keypad must not hinder each other: a locked row is skipped.
        """
        report = {
            name: value
            for name in ("queued", "battery", "firmware")
            if (value := getattr(health, name, None)) is not None
        }
        changed = any(getattr(speaker, name) != value for name, value in report.items())
        fresh = speaker.last_seen and now - speaker.last_seen < SEEN_EVERY
        if fresh and not changed:
            return
        self.env.cr.execute(
            """
            UPDATE direct_device d
               SET last_seen = %(now)s, clock_drift = %(drift)s,
                   queued = COALESCE(%(queued)s, queued),
                   battery = COALESCE(%(battery)s, battery),
                   firmware = COALESCE(%(firmware)s, firmware)
             WHERE id IN (SELECT id FROM direct_device WHERE id = %(id)s
                             FOR NO KEY UPDATE SKIP LOCKED)
            """,
            {
                "id": speaker.id,
                "now": now,
                "drift": drift,
                "queued": report.get("queued"),
                "battery": report.get("battery"),
                "firmware": report.get("firmware"),
            },
            log_exceptions=False,
        )
        self.browse(speaker.id).invalidate_recordset(
            ["last_seen", "clock_drift", "queued", "battery", "firmware"], flush=False
        )

    # Configuration ------------------------------------------------------------------------------

    @api.model
    def _config_for(self, speaker):
        """What the keypad needs to know (see :func:`device_reply.config`)."""
        device = self.browse(speaker.id).with_context(lang=speaker.lang)
        tags = device.env["club.tag"]._keypad_tags(device.company_id, device.group_id)
        return device_reply.config(
            device=device.name,
            company=device.company_id.name,
            group=device.group_id.name or "",
            lang=device.lang,
            tags=[(tag.key, tag.name, tag.color_hex) for tag in tags],
            tag_required=device.tag_required,
            merge_minutes=device.merge_minutes,
        )
