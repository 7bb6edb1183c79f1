import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { digitsForReader } from "./club_digits";

const EVERY = 2000;
const BUSY = new Set(["checking", "running", "collecting", "testing", "sending"]);
const UNKNOWN = new Set(["checking", "collecting"]);

/**
 * How far work in the background is, in percent; while it goes on, the page looks again every two
 * seconds. The record has a field `state`.
 */
export class ClubProgressField extends Component {
    static template = "customer_club.ClubProgressField";
    static props = { ...standardFieldProps };

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.look(), EVERY);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get busy() {
        return BUSY.has(this.props.record.data.state);
    }

    get percent() {
        return Math.min(100, this.props.record.data[this.props.name]);
    }

    /** Work whose end is not known yet shows as a moving bar. */
    get unknown() {
        return UNKNOWN.has(this.props.record.data.state);
    }

    get text() {
        return this.unknown ? "…" : `${digitsForReader(Math.floor(this.percent))}٪`;
    }

    async look() {
        const record = this.props.record;
        if (this.busy && !document.hidden && !this.looking && !(await record.isDirty())) {
            this.looking = true;
            try {
                await record.load();
            } finally {
                this.looking = false;
            }
        }
    }
}

registry.category("fields").add("club_progress", {
    component: ClubProgressField,
    displayName: "Progress of background work",
    supportedTypes: ["float"],
});
