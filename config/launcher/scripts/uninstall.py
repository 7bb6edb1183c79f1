"""Uninstall the add-on that ``CLUB_ADDON`` names, as the button in Odoo's list of apps does.

Runs in ``odoo shell`` (``env`` is given).
"""

import os

module = env["ir.module.module"].search([("name", "=", os.environ["CLUB_ADDON"])])
module.button_immediate_uninstall()
