import json
import re

from odoo.tests import tagged

from .common import DeviceHttpCase

# What a person does at the tablet. ``network``: "on", "off", or "deaf" (requests arrive, the
# answers are lost). Requests carry the cookie by which a test's server knows its database cursor.
SCRIPT = """
(async () => {
    const $ = (id) => document.getElementById(id);
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const until = async (test, what) => {
        for (let turn = 0; turn < 200; turn++) {
            if (await test()) return;
            await pause(50);
        }
        throw new Error(`waited in vain for ${what}: ${$("answer-text").textContent}`);
    };
    let network = "on";
    const fetch = window.fetch;
    window.fetch = async (url, options) => {
        if (network === "off") throw new TypeError("no network");
        const response = await fetch(url, { ...options, credentials: "same-origin" });
        if (network === "deaf") throw new TypeError("the answer was lost");
        return response;
    };
    const go = (state) => {
        network = state;
        window.dispatchEvent(new Event(state === "on" ? "online" : "offline"));
    };
    const { digits } = await import("/direct_device/static/keypad/texts.js");
    const { queue } = await import("/direct_device/static/keypad/store.js");
    const touch = (place, label) => [...$(place).children]
        .find((button) => button.textContent.endsWith(label)).click();
    const press = async (number, tag) => {
        [...number].forEach((digit) => touch("keys", digits(digit)));
        touch("tags", tag);
    };
    const key = (name) => document.dispatchEvent(
        new KeyboardEvent("keydown", { key: name, bubbles: true }));

    if (!/^[0-9]{8}$/.test($("code").value)) throw new Error("the code is not filled in");
    if (location.hash) throw new Error("the code stays in the address");
    $("pairing-form").requestSubmit();
    await until(() => !$("keypad").hidden, "pairing");
    if (!$("shop").textContent.includes("نادری")) throw new Error("the shop has no name");

    await press("09990001234", "قهوه");
    await until(() => $("answer").className === "good", "an answer");
    if ($("number").textContent.includes(digits("999"))) throw new Error("the number stays");
    const box = (element) => element.getBoundingClientRect();
    for (const place of ["number", "keys", "tags"]) {
        if (box($(place)).top < box($("answer")).bottom) throw new Error(`${place} is covered`);
    }
    for (const button of document.querySelectorAll("#keys button, #tags button")) {
        const { left, top, right, bottom } = box(button);
        const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        if (!inside || bottom - top < 24) {
            throw new Error(`${button.textContent} cannot be reached`);
        }
    }
    if (/[0-9]/.test($("keypad").textContent)) throw new Error("digits that are not Persian");

    await press("0999", "قهوه");
    await until(() => $("answer").className === "bad", "a refusal");
    key("Escape");

    go("off");
    for (const last of "567") {
        await press(`0999000123${last}`, "قهوه");
        await until(() => $("answer").className === "kept", "an entry that is kept");
    }
    await until(() => $("waiting").textContent.includes(digits(3)), "three that wait");

    go("deaf");
    $("answer").className = "";
    [..."٠٩٩٩٠٠٠١٢٣٨", "Enter", "۲"].forEach(key);
    await until(async () => (await queue.count()) === 4, "a fourth one");
    await pause(1500);

    go("on");
    await until(async () => (await queue.count()) === 0, "an empty queue");
    await until(() => !$("waiting").textContent, "nothing that waits");
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install", "direct_http", "direct_browser")
class TestTabletKeypad(DeviceHttpCase):
    browser_size = "640x360"  # the smallest that anybody would hang on a wall, lying

    def setUp(self):
        super().setUp()
        self.env.cr.execute("DELETE FROM direct_device_counter")

    def test_page_stands_alone(self):
        page = self.url_open("/direct/keypad")
        self.assertEqual(page.status_code, 200)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertNotIn("Set-Cookie", page.headers)
        linked = re.findall(r'(?:href|src)="([^"#]+)"', page.text)
        self.assertTrue(linked)
        for address in linked:
            self.assertTrue(address.startswith("/"), f"{address} is from elsewhere")
            self.assertEqual(self.url_open(address).status_code, 200, address)

    def test_worker_keeps_every_file_of_the_page(self):
        worker = self.url_open("/direct/keypad/sw.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], "/direct/keypad")
        app = self.url_open("/direct_device/static/keypad/app.js").text
        modules = re.findall(r'from "\./(\w+\.js)"', app)
        self.assertTrue(modules)
        for module in [*modules, "app.js", "keypad.css"]:
            self.assertIn(module, worker.text)
        manifest = json.loads(self.url_open("/direct/keypad/manifest.webmanifest").text)
        self.assertEqual(manifest["scope"], "/direct/keypad")

    def test_a_day_at_the_counter(self):
        url = self.device.action_pair()["context"]["default_url"]
        address = url.removeprefix(self.device.get_base_url())
        self.browser_js(
            address,
            SCRIPT,
            ready="!document.getElementById('pairing').hidden",
            timeout=90,
        )
        events = self.inbox()
        self.assertEqual(events.mapped("mobile"), [f"0999000123{last}" for last in range(4, 9)])
        self.assertEqual(set(events.mapped("state")), {"accepted"})
        self.assertEqual(events[-1].visit_id.tag_id, self.quiet_tag)
        for last in range(4, 9):
            self.assertEqual(self.partner(f"+98999000123{last}").club_visit_count, 1)
        self.device.invalidate_recordset()
        self.assertEqual(self.device.model_name, "tablet page")
