"""The campaign that the manual works through by hand, in Persian, for its pictures."""

import pytest
from playwright.sync_api import expect
from stack import ROOT, Shop
from test_manual_pictures import browser, one, open_page, picture  # noqa: F401

STORY = ROOT / "addons" / "crm_ladder" / "tests" / "campaign_story.py"
TELL = """
rial = env.ref("base.IRR")
rial.active = True
env.company.currency_id = rial
if not env.company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
tell(env)
env.cr.commit()
"""


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("campaigns", empty_template) as shop:
        shop.shell(f"{STORY.read_text(encoding='utf-8')}\n{TELL}")
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


def test_a_campaign_planned_beside_actual(shop, page):
    campaign = one(shop, "SELECT id FROM utm_campaign WHERE title ->> 'en_US' = 'مهرگان'")
    page.goto(f"{shop.url}/odoo/club-campaigns/{campaign}")
    expect(page.locator("[name=ladder_gain]")).to_contain_text("۵,۴۸۸,۰۰۰")
    expect(page.locator(".o_club_tile [name=ladder_roi]")).to_contain_text("۱۳۶.۸")
    picture(page, "campaign", height=860)
    page.locator("a[name=ladder_costs]").click()
    costs = page.locator("[name=ladder_cost_ids]")
    expect(costs.locator(".o_data_row", has_text="انار")).to_have_count(1)
    picture(page, "campaign_costs", height=1120)


def test_what_came_month_by_month(shop, page):
    page.goto(shop.url + "/odoo/campaigns-over-time")
    expect(page.locator(".o_graph_canvas_container canvas")).to_be_visible()
    picture(page, "campaign_time", height=620)
