"""The whole way as an owner sees it: Odoo's real web client in Chromium, in Persian.

With ``CLUB_SCREENSHOTS=docs/manual/images`` the pictures of the manual are taken anew.
"""

import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from stack import Shop
from test_main_job import event

PEOPLE = (
    ("09121234567", "رضا احمدی", (9, 6, 3)),
    ("09351110002", "سارا کریمی", (12, 5)),
    ("09191110003", "مریم حسینی", (8,)),
    ("09121110004", "علی محمدی", (15,)),
)


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("browser", empty_template, gateway_options=("--delivery-seconds", "1")) as shop:
        keypad, now = shop.keypad(), datetime.now(timezone.utc)
        past = [
            event(mobile, now - timedelta(days=day), tag=1 + (day == 12))
            for mobile, _name, days in PEOPLE
            for day in days
        ]
        assert {result["status"] for result in shop.send(keypad, past)} == {"accepted"}
        shop.shell(
            "\n".join(
                f"env['res.partner'].search([('club_mobile', '=', '+98{mobile[1:]}')])"
                f".name = {name!r}"
                for mobile, name, _days in PEOPLE
            )
            + "\nenv.cr.commit()"
        )
        shop.send(keypad, [event("09121234567"), event("09121110004")])
        shop.until(
            "SELECT count(*) FROM club_message WHERE state = 'delivered'",
            seconds=90,
            expect=lambda rows: rows[0][0] == 2,
        )
        yield shop


@pytest.fixture(scope="module")
def page(shop):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CLUB_TEST_CHROMIUM"], args=["--no-sandbox"]
        )
        context = browser.new_context(
            viewport={"width": 1366, "height": 820}, locale="fa-IR", timezone_id="Asia/Tehran"
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        troubles = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(shop.url + "/web/login")
        page.fill("input[name=login]", "admin")
        page.fill("input[name=password]", "admin")
        page.click("button[type=submit]")
        page.wait_for_selector(".o_main_navbar")
        yield page
        browser.close()
        assert not troubles, troubles


def picture(page, name):
    """Keep what the page shows: for the manual, or beside the test's log."""
    folder = Path(os.environ.get("CLUB_SCREENSHOTS") or os.environ["CLUB_TEST_LOGS"])
    folder.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(600)  # pictures and fonts of the page
    page.screenshot(path=folder / f"{name}.png")


def test_menu_is_persian_and_right_to_left(shop, page):
    page.goto(shop.url + "/odoo/club-members")
    expect(page.locator(".o_menu_brand")).to_have_text("باشگاه مشتریان")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    expect(page.locator(".o_kanban_record", has_text="رضا احمدی")).to_be_visible()
    picture(page, "members")


def test_open_the_member_and_see_visit_message_and_rung(shop, page):
    page.goto(shop.url + "/odoo/club-members")
    card = page.locator(".o_kanban_record", has_text="رضا احمدی")
    expect(card).to_contain_text("۴")
    card.click()
    club = page.locator(".o_notebook .tab-pane.active")
    visits = club.locator("[name=club_visit_ids]")
    expect(visits.locator(".o_data_row")).to_have_count(4)
    expect(visits).to_contain_text("قهوه")
    # Jalali dates with Persian digits, as people read them.
    jalali = re.compile(r"[۰-۹]+ \S+ ۱۴۰[۰-۹]")
    expect(visits.locator(".o_club_datetime").first).to_have_text(jalali)
    messages = club.locator("[name=club_message_ids]")
    expect(messages).to_contain_text("رضا احمدی عزیز، بازدید ۴ شما")
    expect(messages).to_contain_text("تحویل‌شده")
    # Four purchases within a year: loyal, and told why.
    expect(club.locator("[name=ladder_rung_id]")).to_contain_text("وفادار")
    expect(club.locator("[name=ladder_reason]")).to_contain_text(re.compile(r"[۰-۹]"))


def test_ledger_says_why_each_message_was_due(shop, page):
    page.goto(shop.url + "/odoo/club-messages")
    rows = page.locator(".o_data_row")
    expect(rows.first).to_be_visible()
    expect(page.locator(".o_data_row", has_text="تحویل‌شده")).to_have_count(2)
    expect(page.locator(".o_data_row", has_text="تکرار خرید: قهوه").first).to_be_visible()
    expect(page.locator(".o_data_row", has_text="بازدید دیر رسید").first).to_be_visible()
    picture(page, "messages")


def test_tags_show_their_keys(shop, page):
    page.goto(shop.url + "/odoo/club-tags")
    expect(page.locator(".o_club_key").first).to_have_text("۱")
    expect(page.locator(".o_kanban_record", has_text="قهوه")).to_be_visible()
    page.locator(".o_kanban_record", has_text="قهوه").click()
    expect(page.locator("[name=welcome_text] textarea")).to_have_value(re.compile("سلام"))
    picture(page, "tag")


def test_star_of_the_group_on_the_device(shop, page):
    page.goto(shop.url + "/odoo/club-groups")
    expect(page.locator(".o_club_star")).to_have_count(1)
    expect(page.locator(".o_club_star")).to_have_attribute("title", "متصل به دستگاه")


def test_visit_by_hand(shop, page):
    page.goto(shop.url + "/odoo/club-visits")
    page.get_by_role("button", name="بازدیدها و پیام‌ها").click()
    page.get_by_role("menuitem", name="ثبت بازدید").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=mobile] input").fill("۰۹۳۵ ۰۰۰ ۹۹۹۹")
    dialog.locator("[name=tag_id] input").click()
    page.locator(".o-autocomplete--dropdown-item", has_text="قهوه").first.click()
    picture(page, "visit_add")
    dialog.get_by_role("button", name="ثبت بازدید").click()
    expect(page.locator(".o_notification")).to_contain_text("بازدید ۱ ثبت شد")
    expect(page.locator(".o_form_view [name=name]").first).to_be_visible()
    rows = shop.query(
        "SELECT club_visit_count FROM res_partner WHERE club_mobile = '+989350009999'"
    )
    assert rows == [(1,)]


