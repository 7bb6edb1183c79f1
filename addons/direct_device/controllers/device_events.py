import time
from datetime import UTC, datetime

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..tools import device_reply, signature
from ..tools.device_reply import Refusal
from ..tools.event_schema import MAX_BODY, EnvelopeError, parse_envelope, parse_json
from .direct_dispatcher import json_response

_METHODS = {"events": "POST", "config": "GET, HEAD", "pair": "POST"}

# Keypads have no user and no session: the signature is checked in the route.
_OPTIONS = {
    "type": "direct",
    "auth": "none",
    "csrf": False,
    "save_session": False,
    "readonly": False,
    "max_content_length": MAX_BODY,
}


class DeviceEvents(http.Controller):
    """The keypad protocol, version 1; its contract is in the add-on's ``README.md``."""

    @http.route("/direct/v1/events", methods=["POST"], **_OPTIONS)
    def direct_events(self):
        """Take 1 to 500 events; one result for each, in order."""
        env, speaker, body, now = self._admit()
        envelope = parse_envelope(body)
        self._note_seen(env, speaker, now, envelope.health)
        results = env["direct.event"]._ingest(speaker, envelope.events, now)
        return json_response({"results": results})

    @http.route("/direct/v1/config", methods=["GET"], **_OPTIONS)
    def direct_config(self):
        """Tell the keypad its tags and rules."""
        env, speaker, _body, now = self._admit()
        self._note_seen(env, speaker, now)
        body = env["direct.device"]._config_for(speaker)
        etag = device_reply.etag(body)
        headers = {"ETag": etag, "Cache-Control": "no-cache"}
        if request.httprequest.if_none_match.contains_weak(etag.strip('"')):
            return json_response(None, 304, headers)
        return json_response({**body, "server_time": int(time.time())}, headers=headers)

    @http.route("/direct/v1/pair", methods=["POST"], **_OPTIONS)
    def direct_pair(self):
        """Trade a pairing code for a serial and a secret."""
        data = parse_json(request.httprequest.get_data())
        if not isinstance(data, dict) or not isinstance(data.get("code"), str):
            raise EnvelopeError(422, "bad_envelope", "'code' must be a text of 8 digits.")
        answer = self._env()["direct.device"]._pair(
            data["code"], data.get("model"), data.get("firmware"), request.httprequest.remote_addr
        )
        return json_response(answer)

    @http.route(
        ["/direct/v1", "/direct/v1/<path:rest>"],
        **{**_OPTIONS, "readonly": True},
    )
    def direct_unknown(self, rest=""):
        """Answer in JSON what no other route of the protocol answers."""
        allowed = _METHODS.get(rest.strip("/"))
        if allowed:
            return json_response({"error": "method_not_allowed"}, 405, {"Allow": allowed})
        raise Refusal(404, "not_found")

    # ------------------------------------------------------------------------------------------

    @staticmethod
    def _env():
        return request.env(user=SUPERUSER_ID, context={})

    def _admit(self):
        """Check the signature. :return: environment, keypad, raw body, naive UTC time"""
        http_request = request.httprequest
        headers = http_request.headers
        body = http_request.get_data()
        query = http_request.environ.get("QUERY_STRING")
        now = time.time()
        env = self._env()
        speaker = env["direct.device"]._admit(
            serial=headers.get("X-Direct-Device", ""),
            timestamp=headers.get("X-Direct-Timestamp", ""),
            sign=headers.get("X-Direct-Signature", ""),
            method=http_request.method,
            target=http_request.path + (f"?{query}" if query else ""),
            body=body,
            now=now,
            address=http_request.remote_addr,
        )
        moment = datetime.fromtimestamp(now, UTC).replace(tzinfo=None, microsecond=0)
        return env, speaker, body, moment

    @staticmethod
    def _note_seen(env, speaker, now, health=None):
        stamp = request.httprequest.headers["X-Direct-Timestamp"]
        drift = round(signature.clock_offset(stamp, now.replace(tzinfo=UTC).timestamp()))
        env["direct.device"]._note_seen(speaker, now, drift, health)
