import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { digitsForReader } from "../fields/club_digits";
import { renderText } from "./message_text";
import { measure } from "./sms_parts";

/** Letters, parts and cost of a text as it is typed, and what else is to be said about it. */
export class TextMeter extends Component {
    static template = "customer_club.TextMeter";
    static props = { text: String, facts: Object, findings: Array };

    get measure() {
        return measure(renderText(this.props.text, this.props.facts.placeholders));
    }

    get words() {
        const { units, room, parts } = this.measure;
        const words = _t("%(parts)s SMS · %(units)s of %(room)s letters", { parts, units, room });
        return digitsForReader(words);
    }

    get cost() {
        const { price, currency_id } = this.props.facts;
        if (!price || !this.measure.parts) {
            return "";
        }
        const cost = price * this.measure.parts;
        const digits = Number.isInteger(cost) ? [16, 0] : undefined;
        const amount = formatCurrency(cost, currency_id, { digits });
        return digitsForReader(_t("%s a customer", amount));
    }

    get percent() {
        const { units, room } = this.measure;
        return Math.min(100, Math.round((100 * units) / room));
    }
}
