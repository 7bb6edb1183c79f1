import { useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";
import { user } from "@web/core/user";
import { formatMonetary } from "@web/views/fields/formatters";
import { SmsWidget } from "@sms/components/sms_widget/fields_sms_widget";
import { digitsForReader } from "./reader";
import { countSegments } from "./segments";

/**
 * Say what a text costs while it is written, as SMS.ir counts. Companies that do not send through
 * SMS.ir keep the count of their own provider.
 */
patch(SmsWidget.prototype, {
    setup() {
        super.setup(...arguments);
        // Core takes a text over when the field is left; people want to know while they write.
        this.smsIrTyped = useState({ text: "", over: null });
        useEffect(
            (area) => {
                const onInput = () => {
                    this.smsIrTyped.text = area.value;
                    this.smsIrTyped.over = this.smsIrValue;
                };
                area?.addEventListener("input", onInput);
                return () => area?.removeEventListener("input", onInput);
            },
            () => [this.textareaRef.el]
        );
    },
    get smsIrValue() {
        return this.props.record.data[this.props.name] || "";
    },
    get smsIrAccount() {
        return session.sms_ir?.[user.activeCompany?.id];
    },
    get smsIrText() {
        // The name is of mass_mailing_sms: links get longer or shorter when a mailing is sent.
        const { text: typed, over } = this.smsIrTyped;
        const text = this._getValueForSmsCounts(over === this.smsIrValue ? typed : this.smsIrValue);
        const { sms_allow_unsubscribe: withLink } = this.props.record.data;
        return withLink ? text + (this.linkReplacementsPlaceholders?.unsubscribe ?? "") : text;
    },
    /** The sentence below the text; `explanation` of core must be read after the count. */
    get smsIrSize() {
        const size = countSegments(this.smsIrText);
        void this.nbrChar;
        const room = size.units + size.left;
        const pieces = [
            _t("%(used)s of %(room)s characters", { used: size.units, room }),
            size.parts === 1 ? _t("1 part") : _t("%s parts", size.parts),
            size.encoding === "gsm7" ? _t("Latin") : _t("Persian or signs"),
        ];
        const cost = this.smsIrCost(size);
        if (cost) {
            pieces.push(_t("%s for each receiver", cost));
        }
        return pieces.map((piece) => digitsForReader(piece)).join(" · ") + this.nbrCharExplanation;
    },
    get smsIrHelp() {
        return digitsForReader(
            _t(
                "A text in Persian, with half-spaces or emoji has room for 70 characters in one part" +
                    " and 67 in each of several; a Latin text for 160 and 153. An emoji counts as two."
            )
        );
    },
    smsIrCost({ encoding, parts }) {
        const { price, latin_price: latin, currency_id: currencyId } = this.smsIrAccount;
        const each = encoding === "gsm7" && latin ? latin : price;
        return each && parts ? formatMonetary(each * parts, { currencyId }) : "";
    },
});
