from . import benefit_page, feedback_page
