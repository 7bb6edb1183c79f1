import { user } from "@web/core/user";

/** The locale whose digits and separators the reader of ``lang`` knows. */
function locale(lang) {
    return lang.startsWith("fa") ? "fa-IR" : lang.replace("_", "-");
}

/**
 * A number as its reader writes it: ۱٬۲۳۴٫۵ or 1,234.5; a dash where there is none.
 *
 * @param {number|null|false|undefined} value
 * @param {{ unit?: string, signed?: boolean, lang?: string }} [options] unit: "percent" or ""
 * @returns {string}
 */
export function formatNumber(value, { unit = "", signed = false, lang = user.lang } = {}) {
    if (value === null || value === undefined || value === false) {
        return "–";
    }
    const format = new Intl.NumberFormat(locale(lang), {
        maximumFractionDigits: 2,
        signDisplay: signed ? "exceptZero" : "auto",
        ...(unit === "percent" ? { style: "percent", maximumFractionDigits: 0 } : {}),
    });
    return format.format(unit === "percent" ? value / 100 : value);
}

/**
 * How a number stands to the one before.
 *
 * @param {{ value: number|null, before: number|null, unit: string, good: "up"|"down"|false }} card
 * @returns {{ way: "up"|"down"|"same", good: boolean|null, text: string }|null} null where there is
 *     nothing to compare; percentages are compared in points
 */
export function compare({ value, before, unit, good }) {
    if (value === null || before === null || (unit !== "percent" && !before)) {
        return null;
    }
    const change =
        unit === "percent" ? value - before : Math.round(((value - before) * 100) / before);
    const way = change > 0 ? "up" : change < 0 ? "down" : "same";
    return {
        way,
        good: way === "same" || !good ? null : way === good,
        text: formatNumber(Math.abs(change), { unit: unit === "percent" ? "" : "percent" }),
        points: unit === "percent",
    };
}
