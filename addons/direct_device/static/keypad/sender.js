/** Sends what waits, oldest first, until nothing does. Sending twice is safe, losing is not:
 * a key press leaves the queue only when the server has answered it. */
import { Refused, call } from "./protocol.js";
import { keep, queue } from "./store.js";

const BATCH = 200;
const LONGEST_PAUSE = 60000;

export class Sender {
    /** @param {(change: {state?: string, waiting: number}) => void} onChange */
    constructor(onChange) {
        this.onChange = onChange;
        this.listeners = new Map();
        this.state = "online";
        this.pause = 0;
        this.timer = null;
    }

    /** Resolve with the server's result for `id`, or null after `patience` milliseconds. */
    result(id, patience) {
        return new Promise((resolve) => {
            const timer = setTimeout(() => settle(null), patience);
            const settle = (result) => {
                clearTimeout(timer);
                this.listeners.delete(id);
                resolve(result);
            };
            this.listeners.set(id, settle);
        });
    }

    /** Send now; one tab at a time, one request at a time. */
    async wake() {
        clearTimeout(this.timer);
        if (this.running) {
            this.again = true;
            return this.running;
        }
        this.running = this.locked(() => this.drain());
        try {
            await this.running;
        } finally {
            this.running = null;
        }
        if (this.again) {
            this.again = false;
            return this.wake();
        }
    }

    locked(work) {
        return navigator.locks ? navigator.locks.request("direct-keypad-send", work) : work();
    }

    async drain() {
        try {
            for (;;) {
                const { keys, events } = await queue.oldest(BATCH);
                if (!keys.length) {
                    break;
                }
                await this.sendBatch(keys, events);
            }
            this.pause = 0;
            await this.change("online");
        } catch (error) {
            await this.failed(error);
        }
    }

    async sendBatch(keys, events) {
        const health = { queued: (await queue.count()) - keys.length, firmware: "tablet page 1" };
        const battery = await navigator.getBattery?.().catch(() => null);
        if (battery) {
            health.battery = Math.round(battery.level * 100);
        }
        const { answer } = await call("POST", "/direct/v1/events", { events, health });
        if (answer?.results?.length !== events.length) {
            throw new Refused(502, "not_an_answer", 0);
        }
        await queue.settle(keys);
        await keep.set("contact", Date.now());
        events.forEach((event, place) => this.listeners.get(event.id)?.(answer.results[place]));
        await this.change("online");
    }

    async failed(error) {
        const status = error instanceof Refused ? error.status : 0;
        const state = { 401: "unpaired", 403: "suspended" }[status] || "offline";
        this.pause = Math.min(Math.max(this.pause * 2, 1000), LONGEST_PAUSE);
        const wait = Math.max(this.pause * (0.5 + Math.random()), (error.retryAfter || 0) * 1000);
        await this.change(state);
        if (await queue.count()) {
            this.timer = setTimeout(() => this.wake(), wait);
        }
    }

    async change(state) {
        this.state = state;
        this.onChange({ state, waiting: await queue.count() });
    }
}
