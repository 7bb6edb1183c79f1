{
    "name": "Customer Club: Loyalty Ladder at the Till",
    "summary": "POS orders are purchases on the ladder; suggestions at the till",
    "version": "19.0.1.2.0",
    "category": "Marketing",
    "author": "Customer Club",
    "license": "LGPL-3",
    "depends": ["crm_ladder", "point_of_sale", "pos_loyalty", "pos_sale", "sale_stock"],
    "data": [
        "views/pos_config_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["crm_ladder_pos/static/src/**/*"],
        "web.assets_tests": ["crm_ladder_pos/static/tests/tours/**/*"],
    },
    "auto_install": ["crm_ladder", "point_of_sale"],
}
