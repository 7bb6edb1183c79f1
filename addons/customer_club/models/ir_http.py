from odoo import models
from odoo.http import request

PAGES = ("/c/", "/club/")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """A parameter ``self`` would meet the first argument of the page's own method, and be an
        error of the server for whoever types it into the address."""
        if request.httprequest.path.startswith(PAGES):
            request.params.pop("self", None)
        return super()._dispatch(endpoint)
