"""The information form from both ends: set up in the office, filled in on a phone, in Persian."""

import re

import pytest
from playwright.sync_api import expect
from stack import Shop
from test_main_job import event
from test_manual_pictures import browser, one, open_page, page, picture  # noqa: F401 - fixtures

SETUP = """
company = env.company
company.write({"club_record_birthday": True, "club_record_job": True,
               "club_record_address": True, "club_record_email": True,
               "club_record_preferences": True})
for name in ("میز کنار پنجره", "بدون شکر", "شیر بادام"):
    env["club.preference"].create({"name": name, "company_id": company.id})
env["club.tag"].search([("key", "=", 1)]).welcome_text = "به {فروشگاه} خوش آمدید. {فرم}"
env.cr.commit()
"""


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("form", empty_template, gateway_options=("--delivery-seconds", "1")) as shop:
        shop.shell(SETUP)
        yield shop


@pytest.fixture
def phone(browser):  # noqa: F811
    phone = open_page(browser, 390, 780)
    yield phone
    phone.context.close()


def sent_address(shop, mobile):
    """The path of the link in the last text to a number."""
    rows = shop.until("SELECT body FROM club_message WHERE number = %s ORDER BY id DESC", mobile)
    return re.search(r"/c/\w{12}", rows[0][0])[0]


def add_visit(shop, number):
    """The customer types the number at the counter and presses key 1."""
    [result] = shop.send(shop.keypad(), [event(number, tag=1)])
    assert result["status"] == "accepted", result


def test_what_is_asked_by_which_road(shop, page):  # noqa: F811
    page.goto(shop.url + "/odoo/club-forms")
    page.locator(".o_data_row .o_data_cell").nth(1).click()
    expect(page.locator("[name=question_ids] .o_data_row")).to_have_count(10)
    picture(page, "form_questions", height=900)


def test_from_the_text_to_the_record(shop, page, phone):  # noqa: F811
    add_visit(shop, "09125550001")
    address = shop.url + sent_address(shop, "+989125550001")
    phone.goto(address)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    # A walk-in is asked for little.
    expect(phone.locator("[name=street]")).to_have_count(0)
    phone.fill("[name=name]", "سارا احمدی")
    phone.select_option("[name=club_birthday_day]", "3")
    phone.select_option("[name=club_birthday_month]", label="مرداد")
    phone.select_option("[name=club_birthday_year]", label="۱۳۷۰")
    phone.check("[name=consent]")
    # All of it stands on one page of a phone, and nothing sticks out at its side.
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture(phone, "form_phone", height=860)
    phone.get_by_role("button", name="ارسال", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("سپاسگزاریم")
    phone.go_back()
    phone.wait_for_load_state()
    again = phone.get_by_role("button", name="ارسال", exact=True)
    if again.count():  # a browser that kept the page
        again.click()
        expect(phone.get_by_role("status")).to_contain_text("سپاسگزاریم")
    rows = shop.query(
        "SELECT name, club_birthday::text, club_birthday_calendar FROM res_partner"
        " WHERE club_mobile = '+989125550001'"
    )
    assert rows == [("سارا احمدی", "1991-07-25", "jalali")]
    assert (
        one(
            shop,
            "SELECT count(*) FROM club_consent c JOIN res_partner p ON p.id = c.partner_id"
            " WHERE p.club_mobile = '+989125550001' AND c.purpose = 'advertising' AND c.given",
        )
        == 1
    )


def test_a_day_that_does_not_exist(shop, page, phone):  # noqa: F811
    add_visit(shop, "09125550002")
    phone.goto(shop.url + sent_address(shop, "+989125550002"))
    phone.select_option("[name=club_birthday_day]", "30")
    phone.select_option("[name=club_birthday_month]", label="اسفند")
    phone.select_option("[name=club_birthday_year]", label="۱۳۷۰")
    phone.fill("[name=name]", "علی")
    # (1370 is a leap year: 30 Esfand is there; 1371 has none.)
    phone.select_option("[name=club_birthday_year]", label="۱۳۷۱")
    phone.get_by_role("button", name="ارسال", exact=True).click()
    expect(phone.locator("fieldset.wrong")).to_contain_text("چنین روزی نیست")
    expect(phone.locator("[name=name]")).to_have_value("علی")


def test_staff_send_the_form_to_a_caller(shop, page, phone):  # noqa: F811
    partner = one(shop, "SELECT id FROM res_partner WHERE club_mobile = '+989125550001'")
    page.goto(f"{shop.url}/odoo/club-members/{partner}")
    page.locator("button[name=action_club_send_form]").first.click()
    dialog = page.locator(".modal-dialog")
    dialog.get_by_label("تلفنی").check()
    expect(dialog.locator("[name=asked]")).to_contain_text("نشانی")
    picture(page, "form_send", height=720)
    dialog.locator("button[name=action_send]").click()
    expect(dialog).to_have_count(0)
    shop.until(
        "SELECT count(*) FROM club_message WHERE rule_key = 'form'",
        expect=lambda rows: rows[0][0] == 1,
    )
    phone.goto(shop.url + sent_address(shop, "+989125550001"))
    expect(phone.locator("[name=street]")).to_be_visible()
    expect(phone.locator("[name=name]")).to_have_count(0)
    assert "سارا" not in phone.content()


def test_wishes_and_this_is_not_me(shop, page, phone):  # noqa: F811
    phone.goto(shop.url + sent_address(shop, "+989125550002"))
    phone.get_by_role("button", name="چه پیامک‌هایی می‌خواهم؟").click()
    phone.get_by_role("button", name=re.compile("لطفاً تبلیغات")).click()
    expect(phone.get_by_role("status")).to_contain_text("انجام شد")
    picture(phone, "form_wishes", height=640)
    assert shop.query("SELECT 1 FROM phone_blacklist WHERE number = '+989125550002' AND active")
    phone.get_by_role("button", name="این من نیستم").click()
    picture(phone, "form_not_me", height=520)
    phone.get_by_role("button", name="بله، این من نیستم").click()
    expect(phone.get_by_role("status")).to_contain_text("دیگر چیزی به شمارهٔ شما فرستاده نمی‌شود")
    partner = one(shop, "SELECT id FROM res_partner WHERE club_mobile = '+989125550002'")
    assert one(shop, "SELECT club_visit_count FROM res_partner WHERE id = %s", partner) == 0
    page.goto(f"{shop.url}/odoo/club-members/{partner}")
    expect(page.locator("[name=club_number_stopped]").first).to_be_visible()
    expect(page.locator(".o-mail-Activity")).to_contain_text("این من نیستم")
    picture(page, "form_stopped", height=900)
