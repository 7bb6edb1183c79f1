{
    "name": "Customer Club: Point of Sale",
    "summary": "Paid POS orders count as visits",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "Customer Club",
    "license": "LGPL-3",
    "depends": ["customer_club", "point_of_sale"],
    "data": [
        "views/pos_config_views.xml",
        "views/pos_order_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
