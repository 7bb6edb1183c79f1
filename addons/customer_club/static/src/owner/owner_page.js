import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatForReader } from "../fields/club_datetime";
import { ClubDayPicker } from "../fields/club_day_picker";
import { OwnerChart } from "./owner_chart";
import { compare, formatNumber } from "./owner_numbers";

const { DateTime } = luxon;
const REMEMBERED = "customer_club.owner_period";
const KINDS = ["today", "week", "jalali_month", "month", "jalali_year", "own"];

/** How the club does, for its owner: numbers that open the records behind them. */
export class OwnerPage extends Component {
    static template = "customer_club.OwnerPage";
    static components = { Layout, OwnerChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.picker = usePopover(ClubDayPicker, { position: "bottom-start" });
        const kept = this.props.state?.asked || { kind: browser.localStorage.getItem(REMEMBERED) };
        this.state = useState({
            asked: KINDS.includes(kept.kind) && kept.kind !== "own" ? kept : { kind: "week" },
            page: null,
            loading: false,
        });
        if (kept.kind === "own" && kept.first) {
            this.state.asked = kept;
        }
        useSetupAction({ getLocalState: () => ({ asked: { ...this.state.asked } }) });
        onWillStart(async () => {
            this.manager = await user.hasGroup("customer_club.group_club_manager");
            await this.load();
        });
    }

    get display() {
        return { controlPanel: {} };
    }

    get kinds() {
        const names = {
            today: _t("Today"),
            week: _t("Week"),
            jalali_month: _t("Jalali month"),
            month: _t("Gregorian month"),
            jalali_year: _t("Jalali year"),
            own: _t("Own"),
        };
        return KINDS.map((key) => ({ key, name: names[key] }));
    }

    get texts() {
        return {
            period: _t("Period"),
            earlier: _t("Earlier"),
            later: _t("Later"),
            from: _t("From"),
            to: _t("To"),
            before: _t("Before:"),
            points: _t("points"),
            all: _t("Show all"),
            what: _t("What"),
        };
    }

    async load() {
        this.state.loading = true;
        const { kind, anchor = null, first = null, last = null } = this.state.asked;
        try {
            this.state.page = await this.keepLast.add(
                this.orm.call("club.owner", "read_page", [kind, anchor, first, last])
            );
        } finally {
            this.state.loading = false;
        }
    }

    ask(asked) {
        this.state.asked = asked;
        browser.localStorage.setItem(REMEMBERED, asked.kind);
        return this.load();
    }

    choose(kind) {
        // One's own period begins as the one that is shown.
        const { first, last } = this.state.page.period;
        return this.ask(kind === "own" ? { kind, first, last } : { kind });
    }

    /** To the span before or after; ``days`` are its first and last. */
    move([first, last]) {
        const { kind } = this.state.asked;
        return this.ask(kind === "own" ? { kind, first, last } : { kind, anchor: first });
    }

    day(name) {
        return formatForReader(DateTime.fromISO(this.state.page.period[name]), { withTime: false });
    }

    pick(event, name) {
        const { period } = this.state.page;
        const plain = (iso) => {
            const { year, month, day } = DateTime.fromISO(iso);
            return { year, month, day };
        };
        this.picker.open(event.currentTarget, {
            calendar: user.lang.startsWith("fa") ? "jalali" : "gregorian",
            lang: user.lang,
            today: plain(period.today),
            value: plain(period[name]),
            onSelect: ({ year, month, day }) => {
                const chosen = DateTime.utc(year, month, day).toISODate();
                const asked = { kind: "own", first: period.first, last: period.last, [name]: chosen };
                // A first day after the last one, or the reverse, moves the other end along.
                if (asked.first > asked.last) {
                    asked[name === "first" ? "last" : "first"] = chosen;
                }
                this.ask(asked);
            },
        });
    }

    number(value, options) {
        return formatNumber(value, options);
    }

    compare(card) {
        return compare(card);
    }

    get steps() {
        const { steps } = this.state.page.next_step;
        return steps.filter(({ group }) => !group || this.manager);
    }

    open(action) {
        if (action) {
            return this.action.doAction(action);
        }
    }
}

registry.category("actions").add("customer_club.owner_page", OwnerPage);
