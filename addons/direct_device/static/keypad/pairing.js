/** Connecting this tablet: a code from the keypad's form in Odoo, once. */
import { toDigit } from "./input.js";
import { pair } from "./protocol.js";
import { hashPin } from "./settings.js";
import { keep } from "./store.js";
import { text } from "./texts.js";

const $ = (id) => document.getElementById(id);

/** Take over the code that the page was opened with. :return: whether there was one */
export function proposeCode() {
    const code = new URLSearchParams(location.hash.slice(1)).get("code");
    if (code) {
        $("code").value = code;
        history.replaceState(null, "", location.pathname);
    }
    return Boolean(code);
}

/** @param {() => Promise<void>} afterwards */
export function watchPairing(afterwards) {
    $("pairing-form").addEventListener("submit", async (event) => {
        event.preventDefault();
        const code = Array.from($("code").value, (char) => toDigit(char) ?? "").join("");
        try {
            await pair(code);
            await keep.set("pin", $("pin").value ? await hashPin($("pin").value) : null);
            await navigator.storage?.persist?.();
            $("code").value = $("pin").value = $("pairing-message").textContent = "";
            await afterwards();
        } catch (error) {
            const key = { bad_code: "bad_code", slow_down: "slow_down" }[error.error];
            $("pairing-message").textContent = text(key || "no_network");
        }
    });
}
