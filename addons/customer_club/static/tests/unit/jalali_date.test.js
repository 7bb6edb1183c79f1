import { expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { formatForTyping, parseTyped } from "@customer_club/fields/club_jalali_date";
import { mobileForReader } from "@customer_club/fields/club_mobile";
import { fromJalali, parseDay, toJalali } from "@customer_club/fields/jalali";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import { CASES } from "./jalali_cases";

const { DateTime } = luxon;
const iso = ({ year, month, day }) =>
    [String(year).padStart(4, "0"), month, day].map((n) => String(n).padStart(2, "0")).join("-");

test("a typed day is the same as on the server", () => {
    for (const [typed, day, calendar] of CASES) {
        const found = parseDay(typed);
        expect(found && iso(found)).toBe(day, { message: typed });
        expect(found && found.calendar).toBe(calendar, { message: typed });
    }
});

test("every day of four centuries goes to Jalali and back, one after the other", () => {
    let previous = null;
    const wrong = [];
    for (let at = Date.UTC(1800, 0, 1); at < Date.UTC(2200, 0, 1); at += 86_400_000) {
        const date = new Date(at);
        const day = {
            year: date.getUTCFullYear(),
            month: date.getUTCMonth() + 1,
            day: date.getUTCDate(),
        };
        const jalali = toJalali(day);
        const key = jalali.year * 10000 + jalali.month * 100 + jalali.day;
        if (iso(fromJalali(jalali)) !== iso(day) || (previous && key <= previous)) {
            wrong.push(iso(day));
        }
        previous = key;
    }
    expect(wrong).toEqual([]);
});

test("what the box shows is read back as the same", () => {
    const moment = DateTime.local(2026, 11, 24, 9, 5);
    for (const lang of ["fa_IR", "en_US"]) {
        const text = formatForTyping(moment, { withTime: true, lang });
        expect(+parseTyped(text, { withTime: true, lang }).value).toBe(+moment);
    }
    expect(formatForTyping(moment, { lang: "fa_IR" })).toBe("۱۴۰۵/۰۹/۰۳");
    expect(formatForTyping(moment, { lang: "en_US" })).toBe("2026-11-24");
    expect(parseTyped(" ", { lang: "fa_IR" }).value).toBe(false);
    for (const text of ["سلام", "1404/12/30", "1405/01/01 25:00", "1405/01/01 10:00"]) {
        expect(() => parseTyped(text, { lang: "fa_IR" })).toThrow();
    }
});

test("in English, month and day stand as in the rest of Odoo, and Jalali is understood", async () => {
    await makeMockEnv();
    expect(iso(parseTyped("11/12/2026", { lang: "en_US" }).value)).toBe("2026-11-12");
    expect(iso(parseTyped("1405/09/03", { lang: "en_US" }).value)).toBe("2026-11-24");
    expect(iso(parseTyped("3/9/1405", { lang: "en_US" }).value)).toBe("2026-11-24");
});

test("a mobile number is shown as people say it", () => {
    expect(mobileForReader("+989121234567", "fa_IR")).toBe("۰۹۱۲ ۱۲۳ ۴۵۶۷");
    expect(mobileForReader("+989121234567", "en_US")).toBe("0912 123 4567");
    expect(mobileForReader("+4915112345678", "en_US")).toBe("+4915112345678");
    expect(mobileForReader(false, "fa_IR")).toBe("");
});

class Person extends models.Model {
    _name = "person";
    born = fields.Date();
    calendar = fields.Selection({
        selection: [
            ["jalali", "Jalali"],
            ["gregorian", "Gregorian"],
        ],
    });
    _records = [{ id: 1, born: "1991-07-25", calendar: "jalali" }];
}
defineMailModels();
defineModels([Person]);

const ARCH = `<form><field name="born" widget="club_jalali_date"
    options="{'calendar_field': 'calendar'}"/><field name="calendar" invisible="1"/></form>`;
const mountPerson = () => mountView({ type: "form", resModel: "person", resId: 1, arch: ARCH });

test("a birthday typed in Jalali is saved, and so is its calendar", async () => {
    serverState.lang = "fa_IR";
    onRpc("person", "web_save", ({ args }) => {
        expect.step([args[1].born, args[1].calendar]);
    });
    await mountPerson();
    expect("[name=born] input").toHaveValue("۱۳۷۰/۰۵/۰۳");
    await contains("[name=born] input").edit("1992-01-05");
    await contains(".o_form_button_save").click();
    expect.verifySteps([["1992-01-05", "gregorian"]]);
    expect("[name=born] input").toHaveValue("۱۳۷۰/۱۰/۱۵");
});

test("what is no day is marked and not saved", async () => {
    serverState.lang = "fa_IR";
    onRpc("person", "web_save", () => expect.step("saved"));
    await mountPerson();
    await click("[name=born] input");
    await edit("۱۴۰۴/۱۲/۳۰", { confirm: "blur" });
    await animationFrame();
    expect("[name=born]").toHaveClass("o_field_invalid");
    await contains(".o_form_button_save").click();
    expect.verifySteps([]);
});

test("a day is picked from a Jalali month", async () => {
    serverState.lang = "fa_IR";
    onRpc("person", "web_save", ({ args }) => {
        expect.step(args[1].born);
    });
    await mountPerson();
    await contains("[name=born] button").click();
    expect(".o_club_day_picker").toHaveCount(1);
    expect(queryAllTexts(".o_club_day_picker option:checked")).toEqual(["مرداد", "۱۳۷۰"]);
    expect(queryOne(".o_club_day_picker .btn-primary").textContent.trim()).toBe("۳");
    await contains(".o_club_days button:contains(۳۱)").click();
    expect("[name=born] input").toHaveValue("۱۳۷۰/۰۵/۳۱");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["1991-08-22"]);
});
