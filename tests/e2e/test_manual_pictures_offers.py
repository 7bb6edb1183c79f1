"""What is bought together, the quotation and an offer, in Persian, for the manual's pictures."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from stack import Shop
from test_manual_pictures import browser, one, open_page, picture  # noqa: F401

STORY = Path(__file__).with_name("offer_story.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("offers", empty_template) as shop:
        shop.shell(f"{STORY}\n\ntell(env)\nenv.cr.commit()\n")
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


def test_what_is_bought_together(shop, page):
    page.goto(shop.url + "/odoo/ladder-together")
    row = page.locator(".o_data_row", has_text="چیزکیک").first
    expect(row).to_contain_text("لاته")
    picture(page, "offer_together", height=520)


def test_one_click_on_the_quotation(shop, page):
    order = one(shop, "SELECT max(id) FROM sale_order")
    page.goto(f"{shop.url}/odoo/sales/{order}")
    suggestions = page.locator(".o_ladder_suggestions")
    cake = suggestions.locator("li", has_text="کیک شکلاتی")
    expect(cake).to_contain_text("با هم خریده شده‌اند")
    picture(page, "offer_quotation", height=860)
    cake.get_by_role("button").click()
    expect(page.locator("[name=order_line] .o_data_row", has_text="کیک شکلاتی")).to_have_count(1)
    expect(suggestions.locator("li", has_text="کیک شکلاتی")).to_have_count(0)


def test_an_offer(shop, page):
    offer = one(shop, "SELECT max(id) FROM ladder_offer")
    page.goto(f"{shop.url}/odoo/ladder-offers/{offer}")
    expect(page.locator("[name=product_id]")).to_contain_text("کیک شکلاتی")
    picture(page, "offer", height=860)
