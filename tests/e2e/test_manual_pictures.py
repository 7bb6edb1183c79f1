"""Every step that the manual explains, done once in Persian, so that its pictures stay true.

With ``CLUB_SCREENSHOTS=docs/manual/images`` the pictures are taken anew, small enough to keep.
"""

import json
import os
import re
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright
from stack import Shop
from test_main_job import event

# Number, name, key, days since each visit. Key 1 (coffee) is a purchase, key 2 (card) is not.
PEOPLE = (
    ("09121234567", "رضا احمدی", 1, (28, 21, 14, 7)),
    ("09351110002", "سارا کریمی", 1, (12, 5)),
    ("09191110003", "مریم حسینی", 1, (8,)),
    ("09121110004", "علی محمدی", 1, (15,)),
    ("09021110005", "نرگس رضایی", 2, (3,)),
    ("09331110006", "امیر جعفری", 2, (2,)),
)

TAGS = """
Tag = env["club.tag"]
Tag.search([("key", "=", 2)]).repeat_text = False
for key, name, color, welcome, repeat in (
    (3, "صبحانه", 3, "سلام {نام}، صبحانه {فروشگاه} هر روز از ساعت ۷ آماده است.",
     "صبح بخیر {نام}! این صبحانه شمارهٔ {بازدید} شما بود."),
    (4, "کیک و شیرینی", 9, "سلام {نام}، از خرید شما از {فروشگاه} سپاسگزاریم.",
     "{نام} عزیز، خوشحالیم که دوباره آمدید."),
    (5, "بیرون‌بر", 7, "سلام {نام}، سفارش شما در {فروشگاه} ثبت شد.", False),
):
    Tag.create({"name": name, "key": key, "color": color, "welcome_text": welcome,
                "repeat_text": repeat})
env["club.group"].create({"name": "مشتریان سازمانی"})
env["direct.device"].create({
    "name": "تبلت میز ۲", "lang": "fa_IR", "user_id": env.ref("base.user_admin").id})
for mobile, name in NAMES:
    env["res.partner"].search([("club_mobile", "=", mobile)]).name = name
env["res.users"].create({
    "name": "مینا شریفی", "login": "mina", "lang": "fa_IR", "tz": "Asia/Tehran",
    "group_ids": [(4, env.ref("customer_club.group_club_user").id)]})
env.cr.commit()
"""


@pytest.fixture(scope="module")
def shop(empty_template):
    with Shop("manual", empty_template, gateway_options=("--delivery-seconds", "1")) as shop:
        keypad, now = shop.keypad(), datetime.now(timezone.utc)
        past = [
            event(mobile, now - timedelta(days=day, minutes=7 * place), tag)
            for place, (mobile, _name, tag, days) in enumerate(PEOPLE)
            for day in days
        ]
        assert {result["status"] for result in shop.send(keypad, past)} == {"accepted"}
        names = [(f"+98{mobile[1:]}", name) for mobile, name, _tag, _days in PEOPLE]
        shop.shell(f"NAMES = {names!r}\n{TAGS}")
        wrong = [event("0912123456"), event("09021110005", tag=7)]
        assert {result["code"] for result in shop.send(keypad, wrong)} == {"bad_mobile", "bad_tag"}
        shop.send(keypad, [event("09121234567"), event("09121110004", tag=3)])
        hour_ago = now - timedelta(hours=1)
        shop.send(keypad, [event("09351112233", hour_ago, tag=3), event("09351112233", tag=3)])
        shop.until(
            "SELECT count(*) FROM club_message WHERE state = 'delivered'",
            seconds=90,
            expect=lambda rows: rows[0][0] == 4,
        )
        shop.until("SELECT NOT EXISTS (SELECT FROM ladder_dirty)")
        yield shop


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CLUB_TEST_CHROMIUM"], args=["--no-sandbox"]
        )
        yield browser
        browser.close()


def open_page(browser, width=1366, height=820):
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="fa-IR", timezone_id="Asia/Tehran"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


