import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { formatForReader } from "../fields/club_datetime";

const TIMES = ["planned_at", "held_until", "queued_at", "sending_at", "sent_at", "delivered_at", "ended_at"];
const ENDS = ["failed", "blocked", "unknown", "cancelled"];

/** What a text went through, each state with its time, and what is still to come. */
export class ClubTimeline extends Component {
    static template = "customer_club.Timeline";
    static props = { ...standardWidgetProps };

    get words() {
        return {
            planned: _t("Planned"),
            held: _t("Held until"),
            queued: _t("In the queue"),
            sending: _t("Handed to the provider"),
            sent: _t("Sent"),
            delivered: _t("Delivered to the phone"),
            failed: _t("Failed"),
            blocked: _t("Blocked"),
            unknown: _t("The outcome is not known"),
            cancelled: _t("Cancelled"),
        };
    }

    get steps() {
        const { data } = this.props.record;
        const steps = [];
        const add = (state, time, kind = "done") =>
            steps.push({ state, kind, label: this.words[state], time: formatForReader(time) });
        add("planned", data.planned_at);
        if (data.held_until) {
            add("held", data.held_until, data.state === "held" ? "waiting" : "done");
        }
        const ended = ENDS.includes(data.state);
        for (const state of ["queued", "sending", "sent", "delivered"]) {
            const time = data[`${state}_at`];
            if (time) {
                add(state, time, state === "delivered" ? "good" : "done");
            } else if (!ended && data.state !== "delivered" && state !== "sending") {
                add(state, false, "open");
            }
        }
        if (ended) {
            const kind = { unknown: "unknown", cancelled: "off" }[data.state] || "bad";
            add(data.state, data.ended_at, kind);
        }
        return steps;
    }

    icon(kind) {
        return {
            done: "fa-check-circle text-info",
            good: "fa-check-circle text-success",
            waiting: "fa-pause-circle text-warning",
            open: "fa-circle-o text-muted",
            unknown: "fa-question-circle text-warning",
            off: "fa-ban text-muted",
            bad: "fa-times-circle text-danger",
        }[kind];
    }
}

registry.category("view_widgets").add("club_timeline", {
    component: ClubTimeline,
    fieldDependencies: [
        ...TIMES.map((name) => ({ name, type: "datetime" })),
        { name: "state", type: "selection" },
        { name: "reason", type: "char" },
    ],
});
