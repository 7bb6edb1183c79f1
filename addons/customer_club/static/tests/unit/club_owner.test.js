import { compare, formatNumber } from "@customer_club/owner/owner_numbers";
import { expect, test } from "@odoo/hoot";

test("numbers are written as their reader writes them", () => {
    expect(formatNumber(1234.5, { lang: "fa_IR" })).toBe("۱٬۲۳۴٫۵");
    expect(formatNumber(1234.5, { lang: "en_US" })).toBe("1,234.5");
    expect(formatNumber(0, { lang: "fa_IR" })).toBe("۰");
    expect(formatNumber(null, { lang: "fa_IR" })).toBe("–");
    expect(formatNumber(42, { unit: "percent", lang: "en_US" })).toBe("42%");
    expect(formatNumber(3, { signed: true, lang: "en_US" })).toBe("+3");
    expect(formatNumber(0, { signed: true, lang: "en_US" })).toBe("0");
});

test("a number is compared with the one before, in percent, or percent in points", () => {
    const told = (card) => {
        const { way, good, points } = compare({ unit: "", good: "up", ...card });
        return { way, good, points };
    };
    const plain = { points: false };
    expect(told({ value: 150, before: 100 })).toEqual({ ...plain, way: "up", good: true });
    expect(told({ value: 50, before: 100 })).toEqual({ ...plain, way: "down", good: false });
    expect(told({ value: 5, before: 5 })).toEqual({ ...plain, way: "same", good: null });
    expect(told({ good: "down", value: 5, before: 9 }).good).toBe(true);
    expect(told({ good: false, value: 5, before: 9 }).good).toBe(null);
    expect(told({ unit: "percent", value: 70, before: 80 })).toEqual({
        way: "down",
        good: false,
        points: true,
    });
});

test("there is nothing to compare with nothing", () => {
    expect(compare({ unit: "", good: "up", value: 5, before: 0 })).toBe(null);
    expect(compare({ unit: "", good: "up", value: 5, before: null })).toBe(null);
    expect(compare({ unit: "percent", good: "up", value: null, before: 20 })).toBe(null);
});