@pytest.fixture(scope="module")
def page(shop, browser):
    page, troubles = open_page(browser), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(shop.url + "/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "admin")
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")
    yield page
    assert not troubles, troubles


def picture(page, name, height=820, palette=True):
    """Keep what the page shows: for the manual, or beside the test's log."""
    folder = Path(os.environ.get("CLUB_SCREENSHOTS") or os.environ["CLUB_TEST_LOGS"])
    folder.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    if height != size["height"]:
        page.set_viewport_size({"width": size["width"], "height": height})
    page.wait_for_timeout(700)  # pictures and fonts of the page
    path = folder / f"{name}.png"
    page.screenshot(path=path)
    page.set_viewport_size(size)
    if palette:  # half the size; this method keeps small spots of colour: a star, a tick, a badge
        few = Image.open(path).convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE)
        few.save(path, optimize=True)


def one(shop, sql, *values):
    [[value]] = shop.query(sql, *values)
    return value


def test_the_whole_record_of_a_member(shop, page):
    page.goto(shop.url + "/odoo/club-members")
    page.locator(".o_kanban_record", has_text="رضا احمدی").click()
    club = page.locator(".o_notebook .tab-pane.active")
    expect(club.locator("[name=club_visit_ids] .o_data_row")).to_have_count(5)
    expect(club.locator("[name=ladder_move_ids]")).to_contain_text("وفادار")
    picture(page, "member_record", height=1090)


def test_a_second_sign_up_is_led_to_the_first_record(shop, page):
    page.goto(shop.url + "/odoo/club-members")
    page.locator(".o-kanban-button-new").click()
    page.locator(".o_form_view h1 textarea, .o_form_view h1 input").first.fill("رضا")
    number = page.locator("[name=club_mobile] input")
    number.fill("۰۹۱۲۱۲۳۴۵۶۷")
    number.press("Tab")
    expect(page.locator(".alert[name=club_same_mobile]")).to_contain_text("رضا احمدی")
    page.locator(".o_form_button_save").click()
    expect(page.locator(".modal")).to_contain_text("هر نفر یک پرونده دارد")
    picture(page, "member_second", height=520)
    page.locator(".modal .btn-primary").click()
    expect(page.locator(".o_breadcrumb")).to_contain_text("رضا احمدی")


def test_what_is_kept_of_a_member(shop, page):
    page.goto(shop.url + "/odoo/settings")
    page.locator(".settings_tab .tab[data-key=customer_club]").click()
    block = page.locator("#club_record_birthday")
    block.scroll_into_view_if_needed()
    expect(page.locator("#club_record_temperament")).to_be_visible()
    picture(page, "member_settings")


def test_keys_of_the_keypad_and_the_star(shop, page):
    page.goto(shop.url + "/odoo/club-tags")
    expect(page.locator(".o_club_key")).to_have_count(5)
    picture(page, "tags_keypad", height=460)
    page.goto(shop.url + "/odoo/club-groups")
    expect(page.locator(".o_data_row")).to_have_count(2)
    expect(page.locator(".o_club_star")).to_have_count(1)
    picture(page, "groups_star", height=360)


def test_welcome_and_repeat_text_on_one_phone(shop, page):
    page.goto(shop.gateway_url + "/")
    page.get_by_text("۰۹۳۵ ۱۱۱ ۲۲۳۳").first.click()
    phone = page.locator("body")
    expect(phone).to_contain_text("سلام مشتری، صبحانه کافه نادری هر روز از ساعت ۷ آماده است.")
    expect(phone).to_contain_text("صبح بخیر مشتری! این صبحانه شمارهٔ ۲ شما بود.")
    picture(page, "phone_texts", palette=False)  # it has soft shades


