import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// Runs in Persian: what is waited for are the words that a Persian reader sees.
tours.add("crm_ladder_referral", {
    steps: () => [
        {
            content: "Open the page of the club",
            trigger: ".o_form_view a[name='club']",
            run: "click",
        },
        {
            content: "Who brought her?",
            trigger: "button:contains('معرف کیست؟')",
            run: "click",
        },
        {
            content: "She tells the code",
            trigger: ".modal [name='entered'] input",
            run: "edit ۴۸۳ ۲۱۷",
        },
        {
            content: "The member behind it shows at once",
            trigger: ".modal [name='note'] input",
            run: "click",
        },
        {
            content: "It is who it should be",
            trigger: ".modal [name='referrer_id'] input:value('مریم رضایی')",
        },
        {
            content: "Note it down",
            trigger: ".modal button[name='action_add']",
            run: "click",
        },
        {
            content: "The clerk reads that it counts",
            trigger: ".o_notification:contains('ثبت شد: معرف مریم رضایی است')",
        },
    ],
});

tours.add("crm_ladder_policy", {
    steps: () => [
        {
            content: "A name",
            trigger: "[name='name'] input",
            run: "edit هدیهٔ پاییز",
        },
        {
            content: "For whom: those with a tag",
            trigger: "[name='tag_ids'] input",
            run: "edit وفاداران",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('وفاداران')",
            run: "click",
        },
        {
            content: "At most so many",
            trigger: "[name='most'] input",
            run: "edit 5",
        },
        {
            content: "What is written",
            trigger: "[name='text'] textarea",
            run: "edit {نام} عزیز، چشم‌به‌راهتانیم",
        },
        {
            content: "Start",
            trigger: "button[name='action_start']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It runs",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('در حال انجام')",
        },
    ],
});

tours.add("crm_ladder_privilege", {
    steps: () => [
        {
            content: "Open the page of the club",
            trigger: ".o_form_view a[name='club']",
            run: "click",
        },
        {
            content: "What she may have",
            trigger: "[name='ladder_privilege_ids'] .o_data_row:contains('ارسال رایگان'):contains('۲ از ۲')",
        },
        {
            content: "She uses it now",
            trigger: "[name='ladder_privilege_ids'] button[name='action_use']",
            run: "click",
        },
        {
            content: "One is left",
            trigger: "[name='ladder_privilege_ids'] .o_data_row:contains('۱ از ۲')",
        },
    ],
});
