from . import (
    test_club_consent,
    test_club_group_tag,
    test_club_message,
    test_club_security,
    test_club_tag_history,
    test_club_tours,
    test_club_visit,
    test_club_visit_race,
    test_club_wake,
    test_club_wizards,
    test_member_record,
    test_res_partner,
)
