import { registry } from "@web/core/registry";

// Runs in Persian: what is waited for are the words that a Persian reader sees.
registry.category("web_tour.tours").add("crm_ladder_member", {
    url: "/odoo/club-members",
    steps: () => [
        {
            content: "The card shows the rung",
            trigger: ".o_kanban_record:contains('مریم رضایی') .o_club_rung:contains('تکرار خرید')",
        },
        {
            content: "Open the member",
            trigger: ".o_kanban_record:contains('مریم رضایی')",
            run: "click",
        },
        {
            content: "Open the page of the club",
            trigger: ".o_form_view a[name='club']",
            run: "click",
        },
        {
            content: "The reason stands there in Persian, with Persian digits",
            trigger: "[name='ladder_reason']:contains('خریدها: ۲ (دست‌کم ۲)')",
        },
        {
            content: "So does the way on the ladder",
            trigger: "[name='ladder_move_ids'] .o_data_row:contains('مشتری')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_ladder_trial", {
    url: "/odoo/ladder-trials/new",
    steps: () => [
        {
            content: "A trial begins with the rules in force",
            trigger: "[name='criterion_ids'] .o_data_row:contains('تکرار خرید')",
        },
        {
            content: "Try them",
            trigger: "button[name='action_try']",
            run: "click",
        },
        {
            content: "It runs in the background",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('در حال انجام')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_ladder_case", {
    url: "/odoo/ladder-cases",
    steps: () => [
        {
            content: "Open the complaint",
            trigger: ".o_data_row:contains('مریم رضایی') td[name='partner_id']",
            run: "click",
        },
        {
            content: "Take it up",
            trigger: "button[name='action_take_up']",
            run: "click",
        },
        {
            content: "Somebody works on it",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('در دست پیگیری')",
        },
        {
            content: "Solve it",
            trigger: "button[name='action_solve']:enabled",
            run: "click",
        },
        {
            content: "It is solved",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('حل شد')",
        },
        {
            content: "Write what the customer is told",
            trigger: "[name='closing_text'] textarea",
            run: "edit {name}، تعویض شد و منتظر شماست",
        },
        {
            content: "Close it",
            trigger: "button[name='action_close']",
            run: "click",
        },
        {
            content: "It is closed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('بسته شد')",
        },
    ],
});

// The whole life of a benefit, from the draft to the list of the chosen.
registry.category("web_tour.tours").add("crm_ladder_benefit", {
    url: "/odoo/ladder-benefits/new",
    steps: () => [
        {
            content: "Ten hotel rooms",
            trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
            run: "edit دو اتاق هتل",
        },
        {
            content: "Two of them",
            trigger: ".o_field_widget[name='units'] input",
            run: "edit 2",
        },
        {
            content: "Compare the rules before anything is decided",
            trigger: "button[name='action_preview']",
            run: "click",
        },
        {
            content: "Six rules side by side",
            trigger: ".modal [name='line_ids'] .o_data_row:nth-child(6):contains('قرعه‌کشی میان خریداران')",
        },
        {
            content: "Close",
            trigger: ".modal footer button:contains('بستن')",
            run: "click",
        },
        {
            content: "Open it",
            trigger: "body:not(:has(.modal)) button[name='action_open']",
            run: "click",
        },
        {
            content: "Commit to the list",
            trigger: "button[name='action_commit']",
            run: "click",
        },
        {
            content: "Sure",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "Draw",
            trigger: "body:not(:has(.modal)) button[name='action_decide']",
            run: "click",
        },
        {
            content: "Sure again",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "Who was chosen?",
            trigger: "a[name='awards']",
            run: "click",
        },
        {
            content: "The chosen stand there",
            trigger: "[name='award_ids'] .o_data_row:contains('پیشنهادشده')",
        },
        {
            content: "And the proof",
            trigger: "a[name='proof']",
            run: "click",
        },
        {
            content: "With the seed",
            trigger: "[name='shown_seed'] span:not(:empty)",
        },
    ],
});
