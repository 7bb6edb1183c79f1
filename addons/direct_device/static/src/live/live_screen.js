import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ClubCard } from "@customer_club/card/club_card";
import { mobileForReader } from "@customer_club/fields/club_mobile";
import { formatForReader } from "@customer_club/fields/club_datetime";
import { digitsForReader } from "@customer_club/fields/club_digits";
import { useLiveUpdates } from "./live_updates";

/** A clerk's screen: who has just come, newest first, with the member's card. */
export class LiveScreen extends Component {
    static template = "direct_device.LiveScreen";
    static components = { ClubCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ arrivals: [], newest: 0 });
        onWillStart(() => this.load());
        useLiveUpdates(() => this.load());
    }

    async load() {
        const arrivals = await this.orm.silent.call("direct.event", "live_arrivals", []);
        const known = new Set(this.state.arrivals.map((arrival) => arrival.id));
        for (const arrival of arrivals) {
            arrival.fresh = Boolean(known.size) && !known.has(arrival.id);
        }
        this.state.arrivals = arrivals;
    }

    time(value) {
        return value ? formatForReader(deserializeDateTime(value)) : "";
    }

    digits(value) {
        return digitsForReader(value);
    }

    /** Who gave no name yet is called by the number. */
    name(arrival) {
        return /^[+\d\s]+$/.test(arrival.name) ? digitsForReader(arrival.name) : arrival.name;
    }

    mobile(value) {
        return mobileForReader(value);
    }

    open(arrival) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: arrival.partner_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("direct_device.live", LiveScreen);
