from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Existing members get the day they joined, and everybody a search key."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["res.partner"]._club_fill_joined()
    env["res.partner"]._club_fill_search_keys()
