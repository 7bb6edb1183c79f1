import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A date or a time as its reader counts days: Jalali for Persian readers, otherwise as in the
 * rest of Odoo. The browser knows the calendar (CLDR); nothing is computed here.
 *
 * @param {import("luxon").DateTime} value
 * @param {{ withTime?: boolean, lang?: string }} [options]
 * @returns {string}
 */
export function formatForReader(value, { withTime = true, lang = user.lang } = {}) {
    if (!value) {
        return "";
    }
    const locale = lang.startsWith("fa") ? "fa-IR-u-ca-persian" : lang.replace("_", "-");
    const format = new Intl.DateTimeFormat(locale, {
        dateStyle: "medium",
        ...(withTime ? { timeStyle: "short" } : {}),
        timeZone: withTime ? value.zoneName : "UTC",
    });
    // A day without a time is that day wherever its reader is.
    const moment = withTime ? value : luxon.DateTime.utc(value.year, value.month, value.day);
    return format.format(moment.toJSDate());
}

export class ClubDatetimeField extends Component {
    static template = "customer_club.ClubDatetimeField";
    static props = { ...standardFieldProps };

    get text() {
        return formatForReader(this.props.record.data[this.props.name], {
            withTime: this.props.record.fields[this.props.name].type === "datetime",
        });
    }
}

registry.category("fields").add("club_datetime", {
    component: ClubDatetimeField,
    displayName: "Date for the reader's calendar",
    supportedTypes: ["date", "datetime"],
});
