import { registry } from "@web/core/registry";

const VISITS = ".o_club_figure[data-card=visits]";

/** An owner looks at a month, opens the visits behind a number, comes back, and chooses days. */
registry.category("web_tour.tours").add("customer_club_owner_page", {
    url: "/odoo/club-overview",
    steps: () => [
        { trigger: ".o_club_kinds [data-kind=jalali_month]", run: "click" },
        { trigger: ".o_club_kinds [data-kind=jalali_month].active" },
        { content: "The visits of the month", trigger: `${VISITS} .o_club_value:contains('۳')` },
        { trigger: "[data-chart=hours] canvas" },
        { trigger: "[data-chart=tags] summary", run: "click" },
        { trigger: "[data-chart=tags] td:contains('قهوه')" },
        { trigger: `${VISITS} .o_club_value`, run: "click" },
        { content: "As many rows as the number said", trigger: ".o_list_view .o_data_row:eq(2)" },
        { trigger: ".o_list_view:not(:has(.o_data_row:eq(3)))" },
        { trigger: ".o_breadcrumb a:contains('نگاه کلی'), .o_back_button", run: "click" },
        {
            content: "The page is as it was left",
            trigger: ".o_club_kinds [data-kind=jalali_month].active",
        },
        { trigger: ".o_club_kinds [data-kind=own]", run: "click" },
        { trigger: ".o_club_period [data-day=first]", run: "click" },
        { trigger: ".o_club_day_picker .o_club_days button:contains('۲')", run: "click" },
        { trigger: ".o_club_period [data-day=first]:contains('۲ ')" },
        { trigger: ".o_club_earlier", run: "click" },
        { trigger: `.o_club_later:enabled` },
    ],
});

/** A new shop is told what to do first, and is led there. */
registry.category("web_tour.tours").add("customer_club_owner_new_shop", {
    url: "/odoo/club-overview",
    steps: () => [
        { trigger: ".o_club_next_step:contains('هنوز کسی نیامده است')" },
        { trigger: ".o_club_next_step button:contains('نخستین بازدید را ثبت کنید')", run: "click" },
        { trigger: ".modal [name=mobile]" },
    ],
});
