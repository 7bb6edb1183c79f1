from . import base_partner_merge, club_visit_add, club_visit_void
