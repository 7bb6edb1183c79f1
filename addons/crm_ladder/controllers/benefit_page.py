from odoo import http
from odoo.http import Response, request

PAGE = {"type": "http", "auth": "public", "save_session": False}


class BenefitPage(http.Controller):
    """The page of a draw, where anybody can check it, and the page of somebody who was chosen."""

    @http.route("/club/draw/<string:token>", methods=["GET"], **PAGE)
    def draw_page(self, token, salt=None, **_other):
        """What was promised before, and what came of it after."""
        benefit = self._benefit(token)
        request.update_context(lang=benefit.env.lang)
        return request.render("crm_ladder.draw_page", benefit._draw_page_values(salt))

    @http.route("/club/draw/<string:token>/list.txt", methods=["GET"], **PAGE)
    def draw_list(self, token, **_other):
        """The list, exactly as it was hashed."""
        benefit = self._benefit(token)
        if not benefit.list_digest:
            raise request.not_found()
        text = "".join(f"{line}\n" for line in benefit._entry_lines())
        return Response(text, content_type="text/plain; charset=us-ascii")

    @http.route("/club/draw/<string:token>/entry/<string:person>", methods=["GET"], **PAGE)
    def draw_entry(self, token, person, **_other):
        """Whether a salted hash is on the list, in words."""
        benefit = self._benefit(token)
        return Response(benefit._entry_words(person), content_type="text/plain; charset=utf-8")

    # The token in the address is the secret; a customer's phone has no session to protect.
    @http.route("/club/award/<string:token>", methods=["GET", "POST"], csrf=False, **PAGE)
    def award_page(self, token, answer=None, **_other):
        """Show an award (GET) or take the answer (POST). Reading the page changes nothing."""
        award = request.env["ladder.award"]._by_token(token)
        if not award or award.state == "reserve":
            raise request.not_found()
        request.update_context(lang=award.env.lang)
        error = None
        if request.httprequest.method == "POST" and answer in ("yes", "no"):
            error = award._answer(answer == "yes")
        return request.render("crm_ladder.award_page", award._page_values(error))

    def _benefit(self, token):
        benefit = request.env["ladder.benefit"]._by_token(token)
        if not benefit or benefit.state in ("draft", "cancelled"):
            raise request.not_found()
        return benefit
