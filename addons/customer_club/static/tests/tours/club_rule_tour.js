import { registry } from "@web/core/registry";

/** A marketer writes a rule and asks for whom it would fire, and why not. In Persian. */
registry.category("web_tour.tours").add("customer_club_rule", {
    url: "/odoo/club-rules",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view [name=name] input", run: "edit سومین بازدید" },
        { trigger: "[name=trigger] input", run: "click" },
        {
            trigger: ".o_select_menu_item:contains('بازدید شمارهٔ')",
            run: "click",
        },
        { trigger: "[name=visit_number] input", run: "edit 3" },
        { trigger: "[name=text] textarea", run: "edit {نام} عزیز، سومین بازدید شما مبارک" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_preview]", run: "click" },
        { trigger: ".modal .o_data_row:contains('رضا احمدی')" },
        { trigger: ".modal footer button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=action_simulate]", run: "click" },
        { trigger: ".modal [name=partner_id] input", run: "edit رضا احمدی" },
        { trigger: ".o-autocomplete--dropdown-item:contains('رضا احمدی')", run: "click" },
        { trigger: ".modal .o_data_row:contains('سومین بازدید'):contains('رضا احمدی عزیز')" },
        { trigger: ".modal [name=partner_id] input", run: "edit سارا کریمی" },
        { trigger: ".o-autocomplete--dropdown-item:contains('سارا کریمی')", run: "click" },
        { trigger: ".modal .o_data_row:contains('منتظر شمارهٔ بازدید دیگری است')" },
        { trigger: ".modal footer button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
