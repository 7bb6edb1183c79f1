from . import ladder_cohort_report, ladder_forecast_report, ladder_rung_report
