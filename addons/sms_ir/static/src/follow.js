import { Component, onWillDestroy } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const SECONDS = 2;
const MOST = 150;

/**
 * Read a record again and again while something is under way that a scheduled action does.
 *
 * `field` names what tells so: a field that is set, or that has the given `value`.
 */
export class SmsIrFollow extends Component {
    static template = "sms_ir.Follow";
    static props = { ...standardWidgetProps, field: String, value: { type: String, optional: true } };

    setup() {
        this.looks = 0;
        const timer = browser.setInterval(() => this.look(), SECONDS * 1000);
        onWillDestroy(() => browser.clearInterval(timer));
    }

    get isUnderWay() {
        const found = this.props.record.data[this.props.field];
        return this.props.value ? found === this.props.value : Boolean(found);
    }

    async look() {
        const { record } = this.props;
        if (!this.isUnderWay) {
            this.looks = 0;
        } else if (record.resId && !record.dirty && this.looks < MOST) {
            this.looks++;
            await record.load();
        }
    }
}

registry.category("view_widgets").add("sms_ir_follow", {
    component: SmsIrFollow,
    extractProps: ({ attrs }) => ({ field: attrs.field, value: attrs.value }),
});
