{
    "name": "Customer Club: Sales",
    "summary": "Confirmed sales orders count as visits",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "Customer Club",
    "license": "LGPL-3",
    "depends": ["customer_club", "sale"],
    "data": ["views/res_config_settings_views.xml"],
    "auto_install": True,
}