def test_pair_a_tablet_and_press_a_key(shop, page, browser):
    device = one(shop, "SELECT id FROM direct_device WHERE name = 'تبلت میز ۲'")
    page.goto(f"{shop.url}/odoo/club-keypads/{device}")
    page.get_by_role("button", name="اتصال", exact=True).click()
    dialog = page.locator(".modal-dialog")
    code = dialog.get_by_text(re.compile(r"^\d{4} \d{4}$")).inner_text()
    picture(page, "keypad_pair")
    dialog.get_by_role("button", name="انجام شد").click()

    tablet = open_page(browser, 1024, 700)
    tablet.goto(shop.url + "/direct/keypad")
    tablet.fill("#code", code)
    picture(tablet, "tablet_pair", height=700)
    tablet.click("#pairing-form button")
    expect(tablet.locator("#tags button")).to_have_count(5)
    expect(tablet.locator("#shop")).to_have_text("کافه نادری")
    for digit in "۰۹۱۲۷۷۷۸۸۹۹":
        tablet.locator("#keys button", has_text=digit).click()
    picture(tablet, "tablet_keypad", height=700)
    tablet.locator("#tags button", has_text="قهوه").click()
    expect(tablet.locator("#answer-text")).to_have_text("خوش آمدید، نخستین بازدید")
    picture(tablet, "tablet_answer", height=700)
    tablet.context.close()
    rows = shop.query("SELECT club_visit_count FROM res_partner WHERE club_mobile='+989127778899'")
    assert rows == [(1,)]

    page.reload()
    expect(page.locator("[name=paired_at]").first).not_to_be_empty()
    picture(page, "keypad_form", height=1180)


def test_who_has_just_come(shop, page):
    page.goto(shop.url + "/odoo/club-live")
    expect(page.locator(".o_direct_live_cards .card", has_text="رضا احمدی").first).to_be_visible()
    picture(page, "live", height=620)


def test_correct_a_rejected_entry(shop, page):
    page.goto(shop.url + "/odoo/club-inbox")
    row = page.locator(".o_data_row", has_text="۰۹۱۲۱۲۳۴۵۶").filter(has_text="ردشده")
    expect(row).to_have_count(1)
    picture(page, "inbox_rejected")
    row.get_by_role("button").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=mobile] input").fill("۰۹۱۲۱۲۳۴۵۶۸")
    picture(page, "inbox_correct")
    dialog.get_by_role("button", name="شمردن بازدید").click()
    expect(dialog).to_have_count(0)
    rows = shop.query("SELECT club_visit_count FROM res_partner WHERE club_mobile='+989121234568'")
    assert rows == [(1,)]


def test_void_a_visit_and_say_why(shop, page):
    visit = one(
        shop,
        "SELECT v.id FROM club_visit v JOIN res_partner p ON p.id = v.partner_id"
        " WHERE p.club_mobile = '+989351110002' AND v.number = 2",
    )
    page.goto(shop.url + "/odoo/club-visits")
    expect(page.locator(".o_data_row").first).to_be_visible()
    picture(page, "visits")
    page.goto(f"{shop.url}/odoo/club-visits/{visit}")
    page.get_by_role("button", name="ابطال", exact=True).click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=reason] input").fill("شماره اشتباه زده شده بود")
    picture(page, "visit_void")
    dialog.get_by_role("button", name="ابطال", exact=True).click()
    expect(dialog).to_have_count(0)
    assert one(shop, "SELECT void_reason FROM club_visit WHERE id = %s", visit)
    rows = shop.query("SELECT club_visit_count FROM res_partner WHERE club_mobile='+989351110002'")
    assert rows == [(1,)]


def test_test_the_account(shop, page):
    account = one(shop, "SELECT sms_ir_account_id FROM res_company WHERE id = 1")
    page.goto(f"{shop.url}/odoo/sms-ir-accounts/{account}")
    page.get_by_role("button", name="آزمون اتصال").click()
    shop.until("SELECT state = 'ok' FROM sms_ir_account WHERE id = %s", account)
    page.reload()
    expect(page.locator("[name=state] .o_arrow_button_current").first).to_contain_text("فعال")
    expect(page.locator("[name=credit]").first).to_contain_text(re.compile("[9۹]{2}"))
    picture(page, "sms_account_tested")


