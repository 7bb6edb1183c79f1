import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A record's name as a badge in its own colour. */
export class ClubBadgeField extends Component {
    static template = "customer_club.ClubBadgeField";
    static props = { ...standardFieldProps, colorField: { type: String, optional: true } };

    get text() {
        return this.props.record.data[this.props.name]?.display_name || "";
    }

    get color() {
        return this.props.record.data[this.props.colorField] || 0;
    }
}

registry.category("fields").add("club_badge", {
    component: ClubBadgeField,
    supportedTypes: ["many2one"],
    extractProps: ({ options }) => ({ colorField: options.color_field }),
});
