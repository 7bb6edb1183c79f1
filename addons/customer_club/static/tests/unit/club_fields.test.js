import { expect, test } from "@odoo/hoot";
import { digitsForReader } from "@customer_club/fields/club_digits";
import { formatForReader } from "@customer_club/fields/club_datetime";

const { DateTime } = luxon;

test("digits are those of the reader", () => {
    expect(digitsForReader("09121234567", "fa_IR")).toBe("۰۹۱۲۱۲۳۴۵۶۷");
    expect(digitsForReader(12, "fa_IR")).toBe("۱۲");
    expect(digitsForReader(12, "en_US")).toBe("12");
    expect(digitsForReader(0, "fa_IR")).toBe("۰");
    expect(digitsForReader(false, "fa_IR")).toBe("");
});

test("Persian readers see Jalali dates in the time of the shop", () => {
    const nowruz = DateTime.fromISO("2026-03-20T23:00:00", { zone: "utc" }).setZone("Asia/Tehran");
    expect(formatForReader(nowruz, { lang: "fa_IR" })).toMatch(/۱ فروردین ۱۴۰۵/);
    expect(formatForReader(nowruz, { lang: "en_US" })).toMatch(/Mar 21, 2026/);
    expect(formatForReader(false, { lang: "fa_IR" })).toBe("");
});

test("a date without a time is the same day everywhere", () => {
    const day = DateTime.fromISO("2026-11-24", { zone: "Pacific/Kiritimati" });
    expect(formatForReader(day, { lang: "fa_IR", withTime: false })).toMatch(/۳ آذر ۱۴۰۵/);
});
