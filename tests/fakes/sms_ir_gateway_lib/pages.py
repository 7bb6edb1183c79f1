"""The phone page and its two files."""

from pathlib import Path

from .answers import Reply

_FOLDER = Path(__file__).resolve().parent / "phone"
_FILES = {
    "/": ("phone.html", "text/html; charset=utf-8"),
    "/phone.css": ("phone.css", "text/css; charset=utf-8"),
    "/phone.js": ("phone.js", "text/javascript; charset=utf-8"),
}
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def handle(request):
    """Return the phone page, one of its files, or 404."""
    found = _FILES.get(request.path)
    if not found:
        return Reply(404)
    if request.method not in ("GET", "HEAD"):
        return Reply(405, headers={"Allow": "GET, HEAD"})
    name, content_type = found
    return Reply(200, (_FOLDER / name).read_bytes(), content_type, dict(_HEADERS))
