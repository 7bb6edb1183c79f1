from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Orders that were confirmed before take their points back, too, when they are returned."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["club.sale.points"]._adopt_confirmed()
