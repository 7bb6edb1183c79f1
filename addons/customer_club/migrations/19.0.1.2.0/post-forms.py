from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give every company its information form."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["club.form"]._for_all(env["res.company"].search([]))
