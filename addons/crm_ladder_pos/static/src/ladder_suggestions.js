import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { debounce } from "@web/core/utils/timing";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";

/** What else the customer may want: a short list under the order, each with its reason. */
export class LadderSuggestions extends Component {
    static template = "crm_ladder_pos.LadderSuggestions";
    static props = {};

    setup() {
        this.pos = usePos();
        this.notification = useService("notification");
        this.state = useState({ suggestions: [] });
        this.asked = 0;
        this.gone = false;
        // Not at each tap: the cashier may be quick.
        this.ask = debounce(() => this.load(), 400);
        useEffect(
            () => {
                this.ask();
            },
            () => [this.question]
        );
        onWillUnmount(() => {
            this.gone = true;
            this.ask.cancel();
        });
    }

    get order() {
        return this.pos.getOrder();
    }

    get productIds() {
        const lines = (this.order?.lines || []).filter((line) => !line.is_reward_line);
        return [...new Set(lines.map((line) => line.product_id.id))];
    }

    get question() {
        return JSON.stringify([this.productIds, this.order?.getPartner()?.id || false]);
    }

    async load() {
        const number = ++this.asked;
        const question = this.question;
        const [productIds, partnerId] = JSON.parse(question);
        let found = [];
        if (productIds.length || partnerId) {
            try {
                found = await this.pos.data.orm.silent.call("pos.config", "ladder_suggest", [
                    [this.pos.config.id],
                    productIds,
                    partnerId,
                ]);
            } catch {
                // Without a connection the till sells as before.
            }
        }
        // A later question has overtaken this one, or nobody looks any more.
        if (!this.gone && number === this.asked) {
            this.state.suggestions = found.filter((one) => this.product(one));
        }
    }

    product(suggestion) {
        return this.pos.models["product.product"].get(suggestion.product_id);
    }

    async add(suggestion) {
        const product = this.product(suggestion);
        await this.pos.addLineToCurrentOrder(
            { product_id: product, product_tmpl_id: product.product_tmpl_id },
            {},
            false
        );
        if (suggestion.code) {
            const answer = await this.pos.activateCode(suggestion.code);
            if (answer !== true) {
                this.notification.add(answer || _t("The coupon could not be used."), {
                    type: "warning",
                });
            }
        }
    }
}

patch(ProductScreen, {
    components: { ...ProductScreen.components, LadderSuggestions },
});
