import { registry } from "@web/core/registry";

// Runs in Persian: what is waited for are the words that a Persian reader sees.
registry.category("web_tour.tours").add("crm_ladder_customer_audit", {
    url: "/odoo/customer-audit",
    steps: () => [
        {
            content: "The day stands there in the Jalali calendar",
            trigger: "[name='day_label']:contains('۱۴')",
        },
        {
            content: "Show the audit",
            trigger: "button[name='action_show']",
            run: "click",
        },
        {
            content: "The customer is there, with Persian digits",
            trigger: ".o_data_row:contains('مریم رضایی') td[name='receivable']:contains('۷۰')",
        },
        {
            content: "A figure opens its entries",
            trigger: ".o_data_row:contains('مریم رضایی') td[name='receivable'] button",
            run: "click",
        },
        {
            content: "They are journal items of that customer",
            trigger: ".o_breadcrumb:contains('ماندهٔ حساب دریافتنی برای مریم رضایی')",
        },
        {
            content: "Back to the audit",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "What ties it to the ledger",
            trigger: "button[name='action_run_control']",
            run: "click",
        },
        {
            content: "It ties",
            trigger: "[name='control_ids'] .o_data_row:contains('ماندهٔ حساب دریافتنی، همهٔ مشتریان')",
        },
        {
            content: "Order the workbook",
            trigger: "button[name='action_workbook']",
            run: "click",
        },
        {
            content: "It is being written",
            trigger: ".o_notification:contains('کارپوشه در حال ساخته‌شدن است')",
        },
    ],
});
