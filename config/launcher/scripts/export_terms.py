"""Write all texts of the add-on ``CLUB_ADDON`` that can be translated to ``CLUB_TARGET``.

Runs in ``odoo shell`` (``env`` is given).
"""

import os

from odoo.tools.translate import trans_export

with open(os.environ["CLUB_TARGET"], "wb") as stream:
    trans_export(False, [os.environ["CLUB_ADDON"]], stream, "po", env)
