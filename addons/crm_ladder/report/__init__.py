from . import (
    customer_return_report,
    ladder_advocate_report,
    ladder_benefit_report,
    ladder_campaign_progress,
    ladder_campaign_sale_report,
    ladder_cohort_report,
    ladder_forecast_report,
    ladder_referral_tree,
    ladder_rung_report,
)
