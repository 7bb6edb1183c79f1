from . import base_partner_merge, customer_audit_show, customer_cancel_reason, ladder_scoreboard
