import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { TextMeter } from "./text_meter";
import { insertAtCursor, useWriting } from "./use_writing";
import { WritingAidDialog } from "./writing_aid_dialog";

/**
 * A text to customers: placeholders by click, parts and cost while typing, checks in words, and
 * the writing aid. Options: `purpose_field`, `reward_field` (where it is set, the text may use the
 * code and the day until which it is good), `link` (the text may use a personal link).
 */
export class ClubTextField extends Component {
    static template = "customer_club.ClubTextField";
    static components = { TextField, TextMeter };
    static props = {
        ...TextField.props,
        purposeField: { type: String, optional: true },
        rewardField: { type: String, optional: true },
        link: { type: Boolean, optional: true },
    };

    setup() {
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.state = useState({ text: this.props.record.data[this.props.name] || "" });
        this.writing = useWriting({ extra: () => this.extra, purpose: () => this.purpose });
        this.writing.look(this.state.text);
        onWillUpdateProps((props) => {
            const text = props.record.data[props.name] || "";
            if (text !== this.state.text && !this.typing) {
                this.state.text = text;
            }
            this.writing.look(this.state.text);
        });
    }

    get purpose() {
        return this.props.record.data[this.props.purposeField] || "service";
    }

    get extra() {
        const reward = this.props.record.data[this.props.rewardField] ? ["code", "until"] : [];
        return this.props.link ? [...reward, "link"] : reward;
    }

    get textProps() {
        const { purposeField, rewardField, link, ...props } = this.props;
        return props;
    }

    onInput(ev) {
        this.typing = true;
        this.state.text = ev.target.value;
        this.writing.look(this.state.text);
    }

    onChange() {
        this.typing = false;
    }

    insert(token) {
        insertAtCursor(this.root.el.querySelector("textarea"), token);
    }

    openAid() {
        this.dialog.add(WritingAidDialog, {
            text: this.state.text,
            purpose: this.purpose,
            extra: this.extra,
            use: (text) => {
                this.state.text = text;
                this.writing.look(text);
                return this.props.record.update({ [this.props.name]: text });
            },
        });
    }
}

registry.category("fields").add("club_text", {
    ...textField,
    component: ClubTextField,
    displayName: "Text to customers",
    supportedTypes: ["text", "char"],
    extractProps: (info, dynamicInfo) => ({
        ...textField.extractProps(info, dynamicInfo),
        purposeField: info.options.purpose_field,
        rewardField: info.options.reward_field,
        link: info.options.link,
    }),
});
