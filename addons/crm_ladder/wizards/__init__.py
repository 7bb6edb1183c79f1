from . import base_partner_merge, ladder_scoreboard
