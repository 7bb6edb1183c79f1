/**
 * How many parts a text takes on the air; the same rules as tools/segments.py.
 *
 * GSM-7: 160 in one part, 153 each in more. Anything else is UCS-2: 70 in one, 67 each in more.
 * Characters of GSM's second table and emoji take two units and are never cut in two; a
 * half-space forces UCS-2.
 */

const BASIC = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
);
const EXTENDED = new Set("\f^{}\\[~]|€");
const SIZES = { gsm7: [160, 153], ucs2: [70, 67] };

/**
 * @param {string} text
 * @returns {{ encoding: "gsm7"|"ucs2", units: number, parts: number, left: number }} `left` is the
 *  room that is left in the last part
 */
export function countSegments(text) {
    const characters = [...(text || "")];
    const isGsm = characters.every((char) => BASIC.has(char) || EXTENDED.has(char));
    const encoding = isGsm ? "gsm7" : "ucs2";
    const isWide = isGsm ? (char) => EXTENDED.has(char) : (char) => char.codePointAt(0) > 0xffff;
    const widths = characters.map((char) => (isWide(char) ? 2 : 1));
    const units = widths.reduce((sum, width) => sum + width, 0);
    const [single, multi] = SIZES[encoding];
    if (units <= single) {
        return { encoding, units, parts: units ? 1 : 0, left: single - units };
    }
    let parts = 1;
    let used = 0;
    for (const width of widths) {
        if (used + width > multi) {
            parts++;
            used = 0;
        }
        used += width;
    }
    return { encoding, units, parts, left: multi - used };
}
