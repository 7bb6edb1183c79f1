import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { digitsForReader } from "./club_digits";
import { fromJalali, monthLength, toJalali } from "./jalali";

const YEARS_BACK = 110;
const YEARS_AHEAD = 10;

/** One month of days to choose from, in the reader's calendar, with a quick way to a year of birth. */
export class ClubDayPicker extends Component {
    static template = "customer_club.ClubDayPicker";
    static props = {
        calendar: { validate: (value) => ["jalali", "gregorian"].includes(value) },
        lang: String,
        value: { type: Object, optional: true }, // Gregorian day
        today: Object, // Gregorian day
        onSelect: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        this.jalali = this.props.calendar === "jalali";
        this.today = this.own(this.props.today);
        this.chosen = this.props.value && this.own(this.props.value);
        const { year, month } = this.chosen || this.today;
        this.state = useState({ year, month });
        this.locale = this.jalali ? "fa-IR-u-ca-persian" : this.props.lang.replace("_", "-");
        // Weeks begin on Saturday in Iran, on Monday elsewhere.
        this.firstWeekday = this.jalali ? 6 : 1;
    }

    own(day) {
        return this.jalali ? toJalali(day) : day;
    }

    gregorian(day) {
        return this.jalali ? fromJalali(day) : day;
    }

    name(day, options) {
        const { year, month, day: number } = this.gregorian(day);
        const at = new Date(0).setUTCFullYear(year, month - 1, number);
        return new Intl.DateTimeFormat(this.locale, { timeZone: "UTC", ...options }).format(at);
    }

    digits(value) {
        return digitsForReader(value, this.jalali ? "fa" : this.props.lang);
    }

    get months() {
        const { year } = this.state;
        return Array.from({ length: 12 }, (_, index) => ({
            value: index + 1,
            name: this.name({ year, month: index + 1, day: 1 }, { month: "long" }),
        }));
    }

    get years() {
        const first = Math.min(this.state.year, this.today.year - YEARS_BACK);
        const last = Math.max(this.state.year, this.today.year + YEARS_AHEAD);
        return Array.from({ length: last - first + 1 }, (_, index) => last - index);
    }

    get weekdays() {
        // 2023-01-01 was a Sunday.
        return Array.from({ length: 7 }, (_, index) =>
            new Intl.DateTimeFormat(this.locale, { weekday: "narrow", timeZone: "UTC" }).format(
                Date.UTC(2023, 0, 1 + this.firstWeekday + index)
            )
        );
    }

    /** Days of the month, after as many nulls as the first week has days of the month before. */
    get cells() {
        const { year, month } = this.state;
        const first = this.gregorian({ year, month, day: 1 });
        const weekday = new Date(Date.UTC(first.year, first.month - 1, first.day)).getUTCDay();
        const empty = (weekday - this.firstWeekday + 7) % 7;
        const length = monthLength(year, month, this.props.calendar);
        const days = Array.from({ length }, (_, index) => ({ year, month, day: index + 1 }));
        return [...Array(empty).fill(null), ...days];
    }

    same(one, two) {
        return Boolean(
            two && one.year === two.year && one.month === two.month && one.day === two.day
        );
    }

    label(day) {
        return this.name(day, { dateStyle: "full" });
    }

    move(months) {
        const index = this.state.year * 12 + this.state.month - 1 + months;
        this.state.year = Math.floor(index / 12);
        this.state.month = (index % 12) + 1;
    }

    select(day) {
        this.props.onSelect(this.gregorian(day));
        this.props.close?.();
    }

    get texts() {
        return {
            previous: _t("Previous month"),
            next: _t("Next month"),
            month: _t("Month"),
            year: _t("Year"),
            today: _t("Today"),
        };
    }
}
