/** Settings of this tablet. Customers do not get here where a PIN was set. */
import { toDigit } from "./input.js";
import { keep } from "./store.js";
import { locale, text } from "./texts.js";

const $ = (id) => document.getElementById(id);

async function openSettings() {
    const config = await keep.get("config");
    const contact = await keep.get("contact");
    const time = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" });
    $("about-contact").textContent = contact ? time.format(contact) : text("never");
    $("about-device").textContent = `${config.device} — ${await keep.get("serial")}`;
    $("speak").checked = Boolean(await keep.get("speak"));
    $("settings").showModal();
}

export async function hashPin(typed) {
    const pin = Array.from(typed, (char) => toDigit(char) ?? char).join("");
    const bytes = new TextEncoder().encode(`${await keep.get("serial")}:${pin}`);
    return crypto.subtle.digest("SHA-256", bytes).then((hash) => new Uint8Array(hash).join());
}

/** Wire the settings' window; with a PIN, it opens for those who know it. */
export function onSettings({ sendNow, pairAgain }) {
    $("status").addEventListener("click", async () => {
        if (await keep.get("pin")) {
            $("pin-given").value = "";
            $("ask-pin").showModal();
        } else {
            openSettings();
        }
    });
    $("pin-form").addEventListener("submit", async (event) => {
        event.preventDefault();
        const right = (await hashPin($("pin-given").value)) === (await keep.get("pin"));
        $("ask-pin").close();
        if (right) {
            openSettings();
        }
    });
    $("pin-cancel").addEventListener("click", () => $("ask-pin").close());
    $("speak").addEventListener("change", () => keep.set("speak", $("speak").checked));
    $("send-now").addEventListener("click", sendNow);
    $("fullscreen").addEventListener("click", () => document.documentElement.requestFullscreen());
    $("pair-again").addEventListener("click", () => {
        $("settings").close();
        pairAgain();
    });
}
