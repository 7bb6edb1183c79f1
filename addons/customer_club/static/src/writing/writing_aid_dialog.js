import { Component, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { composeText, LINKS, renderText } from "./message_text";
import { PhonePreview } from "./phone_preview";
import { TextMeter } from "./text_meter";
import { insertAtCursor, useWriting } from "./use_writing";

/** Six parts make a text, beside a phone that shows it as the customer will read it. */
export class WritingAidDialog extends Component {
    static template = "customer_club.WritingAidDialog";
    static components = { Dialog, PhonePreview, TextMeter };
    static props = {
        text: String,
        purpose: String,
        extra: { type: Array, element: String },
        use: Function,
        close: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.root = useRef("root");
        // A text that is there already is kept: the parts come after it.
        this.parts = useState({ greeting: this.props.text });
        this.sending = useState({ now: false });
        this.writing = useWriting({
            extra: () => this.props.extra,
            purpose: () => this.props.purpose,
        });
        this.writing.look(this.text);
        this.links = LINKS.map((kind) => ({ kind, ...this.linkWords[kind] }));
        this.fields = [
            {
                name: "greeting",
                label: _t("Greeting"),
                example: _t("e.g. Hello {name}, welcome to {company}!"),
            },
            { name: "slogan", label: _t("Slogan"), example: _t("e.g. Coffee as it should be") },
            {
                name: "didYouKnow",
                label: _t("Did you know?"),
                example: _t("e.g. Did you know that we roast on Mondays?"),
            },
            {
                name: "card",
                label: _t("Business card"),
                example: _t("e.g. 021 1234 5678, 12 Naderi Street"),
            },
        ];
        this.incentive = {
            label: _t("Incentive"),
            example: _t("e.g. Your second coffee is half price"),
        };
    }

    get linkWords() {
        return {
            instagram: { label: _t("Instagram"), placeholder: "ID", icon: "fa-instagram" },
            telegram: { label: _t("Telegram"), placeholder: "ID", icon: "fa-telegram" },
            whatsapp: { label: _t("WhatsApp"), placeholder: "0912…", icon: "fa-whatsapp" },
            website: { label: _t("Web site"), placeholder: "example.ir", icon: "fa-globe" },
        };
    }

    get title() {
        return _t("Writing aid");
    }

    get text() {
        return composeText(this.parts);
    }

    get preview() {
        return renderText(this.text, this.writing.facts.placeholders);
    }

    onInput(name, ev) {
        this.parts[name] = ev.target.value;
        this.last = ev.target;
        this.writing.look(this.text);
    }

    onFocus(ev) {
        this.last = ev.target;
    }

    insert(token) {
        const last = this.last?.matches("textarea") && this.last;
        insertAtCursor(last || this.root.el.querySelector("textarea"), token);
    }

    fillCard() {
        const { name, phone, address, website } = this.writing.facts.card;
        this.parts.card = [name, phone, address].filter(Boolean).join("\n");
        this.parts.website = this.parts.website || website;
        this.writing.look(this.text);
    }

    async sendTest() {
        this.sending.now = true;
        try {
            const number = await this.writing.sendTest(this.text);
            this.notification.add(_t("A test is on its way to %s.", number), {
                type: "success",
            });
        } finally {
            this.sending.now = false;
        }
    }

    async use() {
        await this.props.use(this.text);
        this.props.close();
    }
}