def test_a_customer_blocks_advertising_by_sms(shop, page):
    for mobile, text in (("09191110003", "لغو"), ("09351110002", "فردا باز هستید؟")):
        urllib.request.urlopen(
            f"{shop.gateway_url}/_control/inbound",
            json.dumps({"mobile": mobile, "text": text, "line": "30001234"}).encode(),
            timeout=20,
        ).close()
    shop.shell("env.ref('sms_ir.ir_cron_sms_ir_receive')._trigger()\nenv.cr.commit()")
    shop.until("SELECT count(*) FROM sms_ir_inbound", expect=lambda rows: rows[0][0] == 2)
    shop.until("SELECT 1 FROM phone_blacklist WHERE number = '+989191110003' AND active")
    page.goto(shop.url + "/odoo/sms-ir-inbox")
    page.locator(".o_facet_remove").first.click()  # it opens on what waits for an answer
    expect(page.locator(".o_data_row", has_text="لغو").first).to_be_visible()
    picture(page, "sms_inbox")


def test_log_of_the_gateway_hides_numbers(shop, page):
    page.goto(shop.url + "/odoo/sms-ir-messages")
    expect(page.locator(".o_data_row").first).to_be_visible()
    assert "9121234567" not in page.locator(".o_list_renderer").inner_text()
    picture(page, "sms_log")


def test_rules_and_moves_of_the_ladder(shop, page):
    rung = one(shop, "SELECT id FROM ladder_rung WHERE code = 'loyal'")
    page.goto(f"{shop.url}/odoo/ladder-rungs/{rung}")
    expect(page.locator("[name=criterion_ids] .o_data_row")).to_have_count(3)
    picture(page, "ladder_rung")
    page.goto(shop.url + "/odoo/ladder-moves")
    expect(page.locator(".o_data_row", has_text="رضا احمدی").first).to_be_visible()
    picture(page, "ladder_moves")
    page.goto(shop.url + "/odoo/ladder-funnel")
    expect(page.locator(".o_graph_renderer canvas")).to_be_visible()
    picture(page, "ladder_funnel")


def test_two_rooms_by_a_draw_that_can_be_checked(shop, page, browser):
    page.goto(shop.url + "/odoo/ladder-benefits/new")
    page.locator("[name=name] input, [name=name] textarea").first.fill("دو اتاق هتل در کیش")
    page.locator("[name=units] input").fill("2")
    page.locator("[name=worth] input").fill("90000000")
    page.get_by_role("button", name="مقایسهٔ شش قاعده").click()
    dialog = page.locator(".modal-dialog")
    expect(dialog.locator("[name=line_ids] .o_data_row")).to_have_count(6)
    picture(page, "benefit_rules")
    dialog.get_by_role("button", name="بستن").last.click()
    for button in ("آغاز", "تعهد به فهرست", "انتخاب"):
        page.get_by_role("button", name=button, exact=True).click()
        if button != "آغاز":
            page.locator(".modal-dialog .btn-primary").click()
            expect(page.locator(".modal-dialog")).to_have_count(0)
    page.locator("a[name=awards]").click()
    expect(page.locator("[name=award_ids] .o_data_row", has_text="پیشنهادشده")).to_have_count(2)
    picture(page, "benefit", height=1000)

    [[token, person, salt, number]] = shop.query(
        "SELECT b.token, e.person, e.salt, p.club_mobile FROM ladder_benefit b"
        " JOIN ladder_award a ON a.benefit_id = b.id AND a.place = 1"
        " JOIN ladder_benefit_entry e ON e.benefit_id = b.id AND e.person = a.person"
        " JOIN res_partner p ON p.id = a.partner_id"
    )
    phone = open_page(browser, 390, 780)
    phone.goto(f"{shop.url}/club/draw/{token}?salt={salt}")
    phone.fill("#number", "۰" + number[3:])
    phone.get_by_role("button", name="بررسی").click()
    answer = phone.locator("#own_answer")
    expect(answer).to_contain_text("شما در فهرست هستید")
    expect(answer).to_contain_text(person)
    answer.scroll_into_view_if_needed()
    picture(phone, "benefit_page", height=780)
    phone.context.close()

    shop.until("SELECT count(*) >= 2 FROM club_message WHERE rule_key = 'award'")
    award = shop.shell(
        "award = env['ladder.award'].search([('place', '=', 1)])\nprint('URL', award._url())"
    )
    path = re.search(r"URL \S+?(/club/award/\S+)", award)[1]
    phone = open_page(browser, 390, 780)
    phone.goto(shop.url + path)
    phone.get_by_role("button", name="بله، می‌خواهم").click()
    expect(phone.locator(".code")).to_have_text(re.compile("[۰-۹]{6}"))
    picture(phone, "benefit_award", height=780)
    phone.context.close()


