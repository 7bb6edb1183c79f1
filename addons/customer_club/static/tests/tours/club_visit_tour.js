import { registry } from "@web/core/registry";

/** A clerk without a keypad: a visit by hand, seen on the member. In Persian. */
registry.category("web_tour.tours").add("customer_club_visit_by_hand", {
    url: "/odoo/club-members",
    steps: () => [
        { trigger: ".o_menu_brand:contains('باشگاه مشتریان')" },
        {
            trigger: ".o_menu_sections button:contains('بازدیدها و پیام‌ها')",
            run: "click",
        },
        { trigger: ".o-dropdown--menu .dropdown-item:contains('ثبت بازدید')", run: "click" },
        { trigger: ".modal [name=mobile] input", run: "edit ۰۹۱۲ ۱۲۳ ۴۵۶۷" },
        { trigger: ".modal [name=tag_id] input", run: "edit قهوه" },
        { trigger: ".o-autocomplete--dropdown-item:contains('قهوه')", run: "click" },
        { trigger: ".modal button[name=action_add]", run: "click" },
        { trigger: ".o_notification:contains('بازدید ۱ ثبت شد')" },
        { trigger: ".o_form_view .o_notebook_headers a:contains('باشگاه')" },
        { trigger: "[name=club_visit_ids] .o_data_row:contains('قهوه')" },
        { trigger: "[name=club_message_ids] .o_data_row:contains('خوش آمدید')" },
    ],
});
