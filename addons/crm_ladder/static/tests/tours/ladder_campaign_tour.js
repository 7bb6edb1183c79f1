import { registry } from "@web/core/registry";

// Runs in Persian: what is waited for are the words that a Persian reader sees.
registry.category("web_tour.tours").add("crm_ladder_campaign", {
    url: "/odoo/club-campaigns",
    steps: () => [
        {
            content: "The list tells what it brought for what it cost",
            trigger: ".o_data_row:contains('مهرگان') td[name='ladder_roi']:contains('۱۳۶.۸')",
        },
        {
            content: "Open the campaign",
            trigger: ".o_data_row td:contains('مهرگان')",
            run: "click",
        },
        {
            content: "The rule stands there in words",
            trigger: "[name='ladder_rule_words']:contains('حداکثر ۳۰ روز زودتر')",
        },
        {
            content: "Planned beside actual",
            trigger: ".o_ladder_plan [name='ladder_won_reached']:contains('۶۶.۷')",
        },
        {
            content: "A figure opens its documents",
            trigger: ".o_ladder_plan [name='ladder_revenue'] button",
            run: "click",
        },
        {
            content: "Sales and returns",
            trigger: ".o_group_header:contains('برگشت از فروش')",
        },
        {
            content: "Open the sales",
            trigger: ".o_group_header:contains('فروش (3)')",
            run: "click",
        },
        {
            content: "Sara's invoice is among them",
            trigger: ".o_data_row:contains('سارا کریمی')",
        },
        {
            content: "Back to the campaign",
            trigger: ".breadcrumb-item a:contains('مهرگان')",
            run: "click",
        },
        {
            content: "A cost that no document tells",
            trigger: "a[name='ladder_costs']",
            run: "click",
        },
        {
            content: "It is there",
            trigger: "[name='ladder_cost_ids'] .o_data_row:contains('انار')",
        },
        {
            content: "Plan a little more",
            trigger: "[name='ladder_expected_customers'] input",
            run: "edit 4",
        },
        {
            content: "Count again",
            trigger: "button[name='action_ladder_refresh']",
            run: "click",
        },
        {
            content: "Half of what was expected came",
            trigger: ".o_ladder_plan [name='ladder_won_reached']:contains('۵۰')",
        },
    ],
});