def test_settings_and_rights(shop, page):
    page.goto(shop.url + "/odoo/action-customer_club.res_config_settings_action")
    word = page.locator("[name=club_nameless_word] input")
    expect(word).to_have_value("مشتری")
    picture(page, "settings")
    user = one(shop, "SELECT id FROM res_users WHERE login = 'mina'")
    page.goto(f"{shop.url}/odoo/action-base.action_res_users/{user}")
    rights = page.locator(".o_form_view")
    expect(rights).to_contain_text("باشگاه مشتریان")
    picture(page, "rights", height=1100)


def test_what_a_member_said_about_advertising(shop, page):
    page.goto(shop.url + "/odoo/club-members")
    page.locator(".o_kanban_record", has_text="سارا کریمی").click()
    page.locator(".o_notebook_headers a", has_text="رضایت‌ها").click()
    page.locator("button[name=action_record_consent]").click()
    page.locator(".modal .o_radio_input[data-value=given]").check()
    asked = "پای صندوق پرسیدیم پیشنهادها را پیامک کنیم؟ گفت بله."
    page.fill(".modal [name=wording] textarea", asked)
    page.locator(".modal button[name=action_record]").click()
    expect(page.locator("[name=club_consent_ids] .o_data_row")).to_contain_text("پای صندوق")
    expect(page.locator("[name=club_advertising]")).to_contain_text("مجاز")
    picture(page, "member_consent")


def test_the_question_before_erasing(shop, page):
    page.goto(shop.url + "/odoo/club-members")
    page.locator(".o_kanban_record", has_text="سارا کریمی").click()
    page.locator(".o_cp_action_menus button").first.click()
    page.locator(".o-dropdown--menu .dropdown-item", has_text="پاک کردن این شخص").click()
    expect(page.locator(".modal [name=line_ids] .o_data_row").first).to_be_visible()
    expect(page.locator(".modal button[name=action_erase]")).to_have_count(0)
    picture(page, "member_erase")


def test_two_records_side_by_side(shop, page):
    page.goto(shop.url + "/odoo/club-members?view_type=list")
    for name in ("نرگس رضایی", "امیر جعفری"):
        row = page.locator(".o_data_row", has_text=name)
        row.locator(".o_list_record_selector input").check()
    page.locator(".o_cp_action_menus button, .o_control_panel_actions button").last.click()
    page.locator(".o-dropdown--menu .dropdown-item", has_text="ادغام اعضا").click()
    expect(page.locator(".modal [name=visit_sum]")).to_contain_text("۲")
    picture(page, "member_merge")


