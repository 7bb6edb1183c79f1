from . import club_privacy_log, res_partner
