from odoo import http
from odoo.http import Response
from odoo.tools.misc import file_open

_FOLDER = "direct_device/static/keypad/"
# The page needs nothing from anywhere else, and nobody may frame it.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class TabletKeypad(http.Controller):
    """The page that makes a tablet a keypad. It speaks the protocol like any other device.

    The page holds nothing of the database and so needs neither user nor session; its files lie
    in ``static/keypad``. Page and worker have addresses of their own, because a service worker
    serves only what lies below its address.
    """

    _OPTIONS = {
        "type": "http",
        "auth": "none",
        "methods": ["GET"],
        "readonly": True,
        "save_session": False,
    }

    @http.route("/direct/keypad", **_OPTIONS)
    def direct_keypad(self):
        """The page."""
        return self._file("index.html", "text/html; charset=utf-8")

    @http.route("/direct/keypad/sw.js", **_OPTIONS)
    def direct_keypad_worker(self):
        """The service worker, which keeps the page on the tablet."""
        headers = {"Service-Worker-Allowed": "/direct/keypad"}
        return self._file("sw.js", "text/javascript; charset=utf-8", headers)

    @http.route("/direct/keypad/manifest.webmanifest", **_OPTIONS)
    def direct_keypad_manifest(self):
        """What makes the page installable."""
        return self._file("manifest.webmanifest", "application/manifest+json")

    @staticmethod
    def _file(name, content_type, headers=()):
        with file_open(_FOLDER + name, "rb") as file:
            content = file.read()
        return Response(
            content,
            headers={
                "Content-Type": content_type,
                "Content-Security-Policy": _POLICY,
                "Cache-Control": "no-cache",
                "Referrer-Policy": "no-referrer",
                **dict(headers),
            },
        )
