import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const textOf = (selector) => document.querySelector(selector).value;

/** A marketer writes a welcome text with the aid, sees it on the phone and tries it. In Persian. */
tours.add("customer_club_writing_aid", {
    url: "/odoo/club-tags",
    steps: () => [
        { trigger: ".o_kanban_record:contains('قهوه')", run: "click" },
        { trigger: "[name=welcome_text] .o_club_meter_words:contains('۱ پیامک')" },
        { trigger: "[name=welcome_text] .o_club_open_aid", run: "click" },
        { trigger: ".o_club_aid textarea[name=slogan]", run: "edit قهوه، همان‌طور که باید باشد" },
        { trigger: ".o_club_aid input[name=instagram]", run: "edit @naderi" },
        { trigger: ".o_club_aid textarea[name=incentive]", run: "edit قهوه دوم نیم‌بهاست!" },
        { trigger: ".o_club_aid [data-name=name]", run: "click" },
        { trigger: ".o_club_phone_bubble:contains('instagram.com/naderi')" },
        { trigger: ".o_club_phone_bubble:contains('قهوه دوم نیم‌بهاست!سارا')" },
        { trigger: ".o_club_aid li[data-code=link]:contains('پیوند')" },
        { trigger: ".o_club_aid .o_club_meter_words:contains('۲ پیامک')" },
        { trigger: ".o_club_send_test:enabled", run: "click" },
        { trigger: ".o_notification:contains('۰۹۱۲۱۱۱۲۲۳۳')" },
        { trigger: ".o_club_use_text", run: "click" },
        {
            trigger: "[name=welcome_text] textarea",
            run() {
                const text = textOf("[name=welcome_text] textarea");
                if (!text.endsWith("{نام}") || !text.startsWith("سلام {نام}")) {
                    throw new Error(`the aid wrote: ${text}`);
                }
            },
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_status_indicator:not(:has(.o_form_button_save:visible))" },
    ],
});

/** Nobody knows what became of a text: a person sends it again and says why. In Persian. */
tours.add("customer_club_send_again", {
    url: "/odoo/club-messages",
    steps: () => [
        { trigger: ".o_data_row:contains('نامعلوم') [name=body]", run: "click" },
        { trigger: ".o_form_view [name=story]:contains('خوش‌آمدگویی: قهوه')" },
        { trigger: ".o_club_timeline [data-state=unknown]:contains('نامعلوم')" },
        { trigger: "button[name=action_resend]", run: "click" },
        { trigger: ".modal .alert:contains('شاید رسیده باشد')" },
        { trigger: ".modal [name=reason] input", run: "edit مشتری زنگ زد و نرسیده بود" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        { trigger: ".o_form_view [name=story]:contains('مشتری زنگ زد و نرسیده بود')" },
        { trigger: ".o_club_timeline [data-state=planned]" },
    ],
});

/** The moon was seen a day later: the Eid is corrected and stays so. In Persian. */
tours.add("customer_club_correct_eid", {
    url: "/odoo/club-occasion-days",
    steps: () => [
        { trigger: ".o_data_row:contains('عید فطر') [name=lunar_text]:contains('۱ شوال')" },
        { trigger: ".o_data_row:contains('عید فطر') [name=date]", run: "click" },
        {
            trigger: ".o_selected_row [name=date] input, .o_selected_row [name=date] button",
            run: "click",
        },
        { trigger: ".o_datetime_picker .o_date_item_cell.o_selected" },
        {
            trigger: ".o_datetime_picker .o_date_item_cell.o_selected + .o_date_item_cell",
            run: "click",
        },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: ".o_data_row:contains('عید فطر'):contains('تصحیح‌شده') [name=lunar_text]:contains('۱ شوال')" },
    ],
});
