from . import (
    base_partner_merge,
    customer_audit_show,
    customer_cancel_reason,
    ladder_benefit_preview,
    ladder_benefit_public,
    ladder_pairing_trade,
    ladder_referral_add,
    ladder_scoreboard,
)
