import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary, formatPercentage } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { digitsForReader } from "@customer_club/fields/club_digits";

/** A figure of the audit. A click opens the entries it is made of. */
export class AuditFigureField extends Component {
    static template = "crm_ladder.AuditFigureField";
    static props = {
        ...standardFieldProps,
        noSymbol: { type: Boolean, optional: true },
        percentage: { type: Boolean, optional: true },
        plain: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return digitsForReader(this.number);
    }

    get number() {
        const field = this.props.record.fields[this.props.name];
        if (field.type === "monetary") {
            const currency = this.props.record.data.currency_id;
            return formatMonetary(this.value, {
                currencyId: currency && currency.id,
                noSymbol: this.props.noSymbol,
                trailingZeros: false,
            });
        }
        if (this.props.percentage) {
            return formatPercentage(this.value, { digits: [16, 1] });
        }
        return field.type === "integer"
            ? formatInteger(this.value)
            : formatFloat(this.value, { digits: field.digits, trailingZeros: false });
    }

    async open() {
        const { resId, resModel } = this.props.record;
        const action = await this.orm.call(resModel, "action_entries", [[resId], this.props.name]);
        await this.action.doAction(action);
    }
}

registry.category("fields").add("audit_figure", {
    component: AuditFigureField,
    displayName: "Figure that opens its entries",
    supportedTypes: ["monetary", "integer", "float"],
    // A column of amounts has no room for the currency's sign in each row.
    extractProps: (fieldInfo) => ({
        noSymbol: fieldInfo.viewType === "list",
        percentage: Boolean(fieldInfo.options.percentage),
        // What was planned has nothing behind it to open.
        plain: Boolean(fieldInfo.options.plain),
    }),
});
