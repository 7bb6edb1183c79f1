"""The phone page in a real browser, where there is one."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fakes"))

from sms_ir_gateway_lib.process import GatewayProcess  # noqa: E402

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on the path")


@pytest.fixture(scope="module")
def gateway():
    with GatewayProcess("--delivery-seconds", "0") as running:
        running.control("POST", "clock", {"set": 1711000800})  # 2 Farvardin 1403, 09:30
        yield running


@pytest.fixture(scope="module")
def page(gateway):
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(10000)
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        page.goto(gateway.url)
        yield page
        browser.close()
        assert errors == []


def test_messages_arrive_and_are_answered(gateway, page):
    expect = playwright.expect
    expect(page.locator("#none")).to_be_visible()
    text = '<img src=x onerror="document.title=1">سلام سارا 🎉'
    gateway.bulk(["09121234567"], text)
    bubble = page.locator(".bubble.out")
    expect(bubble.locator("p")).to_have_text(text)
    expect(bubble.locator(".from")).to_contain_text("۳۰۰۰۱۲۳۴")
    expect(bubble.locator(".from")).to_contain_text("خدماتی")
    expect(bubble.locator(".meta")).to_contain_text("۱ بخش")
    expect(bubble.locator(".ticks.two")).to_be_visible()
    expect(page.locator(".day")).to_have_text("پنجشنبه ۲ فروردین ۱۴۰۳")
    expect(page.locator("#number")).to_have_text("۰۹۱۲ ۱۲۳ ۴۵۶۷")
    page.get_by_role("button", name="لغو").click()
    expect(page.locator(".bubble.in p")).to_have_text("لغو")
    page.locator("#text").fill("۱۲")
    page.locator("#text").press("Enter")
    expect(page.locator(".bubble.in p")).to_have_text(["لغو", "۱۲"])
    inbound = gateway.control("GET", "inbound")
    assert [(row["text"], row["line"]) for row in inbound] == [("لغو", 30001234), ("۱۲", 30001234)]
    gateway.rest("GET", "/receive/latest")
    expect(page.locator(".bubble.in .ticks.two")).to_have_count(2)


def test_a_tab_for_each_number(gateway, page):
    expect = playwright.expect
    gateway.settings(delivery_mobiles={"9350000001": 2})
    gateway.bulk(["09350000001"], "پیام نرسیده", line=10005678)
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(2)
    tabs.first.click()
    expect(page.locator(".bubble.lost .why")).to_have_text("نرسیده به گوشی")
    expect(page.locator(".from .advertising")).to_have_text("تبلیغاتی")
    page.locator("#query").fill("۰۹۳۷۰۰۰۰۰۰۱")
    page.get_by_role("button", name="باز کردن").click()
    expect(page.locator("#number")).to_have_text("۰۹۳۷ ۰۰۰ ۰۰۰۱")
    expect(page.locator(".blank")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing hangs over the edge of a small screen"
