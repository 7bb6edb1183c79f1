from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give every company its quiet hours and caps, with the defaults."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["club.pace"]._for_all(env["res.company"].search([]))
