def uninstall_hook(env):
    """Take away the one thing that was put on a column of Odoo's own."""
    env.cr.execute("DROP INDEX IF EXISTS res_partner__phone_sanitized_index")


def post_init_hook(env):
    """Give every company a group that the keypad is linked to, and nothing else.

    Existing partners are left alone: they become members when they come, when staff enter their
    mobile number, or by import.
    """
    companies = env["res.company"].search([])
    companies._club_ensure_device_group()
    env["club.occasion"]._create_ready(companies)
    env["club.pace"]._for_all(companies)
    env["club.form"]._for_all(companies)
    for company in companies:
        company.club_nameless_word = company._club_words()["nameless"]
    env["res.partner"]._club_fill_search_keys()
    env["loyalty.card"]._club_carry_forward()