def test_rules_scenarios_and_the_pace(shop, page):
    page.goto(shop.url + "/odoo/club-rules")
    page.locator(".o_menu_sections button", has_text="قاعده‌ها").click()
    page.locator(".o-dropdown--menu .dropdown-item", has_text="سناریوهای آماده").click()
    dialog = page.locator(".modal-dialog")
    dialog.get_by_label("کافه").click()
    expect(dialog.locator("[name=line_ids] .o_data_row", has_text="دلتنگ شما")).to_have_count(1)
    picture(page, "rule_scenario")
    dialog.get_by_role("button", name="برداشتن", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".o_list_view .o_data_row", has_text="دلتنگ شما")).to_have_count(1)
    rule = one(shop, "SELECT id FROM club_rule WHERE scenario_code = 'cafe:missed'")

    page.goto(f"{shop.url}/odoo/club-rules/{rule}")
    days = page.locator("[name=days] input")
    days.fill("8")
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_saved, .o_form_view")).not_to_have_count(0)
    picture(page, "rule_form", height=1000)
    page.get_by_role("button", name="این هفته چه کسانی می‌گیرند").click()
    dialog = page.locator(".modal-dialog")
    expect(dialog.locator("[name=line_ids] .o_data_row")).to_have_count(7)
    expect(dialog).to_contain_text("مریم حسینی")
    picture(page, "rule_preview", height=620)
    dialog.locator(".modal-footer button", has_text="بستن").click()

    page.get_by_role("button", name="آزمون روی یک عضو").click()
    dialog = page.locator(".modal-dialog")
    dialog.locator("[name=partner_id] input").fill("مریم")
    page.locator(".o-autocomplete--dropdown-item", has_text="مریم حسینی").click()
    dialog.locator("[name=tag_id] input").fill("قهوه")
    page.locator(".o-autocomplete--dropdown-item", has_text="قهوه").first.click()
    expect(dialog.locator(".o_data_row", has_text="منتظر شمارهٔ بازدید دیگری است")).to_have_count(1)
    picture(page, "rule_simulator")
    dialog.locator(".modal-footer button", has_text="بستن").click()

    page.goto(shop.url + "/odoo/club-pace")
    expect(page.locator("[name=cap] input")).to_have_value(re.compile("4|۴"))
    picture(page, "rule_pace", height=700)


def old_panel(path):
    """The list of an old panel, with rows as they really are."""
    book = openpyxl.Workbook()
    book.active.append(
        ["ردیف", "نام و نام خانوادگی", "شماره موبایل", "گروه", "برچسب‌ها", "تعداد خرید"]
        + ["اولین خرید", "آخرین خرید"]
    )
    names = ("سارا احمدی", "علی رضایی", "مریم کریمی", "حسین مرادی", "نرگس صادقی")
    for row in range(1, 41):
        number = 9121110100 + row if row % 3 else f"0912111{100 + row:04}"
        days = [f"1402/0{row % 9 + 1}/1{row % 9}", f"1404/0{row % 8 + 1}/1{row % 9}"]
        book.active.append(
            [row, names[row % 5], number, ("ویژه", "")[row % 2], "قهوه", row % 20 + 2, *days]
        )
    last = "1404/01/01"
    for row in (
        [41, "کیان فرهادی", "02188776655", "", "", 3, "", last],
        [42, "سارا احمدی", 9121110101, "", "", 3, "", last],
        [43, "لیلا نوری", "09121119999", "", "", 7, "", ""],
        [44, "پویا کمالی", "09121119998", "", "", 2, "", "1490/01/01"],
        [45, "مینا شریفی", "9.12112E+09", "", "", 2, "", last],
    ):
        book.active.append(row)
    book.save(path)


def test_the_members_of_the_old_panel(shop, page, tmp_path):
    old_panel(tmp_path / "old-panel.xlsx")
    page.goto(shop.url + "/odoo/club-import/new")
    page.set_input_files(".o_club_import input[type=file]", tmp_path / "old-panel.xlsx")
    expect(page.locator("[name=column_ids] .o_data_row")).to_have_count(8)
    page.get_by_role("button", name="بررسی فایل").click()
    expect(page.locator(".o_club_tile", has_text="عضو تازه")).to_contain_text("۴۰")
    picture(page, "import_checked", height=1080)
    page.locator(".o_club_tile", has_text="کنار گذاشته شد").click()
    expect(page.locator(".o_data_row")).to_have_count(4)
    page.mouse.move(5, 5)  # no hint over the rows
    picture(page, "import_refused", height=360)
    page.go_back()
    page.get_by_role("button", name="ورود اعضا", exact=True).click()
    expect(page.locator(".alert-success", has_text="اعضا در باشگاه‌اند")).to_be_visible()
    page.goto(shop.url + "/odoo/club-exports")
    page.get_by_role("button", name="خروجی گرفتن از اعضا").click()
    expect(page.locator(".modal [name=match_count]")).to_contain_text(re.compile("[۱-۹]"))
    picture(page, "export", height=620)
