{
    "name": "Customer Club: Data Recycle",
    "summary": "Odoo's rules for old records erase members who have not come for years",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "Customer Club",
    "license": "LGPL-3",
    "depends": ["customer_club", "data_recycle"],
    "data": ["data/data_recycle_model_data.xml"],
    "auto_install": True,
}
