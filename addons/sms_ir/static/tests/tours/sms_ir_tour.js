import { registry } from "@web/core/registry";

/** What a text costs is said while it is written, in Persian. */
registry.category("web_tour.tours").add("sms_ir_size_of_a_text", {
    steps: () => [
        { trigger: ".o_form_view [name=body] textarea", run: "edit سلام" },
        { trigger: ".o_sms_ir_count:contains('۴ از ۷۰ نویسه'):contains('۱ بخش')" },
        { trigger: ".o_sms_ir_count:contains('۵۰۰')" },
        { trigger: ".o_form_view [name=body] textarea", run: "edit Hello [x]" },
        { trigger: ".o_sms_ir_count:contains('۱۱ از ۱۶۰ نویسه'):contains('لاتین')" },
        { trigger: ".o_form_view [name=body] textarea", run: `edit ${"س".repeat(72)}` },
        { trigger: ".o_sms_ir_count:contains('۷۲ از ۱۳۴ نویسه'):contains('۲ بخش')" },
        { trigger: ".o_sms_ir_count:contains('۱٬۰۰۰'), .o_sms_ir_count:contains('۱,۰۰۰')" },
        { trigger: ".o_form_button_cancel", run: "click" },
    ],
});

/** An account is tried with one message; the form says what became of it. */
registry.category("web_tour.tours").add("sms_ir_test_send", {
    steps: () => [
        { trigger: ".o_form_view button:contains('ارسال آزمایشی')", run: "click" },
        { trigger: ".modal [name=number] input", run: "edit ۰۹۱۲ ۱۲۳ ۴۵۶۷" },
        { trigger: ".modal button[name=action_send]", run: "click" },
        { trigger: ".modal .alert-info:contains('در صف')" },
        { trigger: ".modal .o_sms_ir_follow" },
    ],
});

registry.category("web_tour.tours").add("sms_ir_test_arrived", {
    steps: () => [{ trigger: ".alert-success:contains('به گوشی رسید')" }],
});
