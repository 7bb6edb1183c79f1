/** The same count as `tools/sms_parts.py`, while somebody types. One table of cases holds both. */

const GSM7 = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
const GSM7_EXTENDED = new Set("^{}\\[~]|€\f"); // two septets each

/**
 * @param {string|false} text
 * @returns {{unicode: boolean, units: number, parts: number, room: number}} `parts` SMS of together
 *  `room` units (letters, mostly), of which the text takes `units`
 */
export function measure(text) {
    const letters = [...(text || "")];
    const unicode = !letters.every((letter) => GSM7.has(letter) || GSM7_EXTENDED.has(letter));
    const [single, multi] = unicode ? [70, 67] : [160, 153];
    const units = unicode
        ? text.length
        : letters.reduce((sum, letter) => sum + (GSM7_EXTENDED.has(letter) ? 2 : 1), 0);
    const parts = units ? (units <= single ? 1 : Math.ceil(units / multi)) : 0;
    return { unicode, units, parts, room: parts <= 1 ? single : parts * multi };
}
