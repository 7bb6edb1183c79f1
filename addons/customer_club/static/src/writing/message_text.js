const FIELD = /\{\s*([^{}\n]{1,30}?)\s*\}/g;
const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
const ARABIC = "٠١٢٣٤٥٦٧٨٩";

/**
 * A text as a customer gets it. What nothing can fill stays in its braces.
 *
 * @param {string|false} text
 * @param {{spellings: string[], value: string}[]} placeholders as the server has them
 * @returns {string}
 */
export function renderText(text, placeholders) {
    const values = new Map();
    for (const { spellings, value } of placeholders) {
        for (const spelling of spellings) {
            values.set(spelling, value);
        }
    }
    return (text || "").replace(FIELD, (whole, typed) => {
        const name = typed.toLowerCase();
        return values.has(name) ? values.get(name) : whole;
    });
}

function asciiDigits(text) {
    return text.replace(/[۰-۹٠-٩]/g, (digit) =>
        String(Math.max(PERSIAN.indexOf(digit), ARABIC.indexOf(digit)))
    );
}

/**
 * The short link to a page, from whatever its owner typed: an id, @id, a number, a whole address.
 *
 * @param {"instagram"|"telegram"|"whatsapp"|"website"} kind
 * @param {string} typed
 * @returns {string} empty where nothing was typed
 */
export function linkOf(kind, typed) {
    const plain = asciiDigits((typed || "").trim())
        .replace(/^https?:\/\//i, "")
        .replace(/^www\./i, "")
        .replace(/\/+$/, "");
    if (!plain) {
        return "";
    }
    if (kind === "website") {
        return plain;
    }
    const id = plain.replace(/^(instagram\.com|t\.me|telegram\.me|wa\.me)\//i, "").replace(/^@/, "");
    if (kind === "whatsapp") {
        const number = id.replace(/[^\d]/g, "").replace(/^00/, "");
        return number && `wa.me/${number.replace(/^0/, "98")}`;
    }
    return `${kind === "instagram" ? "instagram.com" : "t.me"}/${id}`;
}

export const LINKS = ["instagram", "telegram", "whatsapp", "website"];

/**
 * Six parts become one text: greeting, slogan, "did you know", business card, links, incentive.
 * What is empty takes no line.
 *
 * @param {Object} parts strings by name; the links by their kind
 * @returns {string}
 */
export function composeText(parts) {
    const links = LINKS.map((kind) => linkOf(kind, parts[kind])).filter(Boolean);
    return [
        parts.greeting,
        parts.slogan,
        parts.didYouKnow,
        parts.card,
        links.join("\n"),
        parts.incentive,
    ]
        .map((part) => (part || "").trim())
        .filter(Boolean)
        .join("\n");
}
