{
    "name": "Customer Club: Privacy Lookup",
    "summary": "Odoo's privacy lookup finds members by their number and erases them",
    "version": "19.0.1.1.0",
    "category": "Marketing",
    "author": "Customer Club",
    "license": "LGPL-3",
    "depends": ["customer_club", "privacy_lookup"],
    "data": ["wizards/privacy_lookup_wizard_views.xml"],
    "auto_install": True,
}
