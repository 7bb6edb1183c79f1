from . import (
    base_partner_merge,
    club_consent_add,
    club_erase,
    club_member_merge,
    club_message_resend,
    club_personal_data_export,
    club_tag_change,
    club_visit_add,
    club_visit_void,
)
