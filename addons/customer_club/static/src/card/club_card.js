import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatForReader } from "../fields/club_datetime";
import { digitsForReader } from "../fields/club_digits";

const STATE_ICONS = {
    delivered: "fa-check-circle text-success",
    sent: "fa-check text-info",
    sending: "fa-paper-plane-o text-info",
    queued: "fa-clock-o text-info",
    planned: "fa-clock-o text-muted",
    held: "fa-pause-circle text-warning",
    unknown: "fa-question-circle text-warning",
    failed: "fa-times-circle text-danger",
    blocked: "fa-ban text-danger",
};

/** What a clerk reads in two seconds about a member: see `res.partner._club_card`. */
export class ClubCard extends Component {
    static template = "customer_club.ClubCard";
    static props = { card: Object };

    get card() {
        return this.props.card;
    }

    get birthday() {
        const away = this.card.birthday_in;
        if (away === false || away === undefined) {
            return "";
        }
        if (away === 0) {
            return _t("Birthday today");
        }
        return away === 1
            ? _t("Birthday tomorrow")
            : _t("Birthday in %s days", digitsForReader(away));
    }

    get points() {
        const numbers = new Intl.NumberFormat(user.lang.startsWith("fa") ? "fa-IR" : "en-US", {
            maximumFractionDigits: 2,
        });
        return (this.card.points || []).map(
            ({ balance, name }) => `${numbers.format(balance)} ${name}`
        );
    }

    get message() {
        const { message } = this.card;
        return (
            message && {
                ...message,
                icon: STATE_ICONS[message.state] || "fa-envelope-o",
                when: formatForReader(deserializeDateTime(message.at)),
            }
        );
    }
}

export class ClubCardField extends Component {
    static template = "customer_club.ClubCardField";
    static components = { ClubCard };
    static props = { ...standardFieldProps };

    get card() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("club_card", {
    component: ClubCardField,
    displayName: _t("Member's card"),
    supportedTypes: ["json"],
});
