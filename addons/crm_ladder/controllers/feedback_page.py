from odoo import http
from odoo.http import request


class FeedbackPage(http.Controller):
    """The customer's page: one question, one tap, and a word if the customer likes."""

    # The token in the address is the secret; a customer's phone has no session to protect.
    @http.route(
        "/club/say/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def feedback_page(self, token, score=None, comment=None, **_other):
        """Show the question (GET) or take the answer (POST).

        Reading the page changes nothing: message apps fetch links to preview them.
        """
        feedback = request.env["ladder.feedback"]._by_token(token)
        if not feedback:
            raise request.not_found()
        request.update_context(lang=feedback.env.lang)  # the customer's, not the visitor's
        error = None
        if request.httprequest.method == "POST":
            error = feedback._answer_from_page(score, comment)
        return request.render("crm_ladder.feedback_page", feedback._page_values(error))
