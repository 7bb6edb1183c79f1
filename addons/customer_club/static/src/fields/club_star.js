import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The golden star of the one group that is connected to the device. Moved by a button, not here. */
export class ClubStarField extends Component {
    static template = "customer_club.ClubStarField";
    static props = { ...standardFieldProps };

    get linked() {
        return this.props.record.data[this.props.name];
    }

    get title() {
        return _t("Connected to device");
    }
}

registry.category("fields").add("club_star", {
    component: ClubStarField,
    supportedTypes: ["boolean"],
});
