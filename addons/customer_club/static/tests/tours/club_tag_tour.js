import { registry } from "@web/core/registry";

/** A key gets another meaning, and the star another group. A manager, in Persian. */
registry.category("web_tour.tours").add("customer_club_key_and_star", {
    url: "/odoo/club-tags",
    steps: () => [
        { trigger: ".o_kanban_record:contains('قهوه')", run: "click" },
        { trigger: "button[name=action_change_meaning]", run: "click" },
        {
            content: "How many are affected is said before anything is changed",
            trigger: ".modal .alert:contains('۲'):contains('۳')",
        },
        { trigger: ".modal .o_radio_input[data-value=retire]", run: "click" },
        { trigger: ".modal [name=name] input", run: "edit دمنوش" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view [name=name] input:value('دمنوش')" },
        {
            trigger: ".o_menu_sections button:contains('پیکربندی')",
            run: "click",
        },
        { trigger: ".o-dropdown--menu .dropdown-item:contains('گروه‌ها')", run: "click" },
        {
            trigger: ".o_data_row:contains('سازمانی') button[name=action_link_device]",
            run: "click",
        },
        {
            content: "A clear question",
            trigger: ".modal-body:contains('ستاره')",
        },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: ".o_data_row:contains('سازمانی') .o_club_star" },
    ],
});
