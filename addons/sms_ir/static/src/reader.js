import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";

/**
 * Digits as their reader writes them: ۰۹۱۲ for Persian readers, 0912 for others.
 *
 * @param {string|number|false} value
 * @param {string} [lang]
 */
export function digitsForReader(value, lang = user.lang) {
    const text = value === false || value === null || value === undefined ? "" : String(value);
    return lang.startsWith("fa") ? text.replace(/\d/g, (digit) => PERSIAN[digit]) : text;
}

/**
 * A moment in the calendar of its reader (Jalali in Persian): the browser knows calendars.
 *
 * @param {import("luxon").DateTime|false} moment
 * @param {string} [lang]
 */
export function momentForReader(moment, lang = user.lang) {
    if (!moment) {
        return "";
    }
    const locale = lang.startsWith("fa") ? "fa-IR-u-ca-persian" : lang.replace("_", "-");
    return new Intl.DateTimeFormat(locale, {
        dateStyle: "medium",
        timeStyle: "short",
        timeZone: moment.zoneName,
    }).format(moment.toJSDate());
}

/** A count, an amount of messages or a telephone number, always read from left to right. */
export class SmsIrDigits extends Component {
    static template = "sms_ir.Digits";
    static props = { ...standardFieldProps };

    get text() {
        const value = this.props.record.data[this.props.name];
        if (this.props.record.fields[this.props.name].type === "float") {
            return digitsForReader(Math.round(value * 100) / 100);
        }
        // An id with Latin letters in it stays Latin as a whole.
        return /[a-z]/i.test(value || "") ? value : digitsForReader(value);
    }
}

/** A moment that is only read. */
export class SmsIrMoment extends Component {
    static template = "sms_ir.Moment";
    static props = { ...standardFieldProps };

    get text() {
        return momentForReader(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("sms_ir_digits", {
    component: SmsIrDigits,
    supportedTypes: ["char", "integer", "float"],
});
registry.category("fields").add("sms_ir_moment", {
    component: SmsIrMoment,
    supportedTypes: ["datetime"],
});
