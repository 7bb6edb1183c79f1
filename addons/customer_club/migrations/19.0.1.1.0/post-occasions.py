from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Companies that are there already get the ready occasions too."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["club.occasion"]._create_ready(env["res.company"].search([]))
