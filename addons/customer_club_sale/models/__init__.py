from . import (
    account_move,
    club_level,
    club_sale_points,
    res_company,
    res_config_settings,
    res_partner,
    sale_order,
    sale_order_points,
)
