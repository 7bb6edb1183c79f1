import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useInputField } from "@web/views/fields/input_field_hook";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { digitsForReader } from "./club_digits";
import { toAsciiDigits } from "./jalali";

/**
 * A mobile number in groups, as people say it: ۰۹۱۲ ۱۲۳ ۴۵۶۷ for Persian readers. What is no whole
 * Iranian number is shown as it is.
 *
 * @param {string|false} value E.164 or as typed
 * @param {string} [lang]
 * @returns {string}
 */
export function mobileForReader(value, lang = user.lang) {
    const found = /^(?:\+98|0)(9\d\d)(\d{3})(\d{4})$/.exec(toAsciiDigits(value || ""));
    return digitsForReader(found ? `0${found[1]} ${found[2]} ${found[3]}` : value, lang);
}

/** A mobile number: typed in any spelling, read from left to right in every language, one tap calls. */
export class ClubMobileField extends Component {
    static template = "customer_club.ClubMobileField";
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        useInputField({ getValue: () => mobileForReader(this.value), parse: toAsciiDigits });
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return mobileForReader(this.value);
    }

    get href() {
        return `tel:${this.value}`;
    }

    get placeholder() {
        return this.props.placeholder && digitsForReader(this.props.placeholder);
    }

    get title() {
        return _t("Call");
    }
}

registry.category("fields").add("club_mobile", {
    component: ClubMobileField,
    displayName: _t("Mobile number"),
    supportedTypes: ["char"],
    extractProps: ({ attrs }) => ({ placeholder: attrs.placeholder }),
});
