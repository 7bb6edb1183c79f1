from . import base_partner_merge, club_tag_change, club_visit_add, club_visit_void
