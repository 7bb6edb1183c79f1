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
 * @returns {string}
 */
export function digitsForReader(value, lang = user.lang) {
    const text = value === false || value === null || value === undefined ? "" : String(value);
    return lang.startsWith("fa") ? text.replace(/\d/g, (digit) => PERSIAN[digit]) : text;
}

/** A count or a telephone number, always read from left to right. */
export class ClubDigitsField extends Component {
    static template = "customer_club.ClubDigitsField";
    static props = { ...standardFieldProps };

    get text() {
        return digitsForReader(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("club_digits", {
    component: ClubDigitsField,
    displayName: "Digits of the reader",
    supportedTypes: ["integer", "float", "char"],
});
