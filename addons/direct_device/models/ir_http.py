import re

from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        """Below ``/direct/v1`` repeated slashes do not lead out of the protocol's routes.

        Elsewhere they end in a redirection or in a page that says "not found".
        """
        if path_info.startswith("/direct/v1/"):
            path_info = re.sub(r"/{2,}", "/", path_info)
        return super()._match(path_info)
