"""The steps of the manual's page on group messages, done once in Persian, with their pictures."""

from playwright.sync_api import expect
from test_manual_pictures import browser, open_page, page, picture, shop

__all__ = ["browser", "open_page", "page", "shop"]

CALM = """
env["club.pace"]._for(env.company).write({"quiet": False, "together_minutes": 0, "cap": 0})
env.company.club_part_price = 1200
ali = env["res.partner"].search([("club_mobile", "=", "+989121110004")])
env["club.consent"]._record(ali, "advertising", False, "staff")
env.cr.commit()
"""
COME = """
broadcast = env["club.broadcast"].search([], limit=1)
links = env["club.link"].search([("rule_key", "=", broadcast._rule_key())], order="id")
links[0]._clicked()
env.cr.commit()
"""


def test_a_group_message_from_the_draft_to_what_it_brought(shop, page):
    shop.shell(CALM)
    page.goto(shop.url + "/odoo/club-broadcasts/new")
    page.locator("[name=name] input").fill("منوی پاییز")
    page.locator("[name=holdout_percent] input").fill("20")
    page.locator("[name=text] textarea").fill("{نام} عزیز، منوی پاییز {فروشگاه} رسید: {پیوند}")
    page.locator("[name=link_url] input").fill("https://shop.ir/menu")
    page.locator("[name=name] input").click()
    expect(page.locator("[name=match_count]")).to_contain_text("۷")
    picture(page, "broadcast_form", height=1080)

    page.get_by_role("button", name="پیش‌نمایش").first.click()
    dialog = page.locator(".modal-dialog")
    expect(dialog.locator("[name=sample_ids] .o_data_row").first).to_contain_text("عزیز")
    expect(dialog.locator("[name=left_ids]")).to_contain_text("تبلیغات نمی‌خواهد")
    picture(page, "broadcast_preview", height=900)
    dialog.locator("button", has_text="ارسال").click()

    shop.until("SELECT state FROM club_broadcast", seconds=120, expect=lambda r: r == [("done",)])
    shop.until(
        "SELECT count(*) FROM club_message WHERE rule_key LIKE 'broadcast:%%'"
        " AND state <> 'delivered'",
        seconds=120,
        expect=lambda rows: rows[0][0] == 0,
    )
    shop.shell(COME)
    page.reload()
    page.get_by_role("button", name="شمارش دوباره").click()
    expect(page.locator("[name=arm_ids] .o_data_row")).to_have_count(2)
    picture(page, "broadcast_results", height=760)
