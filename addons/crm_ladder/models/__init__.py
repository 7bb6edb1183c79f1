from . import (  # the documents below inherit them
    customer_credit,
    ladder_page,
    ladder_source,
)

# isort: split
from . import (
    account_move,
    account_move_line,
    club_broadcast,
    club_message,
    club_tag,
    club_visit,
    crm_lead,
    customer_audit,
    customer_audit_account_move,
    customer_audit_company,
    customer_audit_control,
    customer_audit_entries,
    customer_audit_figures,
    customer_audit_joined,
    customer_audit_run,
    customer_audit_sale_order,
    customer_audit_schedule,
    customer_audit_workbook,
    customer_audit_workbook_mail,
    customer_credit_approval,
    customer_credit_documents,
    customer_credit_turn,
    customer_return_reason,
    ladder_award,
    ladder_basket,
    ladder_basket_pair,
    ladder_basket_run,
    ladder_benefit_attempt,
    ladder_campaign_cost,
    ladder_campaign_credit,
    ladder_campaign_entry,
    ladder_campaign_facts,
    ladder_campaign_settings,
    ladder_campaign_spending,
    ladder_criterion,
    ladder_dirty,
    ladder_engine,
    ladder_facts,
    ladder_facts_products,
    ladder_facts_purchases,
    ladder_feedback,
    ladder_lifetime,
    ladder_move,
    ladder_offer,
    ladder_offer_give,
    ladder_offer_line,
    ladder_offer_results,
    ladder_pairing,
    ladder_playbook,
    ladder_playbook_run,
    ladder_purchase,
    ladder_reason,
    ladder_referral,
    ladder_referral_code,
    ladder_referral_program,
    ladder_referral_reward,
    ladder_role,
    ladder_run,
    ladder_rung,
    ladder_score,
    ladder_suggestion,
    ladder_text,
    ladder_trial,
    ladder_version,
    res_company,
    res_company_basket,
    res_partner,
    res_partner_card,
    res_partner_follow_up,
    res_partner_measures,
    res_partner_referral,
    res_partner_referral_text,
    sale_order,
    sale_order_suggestion,
    utm_campaign,
    utm_campaign_lift,
    utm_campaign_plan,
    utm_campaign_results,
)

# isort: split
from . import ladder_audience  # what follows inherits it

# isort: split
from . import ladder_benefit, ladder_policy, ladder_privilege  # what follows extends them

# isort: split
from . import (
    ladder_benefit_audience,
    ladder_benefit_entry,
    ladder_benefit_page,
    ladder_benefit_rank,
    ladder_policy_give,
    ladder_policy_grant,
    ladder_policy_results,
    ladder_privilege_holder,
    ladder_privilege_use,
    res_partner_privilege,
)

# isort: split
from . import (  # extend the referral
    ladder_referral_claim,
    ladder_referral_doors,
    ladder_referral_link,
    ladder_referral_paid,
    ladder_referral_settle,
)

# isort: split
from . import personal_data  # of all of them
