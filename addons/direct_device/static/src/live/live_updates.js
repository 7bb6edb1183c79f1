import { onWillDestroy } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const WATCH = 60_000; // how often the server is told that somebody looks
const AGAIN = 1_200; // the server speaks once a second at most: look again for the rest

/**
 * Call `reload` when a keypad's entry arrives, and every minute in any case.
 *
 * @param {() => Promise<unknown>} reload
 */
export function useLiveUpdates(reload) {
    const orm = useService("orm");
    const bus = useService("bus_service");
    let again = null;

    const watch = () => orm.silent.call("direct.event", "live_watch", []);
    const onArrival = () => {
        reload();
        clearTimeout(again);
        again = setTimeout(reload, AGAIN);
    };
    watch();
    const timer = setInterval(() => {
        watch();
        reload();
    }, WATCH);
    bus.subscribe("direct_device/arrived", onArrival);
    bus.start();
    onWillDestroy(() => {
        clearInterval(timer);
        clearTimeout(again);
        bus.unsubscribe("direct_device/arrived", onArrival);
    });
}
