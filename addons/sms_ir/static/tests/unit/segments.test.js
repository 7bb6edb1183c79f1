import { expect, test } from "@odoo/hoot";
import { digitsForReader, momentForReader } from "@sms_ir/reader";
import { countSegments } from "@sms_ir/segments";
import { CASES } from "./segments_cases";

const { DateTime } = luxon;

test("texts are counted as the server counts them", () => {
    for (const { text, ...size } of CASES) {
        expect(countSegments(text)).toEqual(size);
    }
    expect(CASES.length > 80).toBe(true);
});

test("nothing is a text too", () => {
    for (const nothing of [undefined, false, null, ""]) {
        expect(countSegments(nothing)).toEqual({ encoding: "gsm7", units: 0, parts: 0, left: 160 });
    }
});

test("digits and days are those of the reader", () => {
    expect(digitsForReader("+9891*****21", "fa_IR")).toBe("+۹۸۹۱*****۲۱");
    expect(digitsForReader(0, "fa_IR")).toBe("۰");
    expect(digitsForReader(2.5, "en_US")).toBe("2.5");
    expect(digitsForReader(false, "fa_IR")).toBe("");
    const nowruz = DateTime.fromISO("2026-03-20T23:00:00", { zone: "utc" }).setZone("Asia/Tehran");
    expect(momentForReader(nowruz, "fa_IR")).toMatch(/۱ فروردین ۱۴۰۵/);
    expect(momentForReader(nowruz, "en_US")).toMatch(/Mar 21, 2026/);
    expect(momentForReader(false, "fa_IR")).toBe("");
});
