import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";

// Runs in Persian: what is waited for are the words that a Persian reader sees.
registry.category("web_tour.tours").add("crm_ladder_till", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm(),
            ProductScreen.clickDisplayedProduct("چای"),
            {
                content: "Under the order stands what goes with it, and why",
                trigger: ".o_ladder_till_add:contains('کیک'):contains('با چای جور است')",
                run: "click",
            },
            {
                content: "One tap adds it",
                trigger: ".order-container .orderline:contains('کیک')",
            },
            {
                content: "What is in the order is not suggested any more",
                trigger: "body:not(:has(.o_ladder_till_add))",
            },
        ].flat(),
});
