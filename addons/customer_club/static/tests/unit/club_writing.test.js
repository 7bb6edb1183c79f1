import { expect, test } from "@odoo/hoot";
import { click, edit, queryOne } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { composeText, linkOf, renderText } from "@customer_club/writing/message_text";
import { measure } from "@customer_club/writing/sms_parts";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { CASES } from "./sms_parts_cases";

const PLACEHOLDERS = [
    { name: "name", label: "نام", token: "{نام}", spellings: ["name", "نام"], value: "سارا" },
    { name: "visits", label: "بازدید", token: "{بازدید}", spellings: ["visits", "بازدید"], value: "۳" },
];
const FACTS = {
    placeholders: PLACEHOLDERS,
    sender: "کافه نادری",
    price: 0,
    currency_id: 1,
    mobile: "۰۹۱۲۱۲۳۴۵۶۷",
    card: { name: "کافه نادری", phone: "021 1234", address: "", website: "https://naderi.ir/" },
};

class ClubTag extends models.Model {
    _name = "club.tag";
    welcome_text = fields.Text();
    _records = [{ id: 1, welcome_text: "سلام {نام}" }];
}

defineMailModels();
defineModels([ClubTag]);

test("parts are counted as on the server", () => {
    for (const [text, times, unicode, units, parts, room] of CASES) {
        expect(measure(text.repeat(times))).toEqual({ unicode, units, parts, room });
    }
    expect(measure(false).parts).toBe(0);
});

test("placeholders are filled by every spelling, once", () => {
    expect(renderText("{نام} { NAME } {بازدید} {x}", PLACEHOLDERS)).toBe("سارا سارا ۳ {x}");
    const sly = [{ spellings: ["name"], value: "{name}$&" }];
    expect(renderText("{name}", sly)).toBe("{name}$&");
});

test("links are short, whatever was typed", () => {
    expect(linkOf("instagram", "@naderi")).toBe("instagram.com/naderi");
    expect(linkOf("instagram", "https://www.instagram.com/naderi/")).toBe("instagram.com/naderi");
    expect(linkOf("telegram", "naderi")).toBe("t.me/naderi");
    expect(linkOf("whatsapp", "۰۹۱۲ ۱۲۳ ۴۵۶۷")).toBe("wa.me/989121234567");
    expect(linkOf("whatsapp", "+98 912 123 4567")).toBe("wa.me/989121234567");
    expect(linkOf("website", "https://naderi.ir/")).toBe("naderi.ir");
    expect(linkOf("website", "  ")).toBe("");
});

test("six parts make one text; an empty one takes no line", () => {
    expect(composeText({})).toBe("");
    expect(
        composeText({
            greeting: " سلام ",
            slogan: "",
            didYouKnow: "می‌دانستید؟",
            instagram: "naderi",
            telegram: "naderi",
            incentive: "ده درصد",
        })
    ).toBe("سلام\nمی‌دانستید؟\ninstagram.com/naderi\nt.me/naderi\nده درصد");
});

test("a text is measured while it is typed, and the aid writes into it", async () => {
    const asked = [];
    onRpc("club.writing", "facts", () => FACTS);
    onRpc("club.writing", "check", ({ args }) => {
        asked.push(args[0]);
        return args[0].includes("t.me") ? [{ code: "link", level: "warning", text: "پیوند" }] : [];
    });
    onRpc("club.writing", "send_test", ({ args }) => {
        expect.step(args[0]);
        return "۰۹۱۲۱۲۳۴۵۶۷";
    });
    await mountView({
        type: "form",
        resModel: "club.tag",
        resId: 1,
        arch: `<form><field name="welcome_text" widget="club_text"/></form>`,
    });
    expect(".o_club_meter_words").toHaveText(/1 SMS/);
    await click(".o_club_text textarea");
    await edit("س".repeat(71));
    await animationFrame();
    expect(".o_club_meter_words").toHaveText(/2 SMS/);
    queryOne(".o_club_text textarea").setSelectionRange(0, 0);
    await click(".o_club_placeholders [data-name=name]");
    await animationFrame();
    expect(".o_club_text textarea").toHaveValue("{نام}" + "س".repeat(71));

    await click(".o_club_open_aid");
    await animationFrame();
    await click(".o_club_aid textarea[name=greeting]");
    await edit("سلام {نام}");
    await click(".o_club_aid input[name=telegram]");
    await edit("@naderi");
    await animationFrame();
    expect(".o_club_phone_bubble").toHaveText("سلام سارا\nt.me/naderi");
    await runAllTimers();
    await animationFrame();
    expect(asked.at(-1)).toBe("سلام {نام}\nt.me/naderi");
    expect(".o_club_aid li[data-code=link]").toHaveText("پیوند");
    await click(".o_club_send_test");
    await animationFrame();
    expect.verifySteps(["سلام {نام}\nt.me/naderi"]);
    await click(".o_club_use_text");
    await animationFrame();
    expect(".o_club_text textarea").toHaveValue("سلام {نام}\nt.me/naderi");
});
