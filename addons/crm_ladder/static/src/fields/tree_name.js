import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A name, moved in by the level on which it stands (field `depth`). */
export class TreeNameField extends Component {
    static template = "crm_ladder.TreeNameField";
    static props = { ...standardFieldProps };

    get name() {
        return this.props.record.data[this.props.name]?.display_name || "";
    }

    get depth() {
        return this.props.record.data.depth || 0;
    }
}

registry.category("fields").add("ladder_tree_name", {
    component: TreeNameField,
    displayName: "Name in a tree",
    supportedTypes: ["many2one"],
    fieldDependencies: [{ name: "depth", type: "integer" }],
});
