import { onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const PAUSE = 400; // milliseconds without a key before the server is asked

/**
 * What a text can be made of, and what the server says about it while it is written.
 *
 * @param {{ extra: () => string[], purpose: () => string }} about
 * @returns {{ facts: Object|null, findings: Object[], look: (text: string) => void,
 *  sendTest: (text: string) => Promise<string> }}
 */
export function useWriting({ extra, purpose }) {
    const orm = useService("orm");
    let timer, asked = 0;
    const writing = useState({
        facts: null,
        findings: [],
        look(text) {
            clearTimeout(timer);
            timer = setTimeout(async () => {
                const number = ++asked;
                const findings = await orm.silent.call("club.writing", "check", [text], {
                    purpose: purpose(),
                    extra: extra(),
                });
                if (number === asked) {
                    writing.findings = findings;
                }
            }, PAUSE);
        },
        sendTest: (text) => orm.call("club.writing", "send_test", [text], { extra: extra() }),
    });
    onWillStart(async () => {
        writing.facts = await orm.call("club.writing", "facts", [], { extra: extra() });
    });
    // Not on unmounting: what is dropped before it was ever shown is only destroyed.
    onWillDestroy(() => clearTimeout(timer));
    return writing;
}

/** Put `token` where the cursor stands in a text area, and tell Odoo about it. */
export function insertAtCursor(textarea, token) {
    const { selectionStart: start, selectionEnd: end } = textarea;
    textarea.focus();
    textarea.setRangeText(token, start, end, "end");
    textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
    textarea.dispatchEvent(new Event("change", { bubbles: true }));
}
