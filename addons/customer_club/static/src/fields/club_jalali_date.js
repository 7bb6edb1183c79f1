import { Component, useRef } from "@odoo/owl";
import { parseDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useInputField } from "@web/views/fields/input_field_hook";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatForReader } from "./club_datetime";
import { ClubDayPicker } from "./club_day_picker";
import { digitsForReader } from "./club_digits";
import { parseDay, toAsciiDigits, toJalali } from "./jalali";

const { DateTime } = luxon;

const isPersian = (lang) => lang.startsWith("fa");
const two = (number) => String(number).padStart(2, "0");

/**
 * A day, or a moment, as its reader writes it into a box: ۱۴۰۵/۰۹/۰۳ or 2026-11-24.
 *
 * @param {import("luxon").DateTime|false} value
 * @param {{ withTime?: boolean, lang?: string }} [options]
 * @returns {string}
 */
export function formatForTyping(value, { withTime = false, lang = user.lang } = {}) {
    if (!value) {
        return "";
    }
    const persian = isPersian(lang);
    const { year, month, day } = persian ? toJalali(value) : value;
    const text = [String(year).padStart(4, "0"), two(month), two(day)].join(persian ? "/" : "-");
    const time = withTime ? ` ${two(value.hour)}:${two(value.minute)}` : "";
    return digitsForReader(text + time, lang);
}

/**
 * What somebody typed: a day in either calendar, with any digits, and a time where one is asked for.
 *
 * @param {string} text
 * @param {{ withTime?: boolean, lang?: string }} [options]
 * @returns {{ value: import("luxon").DateTime|false, calendar: "jalali"|"gregorian"|false }}
 * @throws {Error} when the text is no day
 */
export function parseTyped(text, { withTime = false, lang = user.lang } = {}) {
    const typed = toAsciiDigits(text).trim();
    if (!typed) {
        return { value: false, calendar: false };
    }
    const found = /^(.*?)(?:\s+(\d{1,2}):(\d{2}))?$/.exec(typed);
    const [hour, minute] = [Number(found[2] || 0), Number(found[3] || 0)];
    if ((found[2] && !withTime) || hour > 23 || minute > 59) {
        throw new Error(`"${text}" is no day`);
    }
    let day = parseDay(found[1]);
    if (!isPersian(lang) && (!day || /[/.-]\d{4}$/.test(found[1])) && day?.calendar !== "jalali") {
        // 11/12/2026 means what it means elsewhere in this reader's Odoo.
        const { year, month, day: number } = parseDate(found[1]);
        day = { year, month, day: number, calendar: "gregorian" };
    }
    if (!day) {
        throw new Error(`"${text}" is no day`);
    }
    const value = withTime
        ? DateTime.local(day.year, day.month, day.day, hour, minute)
        : DateTime.local(day.year, day.month, day.day);
    return { value, calendar: day.calendar };
}

/** A date or a time that is typed, or picked, in the reader's calendar. */
export class ClubJalaliDateField extends Component {
    static template = "customer_club.ClubJalaliDateField";
    static props = {
        ...standardFieldProps,
        placeholder: { type: String, optional: true },
        calendarField: { type: String, optional: true },
    };

    setup() {
        this.button = useRef("button");
        this.popover = usePopover(ClubDayPicker, { position: "bottom-start" });
        useInputField({
            getValue: () => formatForTyping(this.value, { withTime: this.withTime }),
            parse: (text) => {
                const { value, calendar } = parseTyped(text, { withTime: this.withTime });
                this.remember(calendar);
                return value;
            },
        });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get withTime() {
        return this.props.record.fields[this.props.name].type === "datetime";
    }

    get calendar() {
        return isPersian(user.lang) ? "jalali" : "gregorian";
    }

    get text() {
        return formatForReader(this.value, { withTime: this.withTime });
    }

    get placeholder() {
        const example = DateTime.local(1991, 7, 25, 14, 30);
        return this.props.placeholder || formatForTyping(example, { withTime: this.withTime });
    }

    get title() {
        return _t("Choose a day");
    }

    remember(calendar) {
        const name = this.props.calendarField;
        if (name && calendar && this.props.record.data[name] !== calendar) {
            this.props.record.update({ [name]: calendar });
        }
    }

    pick() {
        if (this.popover.isOpen) {
            this.popover.close();
            return;
        }
        const today = DateTime.local();
        const plain = ({ year, month, day }) => ({ year, month, day });
        this.popover.open(this.button.el, {
            calendar: this.calendar,
            lang: user.lang,
            today: plain(today),
            value: this.value ? plain(this.value) : undefined,
            onSelect: ({ year, month, day }) => {
                const { hour, minute } = this.value || today;
                this.remember(this.calendar);
                this.props.record.resetFieldValidity(this.props.name);
                this.props.record.update({
                    [this.props.name]: this.withTime
                        ? DateTime.local(year, month, day, hour, minute)
                        : DateTime.local(year, month, day),
                });
            },
        });
    }
}

registry.category("fields").add("club_jalali_date", {
    component: ClubJalaliDateField,
    displayName: _t("Date in the reader's calendar"),
    supportedTypes: ["date", "datetime"],
    extractProps: ({ attrs, options }) => ({
        placeholder: attrs.placeholder,
        calendarField: options.calendar_field,
    }),
});
