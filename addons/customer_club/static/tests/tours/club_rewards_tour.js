import { registry } from "@web/core/registry";

/** A level is made, a member stands on it, and gets the link to the page. A manager, in Persian. */
registry.category("web_tour.tours").add("customer_club_rewards", {
    url: "/odoo/club-levels",
    steps: () => [
        { trigger: ".o_data_row:contains('برنزی')" },
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "[name=name] input", run: "edit نقره‌ای" },
        { trigger: "[name=min_points] input", run: "edit ۲۰" },
        { trigger: "[name=benefits] textarea", run: "edit پیک رایگان" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
        { trigger: ".o_menu_sections a:contains('اعضا'), .o_menu_sections button:contains('اعضا')", run: "click" },
        {
            content: "The card tells level and points",
            trigger: ".o_kanban_record:contains('سارا') .o_club_level:contains('برنزی')",
        },
        { trigger: ".o_kanban_record:contains('سارا'):contains('۲۰ امتیاز')", run: "click" },
        { trigger: "button[name=action_club_send_page]", run: "click" },
        { trigger: ".o_notification:contains('در راه است')" },
        { trigger: "button[name=action_club_points]", run: "click" },
        { trigger: ".o_data_row:contains('بازدید شمارهٔ ۲'):contains('۱۰')" },
    ],
});
