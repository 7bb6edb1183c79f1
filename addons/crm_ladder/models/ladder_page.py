from odoo import models


class LadderPage(models.AbstractModel):
    """A page of the ladder's for people without a login, in the frame of the club's pages."""

    _name = "ladder.page"
    _description = "Page of the Ladder"
    _inherit = "club.page"
