import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CARD = ".o_kanban_record:contains('سارا احمدی')";

/** A new member by hand, with a birthday typed as Iranians write it; then the same number again. */
tours.add("customer_club_sign_up_by_hand", {
    url: "/odoo/club-members",
    steps: () => [
        { trigger: ".o-kanban-button-new", run: "click" },
        { trigger: ".o_form_view h1 [name=name] :is(textarea, input)", run: "edit سارا احمدی" },
        { trigger: "[name=club_mobile] input", run: "edit ۰۹۱۲ ۱۲۳ ۴۵۶۷ && press Tab" },
        { trigger: "[name=club_birthday] input", run: "edit ۱۳۷۰/۵/۳ && press Tab" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "[name=club_joined_by]:contains('دستی')" },
        { trigger: ".o_form_button_create", run: "click" },
        { trigger: ".o_form_view:not(:has([name=club_joined_by]))" },
        { trigger: ".o_form_view h1 [name=name] :is(textarea, input)", run: "edit همان سارا" },
        { trigger: "[name=club_mobile] input", run: "edit 00989121234567 && press Tab" },
        { content: "It is said while typing", trigger: ".alert[name=club_same_mobile]:contains('سارا احمدی')" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "and when saving",
            trigger: ".modal:contains('هر نفر یک پرونده دارد') button:contains('باز کردن پرونده')",
            run: "click",
        },
        { trigger: ".o_form_view [name=club_joined_by]:contains('دستی')" },
    ],
});

const search = (typed) => [
    { trigger: ".o_searchview input", run: `edit ${typed}` },
    { trigger: ".o_searchview_autocomplete .o-dropdown-item:contains('نام یا شماره')" },
    { trigger: ".o_searchview input", run: "press Enter" },
    { content: typed, trigger: `.o_searchview_facet:contains('${typed}')` },
    { trigger: `.o_kanban_renderer:not(:has(.o_kanban_record:contains('رضا کریمی'))) ${CARD}` },
    { trigger: ".o_facet_remove", run: "click" },
    { trigger: ".o_kanban_record:contains('رضا کریمی')" },
];

/** A member is found as a clerk happens to type: four spellings, an earlier number among them. */
tours.add("customer_club_search_spellings", {
    url: "/odoo/club-members",
    steps: () => ["سارا احمدي", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "234567", "09351112233"].flatMap(search),
});

/** A company begins to ask for the birthday and for notes. */
tours.add("customer_club_record_switched_on", {
    url: "/odoo/settings",
    steps: () => [
        { trigger: ".settings_tab .tab[data-key=customer_club]", run: "click" },
        { trigger: "#club_record_birthday [name=club_record_birthday] input", run: "click" },
        { trigger: "#club_record_temperament [name=club_record_temperament] input", run: "click" },
        { trigger: ".o_form_button_save:enabled", run: "click", expectUnloadPage: true },
        { trigger: "#club_record_birthday [name=club_record_birthday] input:checked" },
    ],
});

/** The record then has a place for them, and the card shows them. */
tours.add("customer_club_record_completed", {
    url: "/odoo/club-members",
    steps: () => [
        { trigger: CARD, run: "click" },
        { trigger: "[name=club_birthday] input", run: "edit 1991-07-25 && press Tab" },
        { trigger: "[name=club_birthday] input:value('۱۳۷۰/۰۵/۰۳')" },
        { trigger: "[name=club_temperament] textarea", run: "edit آرام و خوش‌برخورد" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "[name=club_card] .o_club_note:contains('آرام')" },
    ],
});

const fromTheCogMenu = (words) => [
    { trigger: ".o_cp_action_menus button.dropdown-toggle", run: "click" },
    { trigger: `.o-dropdown--menu .o-dropdown-item:contains('${words}')`, run: "click" },
];

/** One person with two records: the second number is typed, the sum is read, and they are one. */
tours.add("customer_club_merge_members", {
    url: "/odoo/club-members",
    steps: () => [
        { trigger: CARD, run: "click" },
        { trigger: ".o_form_view [name=club_mobile]" },
        ...fromTheCogMenu("ادغام اعضا"),
        { trigger: ".modal [name=other_id] input", run: "edit ۰۹۳۵۱۱۱۲۲۳۳" },
        { trigger: ".modal .o-autocomplete--dropdown-item:contains('سارا')", run: "click" },
        { content: "Two visits and one", trigger: ".modal [name=visit_sum]:contains('۳')" },
        { trigger: ".modal button[name=action_merge]", run: "click" },
        { trigger: ".o_form_view:not(:has(.modal)) [name=club_visit_count]:contains('۳')" },
    ],
});

/** A person asks to be forgotten: the manager says why, reads what goes and what stays, and is sure. */
tours.add("customer_club_erase_a_person", {
    url: "/odoo/club-members",
    steps: () => [
        { trigger: CARD, run: "click" },
        { trigger: ".o_form_view [name=club_mobile]" },
        ...fromTheCogMenu("پاک کردن این شخص"),
        { trigger: ".modal [name=visit_count]:contains('۲')" },
        { trigger: ".modal [name=reason] :is(input, textarea)", run: "edit تلفنی خواست" },
        { trigger: ".modal footer:not(:has(button[name=action_erase]))" },
        { trigger: ".modal [name=sure] input", run: "click" },
        { trigger: ".modal button[name=action_erase]", run: "click" },
        { trigger: ".o_notification:contains('پاک شد')" },
        { trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains('سارا احمدی')))" },
    ],
});
