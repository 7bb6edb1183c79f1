/**
 * The Jalali calendar by Borkowski's leap-year breaks: the same rules as `tools/jalali.py`, and held
 * to them by one table of cases (`static/tests/unit/jalali_cases.js`).
 *
 * @typedef {{ year: number, month: number, day: number }} Day
 */

const BREAKS = [-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262];
const DAY = 86_400_000;

const div = (a, b) => Math.floor(a / b);
const mod = (a, b) => a - b * div(a, b);

function leapsBefore(year) {
    let leaps = -14;
    let previous = BREAKS[0];
    let span = 0;
    for (const jump of BREAKS.slice(1)) {
        span = jump - previous;
        if (year < jump) {
            break;
        }
        leaps += div(span, 33) * 8 + div(mod(span, 33), 4);
        previous = jump;
    }
    const passed = year - previous;
    leaps += div(passed, 33) * 8 + div(mod(passed, 33) + 3, 4);
    if (mod(span, 33) === 4 && span - passed === 4) {
        leaps += 1;
    }
    return leaps;
}

/** Number of days since 1970-01-01 of a Gregorian day. Years below 100 are meant as they are. */
function serial({ year, month, day }) {
    return new Date(0).setUTCFullYear(year, month - 1, day) / DAY;
}

function nowruz(year) {
    const gregorian = year + 621;
    const leapDays = div(gregorian, 4) - div((div(gregorian, 100) + 1) * 3, 4) - 150;
    return serial({ year: gregorian, month: 3, day: 20 + leapsBefore(year) - leapDays });
}

/**
 * @param {Day} day of the Gregorian calendar
 * @returns {Day} of the Jalali calendar
 */
export function toJalali(day) {
    const at = serial(day);
    let year = day.year - 621;
    let start = nowruz(year);
    if (at < start) {
        year -= 1;
        start = nowruz(year);
    }
    const passed = at - start;
    if (passed < 186) {
        return { year, month: div(passed, 31) + 1, day: mod(passed, 31) + 1 };
    }
    return { year, month: div(passed - 186, 30) + 7, day: mod(passed - 186, 30) + 1 };
}

/**
 * Days of a month.
 *
 * @param {number} year
 * @param {number} month 1 to 12
 * @param {"jalali"|"gregorian"} [calendar]
 * @returns {number}
 */
export function monthLength(year, month, calendar = "jalali") {
    if (calendar === "gregorian") {
        return new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
    }
    if (month <= 6) {
        return 31;
    }
    return month <= 11 || nowruz(year + 1) - nowruz(year) === 366 ? 30 : 29;
}

/**
 * @param {Day} day of the Jalali calendar
 * @returns {Day|null} of the Gregorian calendar; null when there is no such day
 */
export function fromJalali({ year, month, day }) {
    if (!(year >= 1 && year <= 1600 && month >= 1 && month <= 12 && day >= 1)) {
        return null;
    }
    if (day > monthLength(year, month)) {
        return null;
    }
    const passed = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30;
    const date = new Date((nowruz(year) + passed + day - 1) * DAY);
    return {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
    };
}

/** Persian (۰–۹) and Arabic (٠–٩) digits as 0–9; all else untouched. */
export function toAsciiDigits(text) {
    return text.replace(/[۰-۹٠-٩]/g, (digit) => digit.charCodeAt(0) & 0xf);
}

const TYPED =
    /^(?:(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})(\d{2})(\d{2}))$/;

/**
 * The day that somebody typed, in either calendar, with any digits. Years from 1600 on are Gregorian.
 *
 * @param {string} text
 * @returns {(Day & { calendar: "jalali"|"gregorian" })|null} a Gregorian day, and how it was typed
 */
export function parseDay(text) {
    const found = TYPED.exec(toAsciiDigits(text.trim()));
    if (!found) {
        return null;
    }
    const parts = found.slice(1).filter((part) => part !== undefined).map(Number);
    if (found[6]) {
        parts.reverse();
    }
    const [year, month, day] = parts;
    if (year < 1600) {
        const gregorian = fromJalali({ year, month, day });
        return gregorian && { ...gregorian, calendar: "jalali" };
    }
    if (month < 1 || month > 12 || day < 1 || day > monthLength(year, month, "gregorian")) {
        return null;
    }
    return { year, month, day, calendar: "gregorian" };
}
