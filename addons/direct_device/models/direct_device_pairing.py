"""How a keypad gets its secret, and loses it."""

import hashlib
import re
import secrets
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_club.tools.crowd import place

from ..tools import device_reply, signature
from ..tools.event_schema import printable

CODE_MINUTES = 10
TRIES = 10
TRY_WINDOW = 600
_CODE = re.compile(r"[0-9]{8}", re.ASCII)


class DirectDevice(models.Model):
    _inherit = "direct.device"

    def _install_secret(self, secret):
        """Give the keypad a secret (base64url text); the one before stops at once."""
        self.ensure_one()
        try:
            raw = signature.decode_secret(secret)
        except ValueError as error:
            raise UserError(
                self.env._("A secret is 32 bytes, written in base64url (43 characters).")
            ) from error
        self.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE direct_device
               SET secret = %s, pair_hash = NULL, pair_until = NULL, paired_at = %s
             WHERE id = %s
            """,
            [raw, fields.Datetime.now(), self.id],
        )
        self.invalidate_recordset(["paired_at"], flush=False)

    def _show(self, **values):
        """Open the window that shows a code or a secret once; nothing of it is stored."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect the keypad"),
            "res_model": "direct.device.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_pair(self):
        """Make a code of 8 digits that one keypad can trade for a secret, within 10 minutes."""
        self.ensure_one()
        self.check_access("write")
        if not self.active or self.state != "active":
            raise UserError(self.env._("Resume or restore the keypad before you pair it."))
        code = f"{secrets.randbelow(10**8):08d}"
        until = fields.Datetime.now() + timedelta(minutes=CODE_MINUTES)
        self.flush_recordset()
        # A code that another keypad was given before is gone with this statement.
        self.env.cr.execute(
            "UPDATE direct_device SET pair_hash = NULL, pair_until = NULL WHERE pair_hash = %s",
            [self._hash_code(code)],
        )
        self.env.cr.execute(
            "UPDATE direct_device SET pair_hash = %s, pair_until = %s WHERE id = %s",
            [self._hash_code(code), until, self.id],
        )
        self.message_post(body=self.env._("A pairing code was made."))
        # The code stays behind the '#': no server and no log ever sees it.
        url = f"{self.get_base_url()}/direct/keypad#code={code}"
        return self._show(device_id=self.id, code=f"{code[:4]} {code[4:]}", url=url)

    def action_new_secret(self):
        """Make a new secret and show it once, for a till or a keypad that is set up by hand."""
        self.ensure_one()
        self.check_access("write")
        secret = signature.encode_secret(secrets.token_bytes(signature.SECRET_BYTES))
        self._install_secret(secret)
        self.message_post(body=self.env._("A new secret was made; the old one has stopped."))
        return self._show(device_id=self.id, secret=secret)

    def action_revoke_secret(self):
        """Take the secret away: the keypad must be paired anew."""
        self.check_access("write")
        self.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE direct_device
               SET secret = NULL, pair_hash = NULL, pair_until = NULL, paired_at = NULL
             WHERE id = ANY(%s)
            """,
            [list(self.ids)],
        )
        self.invalidate_recordset(["paired_at"], flush=False)
        for device in self:
            device.message_post(body=self.env._("The secret was revoked."))

    @api.model
    def _hash_code(self, code):
        return hashlib.sha256(code.encode()).hexdigest()

    @api.model
    def _pair(self, code, model, firmware, address):
        """Trade a pairing code for a serial and a secret.

        A try is counted before the code is looked at, so that tries at the same moment cannot
        slip through together; a right code gives its try back.

        :raise Refusal: 404 wrong, used or old code; 429 after ten wrong tries
        """
        second = int(time.time())
        key = f"pair:{printable(place(address or ''), 60)}"
        tries, started = self._shared_count(key, 1, second, TRY_WINDOW)
        if tries > TRIES:
            raise device_reply.slow_down(max(1, started + TRY_WINDOW - second))
        code = re.sub(r"[\s-]", "", code) if isinstance(code, str) else ""
        secret = secrets.token_bytes(signature.SECRET_BYTES)
        self.flush_model()
        self.env.cr.execute(
            """
            UPDATE direct_device
               SET secret = %(secret)s, pair_hash = NULL, pair_until = NULL,
                   paired_at = %(now)s, last_seen = %(now)s,
                   model_name = %(model)s, firmware = %(firmware)s
             WHERE pair_hash = %(hash)s AND pair_until >= %(now)s
               AND active AND state = 'active'
            RETURNING id, serial
            """,
            {
                "secret": secret,
                "hash": self._hash_code(code) if _CODE.fullmatch(code) else "",
                "now": fields.Datetime.now(),
                "model": printable(model, 64) if isinstance(model, str) else None,
                "firmware": printable(firmware, 64) if isinstance(firmware, str) else None,
            },
            log_exceptions=False,
        )
        row = self.env.cr.fetchone()
        if not row:
            raise device_reply.Refusal(404, "bad_code")
        self._shared_count(key, -1, second, TRY_WINDOW)
        device = self.browse(row[0])
        device.invalidate_recordset(flush=False)
        device.message_post(body=self.env._("Paired."))
        return {"serial": row[1], "secret": signature.encode_secret(secret)}
