"""Points, levels and the member's page, in Persian, for the pictures of the manual."""

import pytest
from playwright.sync_api import expect
from stack import Shop
from test_manual_pictures import browser, one, open_page, picture  # noqa: F401

STORY = """
from datetime import datetime, timedelta
company = env.company
fa = env(context=dict(env.context, lang="fa_IR"))
program = company._club_make_program()
program.with_context(lang="fa_IR").portal_point_name = "امتیاز"
company.club_visit_points = 10
fa["loyalty.reward"].create([
    {"program_id": program.id, "reward_type": "discount", "discount": percent,
     "required_points": points, "description": words}
    for points, percent, words in ((50, 5, "۵٪ تخفیف"), (200, 15, "۱۵٪ تخفیف و یک کیک"))])
for sequence, name, points, color, benefits in (
    (1, "برنزی", 0, 2, "یک قهوه در روز تولد"),
    (2, "نقره‌ای", 40, 8, "پیک رایگان\\nهدیهٔ روز تولد"),
    (3, "طلایی", 120, 3, "پیک رایگان\\nمیز همیشه آماده\\nدعوت به شب‌های مزه")):
    fa["club.level"].create({"name": name, "sequence": sequence, "min_points": points,
                             "color": color, "benefits": benefits, "company_id": company.id})
coupons = fa["loyalty.program"].create({
    "name": "تخفیف خرید بعدی", "program_type": "coupons", "applies_on": "current",
    "company_id": company.id, "reward_ids": [(0, 0, {"discount": 20})]})
coupons.reward_ids.with_context(lang="fa_IR").description = "۲۰٪ تخفیف"
now = datetime.now().replace(microsecond=0)
for place, (mobile, name, times) in enumerate((
    ("+989121234567", "رضا احمدی", 9), ("+989351110002", "سارا کریمی", 5),
    ("+989191110003", "مریم حسینی", 2))):
    env["club.visit"]._register_entries([
        {"mobile": mobile, "visited_at": now - timedelta(days=7 * back, minutes=place),
         "tag_id": False, "group_id": False, "source": "manual", "merge_minutes": 0,
         "origin": f"story:{place}:{back}", "company_id": company.id, "silent_reason": False}
        for back in range(times, 0, -1)])
    env["res.partner"].search([("club_mobile", "=", mobile)]).name = name
member = env["res.partner"].search([("club_mobile", "=", "+989121234567")])
env["club.deed"]._give(coupons, member.ids, 1, until=(now + timedelta(days=10)).date())
print("PAGE", env["res.partner"]._club_member_links(company, member, ["story:1"])[0])
env.cr.commit()
"""


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("rewards", empty_template) as shop:
        shop.shell(STORY)
        yield shop


@pytest.fixture(scope="module")
def page(shop, browser):  # noqa: F811
    page = open_page(browser)
    page.goto(shop.url + "/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")
    return page


def test_levels_and_who_stands_on_them(shop, page):
    page.goto(shop.url + "/odoo/club-levels")
    expect(page.locator(".o_data_row")).to_have_count(3)
    picture(page, "levels", height=420)


def test_every_balance_is_the_sum_of_its_history(shop, page):
    page.goto(shop.url + "/odoo/club-points-audit")
    page.locator(".o_group_header").first.click()
    expect(page.locator(".o_data_row").first).to_be_visible()
    picture(page, "points_audit", height=480)


def test_the_members_page_on_a_phone(shop, browser):  # noqa: F811
    token = one(shop, "SELECT token FROM club_link WHERE kind = 'member'")
    phone = open_page(browser, 390, 844)
    phone.goto(f"{shop.url}/c/{token}")
    body = phone.locator("body")
    expect(body).to_contain_text("۹۰")
    expect(body).to_contain_text("امتیاز دیگر تا طلایی")
    expect(body).to_contain_text("کوپن‌های شما")
    expect(body).not_to_contain_text("احمدی")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    picture(phone, "member_page", height=1250)
