"""The owner's page over a whole month, in Persian: on a desk, on a phone, and the weekly mail."""

import re

import pytest
from playwright.sync_api import expect
from stack import Shop
from test_manual_pictures import browser, open_page, page, picture  # noqa: F401 - fixtures

STORY = """
import random
from datetime import timedelta
from odoo import fields
draw, company, now = random.Random(3), env.company, fields.Datetime.now()
tags = env["club.tag"].search([("company_id", "=", company.id), ("key", ">", 0)])
for tag in tags:
    tag.repeat_text = "سلام {نام}، خوشحالیم که دوباره آمدید."
names = ("رضا احمدی", "سارا کریمی", "مریم حسینی", "علی محمدی", "نرگس رضایی", "امیر جعفری")
entries = []
for place in range(900):
    person = int(draw.paretovariate(0.7)) % 140
    at = now - timedelta(days=draw.random() ** 1.3 * 150)
    hour = draw.choice((5, 6, 7, 8, 9, 12, 13, 14, 14, 15, 15, 16, 16, 17))
    at = at.replace(hour=hour, minute=draw.randrange(60))
    if at < now:
        entries.append({
            "mobile": f"+98912555{person:04}", "visited_at": at, "tag_id": draw.choice(tags.ids),
            "group_id": False, "source": "keypad", "origin": f"story:{place}",
            "company_id": company.id, "merge_minutes": 5, "silent_reason": False})
entries.sort(key=lambda entry: entry["visited_at"])
for first in range(0, len(entries), 100):
    env["club.visit"]._register_entries(entries[first : first + 100])
people = env["res.partner"].search([("club_mobile", "like", "+98912555")])
for place, person in enumerate(people):
    person.name = names[place % len(names)]
    if place % 16 == 0:
        day = (now + timedelta(days=place % 7)).date()
        person.write({"club_birthday": day.replace(year=1990 - place % 9, day=min(day.day, 28)),
                      "club_birthday_calendar": "gregorian"})
env.cr.execute("UPDATE res_partner SET club_joined_on = club_first_visit::date"
               " WHERE club_mobile LIKE '+98912555%'")
for message in env["club.message"].search([("visit_id.origin", "like", "story:")]):
    state = draw.choice(("delivered",) * 8 + ("sent", "failed", "blocked"))
    at = message.visit_id.visited_at + timedelta(seconds=20)
    message.write({"state": state, "planned_at": at, "cost": 1.5,
                   "sent_at": at if state in ("sent", "delivered") else False})
env.cr.commit()
"""


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("owner", empty_template) as shop:
        shop.shell(STORY)
        yield shop


def last_month(page, shop):  # noqa: F811
    page.goto(shop.url + "/odoo/club-overview")
    page.locator("[data-kind=jalali_month]").click()
    expect(page.locator("[data-kind=jalali_month].active")).to_be_visible()
    page.locator(".o_club_earlier").click()
    expect(page.locator(".o_club_later")).to_be_enabled()
    expect(page.locator("[data-chart=days] canvas")).to_be_visible()


def test_a_month_on_one_page(shop, page):  # noqa: F811
    last_month(page, shop)
    for key in ("visits", "people", "returning", "joined", "texts", "effect"):
        # Something was counted, in Persian digits.
        value = page.locator(f"[data-card={key}] .o_club_value")
        expect(value).to_have_text(re.compile("[۱-۹]"))
    picture(page, "owner_page", height=1250)


def test_the_same_on_a_phone(shop, page):  # noqa: F811
    usual = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 780})
    last_month(page, shop)
    # Nothing sticks out at the side.
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "owner_phone", height=1180)
    page.set_viewport_size(usual)


def test_the_week_by_mail(shop, page):  # noqa: F811
    shop.shell(
        """
admin = env.ref("base.user_admin")
admin.email = "owner@example.com"
env.company.club_digest_user_ids = admin
env["club.digest"]._send_due(env.company)
env.cr.commit()
"""
    )
    [[body]] = shop.query(
        "SELECT body_html FROM mail_mail m JOIN mail_message g ON g.id = m.mail_message_id"
        " WHERE m.email_to LIKE '%owner@example.com%' AND body_html LIKE '%club-overview%'"
    )
    sheet = page.context.new_page()
    sheet.set_viewport_size({"width": 640, "height": 1000})
    sheet.set_content(body)
    expect(sheet.locator("body")).to_contain_text("هفته‌ای که گذشت")
    picture(sheet, "owner_digest", height=1060)
    sheet.close()