def test_phone_shows_the_texts_as_they_arrived(shop, page):
    page.goto(shop.gateway_url + "/")
    expect(page.locator("body")).to_contain_text("رضا احمدی عزیز، بازدید ۴ شما")


def test_keypads_and_inbox(shop, page):
    page.goto(shop.url + "/odoo/club-keypads")
    expect(page.locator(".o_kanban_record", has_text="پیشخوان")).to_be_visible()
    picture(page, "keypads")
    page.goto(shop.url + "/odoo/club-inbox")
    expect(page.locator(".o_data_row").first).to_be_visible()


def test_sms_account_shows_its_lines_and_never_its_key(shop, page):
    [[account]] = shop.query("SELECT sms_ir_account_id FROM res_company WHERE id = 1")
    page.goto(f"{shop.url}/odoo/sms-ir-accounts/{account}")
    expect(page.locator(".o_form_view")).to_contain_text("30001234")
    assert "club-demo-key" not in page.locator(".o_form_view").inner_text()


def test_ladder_as_a_picture(shop, page):
    page.goto(shop.url + "/odoo/loyalty-ladder")
    expect(page.locator(".o_graph_renderer canvas")).to_be_visible()
    picture(page, "ladder")


def test_relabel_a_tag_and_see_its_history(shop, page):
    page.goto(shop.url + "/odoo/club-tags")
    page.locator(".o_kanban_record", has_text="قهوه").click()
    page.get_by_role("button", name="تغییر معنای این کلید").click()
    dialog = page.locator(".modal-dialog")
    expect(dialog).to_contain_text("مشتری این برچسب را دارند")
    dialog.locator("[name=name] input").fill("قهوه و دمنوش")
    picture(page, "tag_change")
    dialog.get_by_role("button", name="تغییر", exact=True).click()
    history = page.locator("[name=period_ids]")
    expect(history.locator(".o_data_row")).to_have_count(2)
    expect(history).to_contain_text("قهوه و دمنوش")
    # Old visits still show what the key meant when it was pressed.
    page.goto(shop.url + "/odoo/club-visits")
    expect(page.locator(".o_data_row [name=tag_title]").last).to_have_text("قهوه")
