import { registry } from "@web/core/registry";

const LIST = `نام و نام خانوادگی;شماره موبايل;برچسب;تعداد خرید;آخرین خرید
سارا احمدی;۰۹۱۲۱۱۱۰۰۰۱;وفادار;۱۴;۱۴۰۴/۰۵/۰۳
علی رضایی;9121110002;;2;1404/01/20
تلفن ثابت;02188776655;;1;1404/01/20
سارای دوم;09121110001;;1;1404/01/20
`;

const choose = {
    content: "choose the list",
    trigger: ".o_club_import .o_field_widget[name=file]",
    run() {
        const input = this.anchor.querySelector("input[type=file]");
        const files = new DataTransfer();
        files.items.add(new File([LIST], "old-panel.csv", { type: "text/csv" }));
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
};
const tile = (number, words) => ({ trigger: `.o_club_tile:contains('${number}'):contains('${words}')` });

/** A manager brings the members of an old panel along: checked, run, and once more for nothing. */
registry.category("web_tour.tours").add("customer_club_import", {
    url: "/odoo/club-import",
    steps: () => [
        { trigger: ".o_list_button_add, .o_control_panel_main_buttons .o_list_button_add", run: "click" },
        choose,
        { trigger: "[name=column_ids] .o_data_row:contains('شماره موبايل'):contains('شماره موبایل')" },
        { trigger: "[name=column_ids] .o_data_row:contains('تعداد خرید'):contains('تعداد بازدید')" },
        { trigger: "button[name=action_check]", run: "click" },
        tile("۲", "عضو تازه"),
        tile("۱", "تکراری در فایل"),
        { ...tile("۱", "کنار گذاشته شد"), run: "click" },
        { trigger: ".o_data_row:contains('۰۲۱۸۸۷۷۶۶۵۵'):contains('تلفن ثابت است')" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains('old-panel')", run: "click" },
        { trigger: "button[name=action_run]:contains('ورود اعضا')", run: "click" },
        { trigger: ".alert-success:contains('اعضا در باشگاه‌اند')" },
        tile("۲", "وارد شد"),
        { trigger: ".o_form_button_create", run: "click" },
        { trigger: "button[name=action_check]" },
        choose,
        { trigger: "[name=column_ids] .o_data_row:contains('شماره موبايل')" },
        { trigger: "button[name=action_check]", run: "click" },
        tile("۰", "عضو تازه"),
        tile("۲", "عضو شناخته‌شده"),
        { trigger: "button[name=action_run]:contains('ورود اعضا')", run: "click" },
        { trigger: ".alert-success:contains('کسی تکراری نمی‌شود')" },
    ],
});

/** A marketer takes the members as a list; it is written down who took it. */
registry.category("web_tour.tours").add("customer_club_export", {
    url: "/odoo/club-exports",
    steps: () => [
        { trigger: ".o_control_panel button:contains('خروجی گرفتن از اعضا')", run: "click" },
        { trigger: ".modal [name=match_count]:contains('۱')" },
        { trigger: ".modal button[name=action_export]", run: "click" },
        { trigger: ".modal button[name=action_export]:enabled" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_menu_sections button:contains('گزارش‌ها')", run: "click" },
        { trigger: ".o-dropdown--menu .dropdown-item:contains('خروجی‌ها')", run: "click" },
        { trigger: ".o_data_row:contains('اعضا') button[name=action_download]" },
    ],
});
