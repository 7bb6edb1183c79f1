"""Texts, their ledger and special days, done once in Persian for the manual's pictures."""
# ruff: noqa: F811  (fixtures of the manual's first shop are asked for by their names)

from playwright.sync_api import expect
from test_manual_pictures import browser, one, page, picture, shop  # noqa: F401

SPECIAL_DAYS = """
for mobile, born, calendar in (
    ("+989121234567", 1991, "jalali"), ("+989351110002", 1996, "jalali"),
    ("+989121110004", 1988, "gregorian"),
):
    member = env["res.partner"].search([("club_mobile", "=", mobile)])
    ahead = fields.Date.add(fields.Date.today(), days=3 + member.id % 17)
    member.write({"club_birthday": ahead.replace(year=born), "club_birthday_calendar": calendar})
company = env.company
company.write({"club_part_price": 3200, "phone": "021 8877 6655", "website": "naderi.ir"})
company.partner_id.write({"street": "خیابان نادری، شماره ۱۲", "city": "تهران"})
env.ref("base.user_admin").partner_id.phone = "09120001122"
env.cr.commit()
"""


def test_write_a_text_beside_a_phone(shop, page):
    shop.shell(f"from odoo import fields\n{SPECIAL_DAYS}")
    tag = one(shop, "SELECT id FROM club_tag WHERE key = 1 AND active")
    page.goto(f"{shop.url}/odoo/club-tags/{tag}")
    page.locator("[name=welcome_text] .o_club_open_aid").click()
    aid = page.locator(".o_club_aid")
    aid.locator("[name=slogan]").fill("قهوه، همان‌طور که باید باشد")
    aid.locator("[name=instagram]").fill("@naderi.cafe")
    aid.locator("[name=incentive]").fill("قهوه دوم شما نیم‌بهاست ")
    aid.locator("[data-name=name]").click()
    expect(aid.locator(".o_club_phone_bubble")).to_contain_text("instagram.com/naderi.cafe")
    expect(aid.locator(".o_club_phone_bubble")).to_contain_text("قهوه دوم شما نیم‌بهاست سارا")
    expect(aid.locator("[data-code=link]")).to_be_visible()
    picture(page, "writing_aid")
    aid.locator(".o_club_send_test").click()
    expect(page.locator(".o_notification", has_text="۰۹۱۲۰۰۰۱۱۲۲")).to_be_visible()
    page.locator(".modal-footer .btn-secondary").click()
    shop.until("SELECT state = 'delivered' FROM club_message WHERE rule_key = 'test'", seconds=90)


def test_why_a_text_was_written_and_send_it_again(shop, page):
    message = one(
        shop,
        "SELECT max(id) FROM club_message"
        " WHERE state = 'delivered' AND starts_with(rule_key, 'welcome:')",
    )
    page.goto(f"{shop.url}/odoo/club-messages/{message}")
    expect(page.locator("[name=story]")).to_contain_text("به سبب بازدید ۱")
    expect(page.locator(".o_club_timeline [data-state=delivered]")).to_be_visible()
    picture(page, "message_story", height=620)
    page.get_by_role("button", name="ارسال دوباره").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=reason] input").fill("مشتری زنگ زد و پیامک را پاک کرده بود")
    picture(page, "message_again", height=620)
    dialog.get_by_role("button", name="ارسال دوباره").click()
    expect(page.locator("[name=story]")).to_contain_text("پاک کرده بود")
    assert one(shop, "SELECT resend_of_id FROM club_message WHERE rule_key = 'resend'") == message


def test_birthdays_and_occasions_that_come(shop, page):
    page.goto(shop.url + "/odoo/club-birthdays")
    expect(page.locator(".o_data_row")).to_have_count(3)
    picture(page, "birthdays", height=420)
    page.goto(shop.url + "/odoo/club-occasion-days")
    expect(page.locator(".o_data_row", has_text="نوروز").first).to_be_visible()
    picture(page, "occasions")
