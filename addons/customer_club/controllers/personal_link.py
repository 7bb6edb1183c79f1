import threading
import time

from odoo import http
from odoo.http import request

from ..tools.crowd import Crowd, place
from ..tools.robots import is_person

SPAN = 10  # seconds
ADDRESS_LIMIT = 200  # requests of one address in a span and a process; whole towns share one
MOST_TYPED = 64 * 1024  # bytes of a form
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
    "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}

_crowd, _crowd_lock = Crowd(), threading.Lock()


class PersonalLink(http.Controller):
    """What is behind the short address in a text."""

    # The token in the address is the secret, and proves that the form comes from its reader; a
    # customer's phone has no session to protect.
    @http.route(
        "/c/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=MOST_TYPED,
    )
    def personal_link(self, token, **values):
        """Show what a link stands for (GET), or take what its page sends (POST)."""
        wire = request.httprequest
        if self._too_many(wire.remote_addr):
            response = self._page("customer_club.page_too_many", {}, 429)
            response.headers["Retry-After"] = str(SPAN)
            return response
        link = request.env["club.link"]._by_token(token)
        posted = wire.method == "POST"
        answer = link._page(self._texts(values) if posted else None) if link else None
        if not answer:
            return self._page("customer_club.page_nothing_here", {}, 404)
        purpose = wire.headers.get("Sec-Purpose") or wire.headers.get("Purpose")
        agent = wire.headers.get("User-Agent")
        if not posted and is_person(wire.method, agent, purpose):
            link._clicked()
        if isinstance(answer, str):
            return self._redirect(answer)
        template, values = answer
        request.update_context(lang=link.env.lang)  # the customer's, not the visitor's
        return self._page(template, {**link._page_frame(), **values})

    def _texts(self, values):
        """What was typed: texts alone, files are nobody's answer to anything here."""
        return {
            name: value.replace("\x00", "")
            for name, value in values.items()
            if isinstance(value, str)
        }

    def _redirect(self, address):
        response = request.redirect(address, code=303, local=False)
        response.headers.update(HEADERS)
        return response

    def _page(self, template, values, status=200):
        if "company" not in values:
            company = request.env.company.sudo()
            request.update_context(lang=company._club_lang())
            values = {**request.env["club.page"]._page_frame_of(company), **values}
        response = request.render(template, values, status=status)
        response.headers.update(HEADERS)
        return response

    def _too_many(self, address):
        text = request.env["ir.config_parameter"].sudo().get_param("customer_club.link_rate")
        limit = int(text) if text and text.isdecimal() else ADDRESS_LIMIT
        with _crowd_lock:
            return 0 < limit < _crowd.hit(int(time.time()) // SPAN, place(address or ""))
