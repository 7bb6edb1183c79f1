import { Component, onMounted } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What else the customer may want, each with its reason, and one click to add it. */
export class LadderSuggestionsField extends Component {
    static template = "crm_ladder.LadderSuggestionsField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        onMounted(() => this.noteShown());
    }

    get suggestions() {
        return this.props.record.data[this.props.name] || [];
    }

    get label() {
        return { cross: _t("Goes with it"), up: _t("A better one") };
    }

    image(suggestion) {
        return `/web/image/product.product/${suggestion.product_id}/image_128`;
    }

    /** An offer that was seen counts as shown; once, whoever looks again. */
    async noteShown() {
        const { resId } = this.props.record;
        if (resId && this.suggestions.some((one) => one.offer_line_id)) {
            await this.orm.silent.call("sale.order", "action_ladder_shown", [[resId]]);
        }
    }

    async add(suggestion) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call("sale.order", "action_ladder_add", [
            [record.resId],
            suggestion.product_id,
        ]);
        await record.load();
    }
}

registry.category("fields").add("ladder_suggestions", {
    component: LadderSuggestionsField,
    displayName: _t("Suggestions"),
    supportedTypes: ["json"],
});
