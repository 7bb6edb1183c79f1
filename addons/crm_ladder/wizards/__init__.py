from . import base_partner_merge, customer_audit_show, ladder_scoreboard
