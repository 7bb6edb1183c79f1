import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { formatNumber } from "./owner_numbers";

// Of Odoo's own palette, which is made for bright and dark pages: teal, blue, orange, purple.
const COLORS = ["#43C5B1", "#4EA7F2", "#F4A261", "#8481DD"];

/** A chart of the owner's page: bars, and lines over them. A click on a place opens its records. */
export class OwnerChart extends Component {
    static template = "customer_club.OwnerChart";
    static props = {
        chart: Object,
        open: Function, // called with an action
    };

    setup() {
        this.canvas = useRef("canvas");
        this.drawn = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.chart]
        );
        onWillUnmount(() => this.drawn?.destroy());
    }

    get empty() {
        return !this.props.chart.series.some(({ values }) => values.some((value) => value));
    }

    get texts() {
        return { empty: _t("Nothing in this period"), numbers: _t("The numbers") };
    }

    /** Rows for those who read numbers rather than bars: only the places where there is something. */
    get rows() {
        const { titles, series, open } = this.props.chart;
        return titles
            .map((title, index) => ({
                title,
                open: open[index],
                values: series.map(({ values }) => values[index]),
            }))
            .filter(({ values }) => values.some((value) => value));
    }

    format(value) {
        return formatNumber(value);
    }

    draw() {
        this.drawn?.destroy();
        this.drawn = null;
        if (this.canvas.el && !this.empty) {
            this.drawn = new window.Chart(this.canvas.el, this.config);
        }
    }

    get config() {
        const { chart } = this.props;
        const scheme = cookie.get("color_scheme");
        const rtl = localization.direction === "rtl";
        const ink = getCustomColor(scheme, "#111827", "#E4E4E4");
        const font = { family: getComputedStyle(document.body).fontFamily };
        const places = { grid: { display: false }, ticks: { color: ink, font }, stacked: true };
        const amounts = {
            beginAtZero: true,
            stacked: true,
            grid: { color: getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)") },
            ticks: { color: ink, font, precision: 0, callback: (value) => formatNumber(value) },
        };
        // Time runs as the reader reads; the scale of amounts stands where reading begins.
        const along = { reverse: rtl };
        const across = { position: rtl ? "right" : "left" };
        return {
            type: "bar",
            data: {
                labels: chart.labels,
                datasets: chart.series.map(({ label, values, line }, index) => ({
                    label,
                    data: values,
                    type: line ? "line" : "bar",
                    order: line ? 0 : 1,
                    stack: line ? "line" : "bars",
                    backgroundColor: COLORS[index % COLORS.length],
                    borderColor: COLORS[index % COLORS.length],
                    borderWidth: line ? 2 : 0,
                    pointRadius: 2,
                    borderRadius: 3,
                })),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                indexAxis: chart.lying ? "y" : "x",
                interaction: { mode: "index", intersect: false, axis: chart.lying ? "y" : "x" },
                scales: chart.lying
                    ? { x: { ...amounts, ...along }, y: { ...places, ...across } }
                    : { x: { ...places, ...along }, y: { ...amounts, ...across } },
                plugins: {
                    legend: {
                        rtl,
                        textDirection: localization.direction,
                        labels: { color: ink, font, boxWidth: 12 },
                    },
                    tooltip: {
                        rtl,
                        textDirection: localization.direction,
                        titleFont: font,
                        bodyFont: font,
                        callbacks: {
                            title: ([item]) => chart.titles[item.dataIndex],
                            label: ({ dataset, raw }) => `${dataset.label}: ${formatNumber(raw)}`,
                        },
                    },
                },
                onHover: ({ native }, places) => {
                    native.target.style.cursor = places.length ? "pointer" : "";
                },
                onClick: (_event, places) => {
                    if (places.length) {
                        this.openPlace(chart.open[places[0].index]);
                    }
                },
            },
        };
    }

    openPlace(action) {
        if (action) {
            this.props.open(action);
        }
    }
}
