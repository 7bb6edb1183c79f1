import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { mobileForReader } from "./club_mobile";

/** Earlier numbers, one beside the other, in the reader's digits. */
export class ClubOldMobilesField extends Component {
    static template = "customer_club.ClubOldMobilesField";
    static props = { ...standardFieldProps };

    get numbers() {
        return this.props.record.data[this.props.name].records.map((record) => ({
            id: record.resId,
            text: mobileForReader(record.data.mobile),
        }));
    }
}

registry.category("fields").add("club_old_mobiles", {
    component: ClubOldMobilesField,
    supportedTypes: ["one2many"],
    relatedFields: [{ name: "mobile", type: "char" }],
});
