import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { digitsForReader } from "./club_digits";

/**
 * A count that opens its records: calls `action_open` of the record with the name of the field in
 * the context key `club_figure`.
 */
export class ClubFigureField extends Component {
    static template = "customer_club.ClubFigureField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return digitsForReader(String(this.value));
    }

    open() {
        const { resModel, resId } = this.props.record;
        return this.action.doActionButton({
            type: "object",
            name: "action_open",
            resModel,
            resId,
            context: { club_figure: this.props.name },
        });
    }
}

registry.category("fields").add("club_figure", {
    component: ClubFigureField,
    displayName: "Count that opens its records",
    supportedTypes: ["integer"],
});
