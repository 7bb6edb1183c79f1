from . import (
    club_effect_report,
    club_member_report,
    club_message_report,
    club_points_audit,
    club_visit_report,
)
