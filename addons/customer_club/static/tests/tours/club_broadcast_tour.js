import { registry } from "@web/core/registry";

/** A marketer writes to a pasted list, looks at the preview, sends, pauses and goes on. In Persian. */
registry.category("web_tour.tours").add("customer_club_broadcast", {
    url: "/odoo/club-broadcasts",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_form_view [name=name] input", run: "edit منوی پاییز" },
        { trigger: "[name=audience] .o_radio_item:contains('فهرستی از شماره‌ها') input", run: "click" },
        { trigger: "[name=numbers] textarea", run: "edit ۰۹۱۲ ۱۲۳ ۴۵۶۷، 09121234568, سلام" },
        { trigger: "[name=text] textarea", run: "edit {نام} عزیز، منوی پاییز رسید" },
        { trigger: "[name=match_count]:contains('۲')" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name=action_preview]", run: "click" },
        { trigger: ".modal .o_club_tile:contains('۲'):contains('می‌گیرند')" },
        { trigger: ".modal [name=sample_ids] .o_data_row:contains('رضا احمدی عزیز، منوی پاییز رسید')" },
        { trigger: ".modal footer button[name=action_start]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=action_pause]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('در مکث')" },
        { trigger: "button[name=action_resume]", run: "click" },
        { trigger: "button[name=action_pause]" },
    ],
});
