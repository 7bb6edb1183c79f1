from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Balances from before histories were kept get the line that explains them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["loyalty.card"]._club_carry_forward()
