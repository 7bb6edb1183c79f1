import { registry } from "@web/core/registry";

// Runs in Persian: what is waited for are the words that a Persian reader sees.
registry.category("web_tour.tours").add("crm_ladder_suggestion", {
    steps: () => [
        {
            content: "The quotation says what goes with it, and why",
            trigger: ".o_ladder_suggestions li:contains('کیک'):contains('با چای جور است')",
        },
        {
            content: "One click adds it",
            trigger: ".o_ladder_suggestions li:contains('کیک') button:contains('افزودن')",
            run: "click",
        },
        {
            content: "It is a line of the order",
            trigger: "[name='order_line'] .o_data_row:contains('کیک')",
        },
        {
            content: "And is not suggested any more",
            trigger: ".o_form_view:not(:has(.o_ladder_suggestions))",
        },
    ],
});
