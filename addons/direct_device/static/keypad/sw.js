/* Keeps the keypad's page on the tablet, so that it opens without a network, for days.
 *
 * Only the page itself is kept. What is sent and received goes past this worker: the queue of
 * key presses lives in the page's database (store.js). */
const CACHE = "direct-keypad-2";
const PAGE = "/direct/keypad";
const FILES = [
    PAGE,
    "/direct/keypad/manifest.webmanifest",
    ...[
        "app.js", "input.js", "pairing.js", "protocol.js", "sender.js", "settings.js", "store.js",
        "texts.js", "keypad.css", "icon-192.png",
    ].map((name) => `/direct_device/static/keypad/${name}`),
];

self.addEventListener("install", (event) => {
    const fresh = FILES.map((url) => new Request(url, { cache: "reload" }));
    event.waitUntil(
        caches
            .open(CACHE)
            .then((cache) => cache.addAll(fresh))
            .then(() => self.skipWaiting())
    );
});

self.addEventListener("activate", (event) => {
    const old = (names) => names.filter((name) => name.startsWith("direct-") && name !== CACHE);
    event.waitUntil(
        caches
            .keys()
            .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
            .then(() => self.clients.claim())
    );
});

self.addEventListener("fetch", (event) => {
    const { pathname } = new URL(event.request.url);
    if (event.request.method === "GET" && FILES.includes(pathname)) {
        event.respondWith(answer(event, pathname));
    }
});

/** The kept file at once; a newer one is fetched meanwhile and serves the next start. */
async function answer(event, pathname) {
    const cache = await caches.open(CACHE);
    const kept = await cache.match(pathname);
    const fetched = fetch(pathname, { cache: "no-cache" }).then(async (response) => {
        if (response.ok) {
            await cache.put(pathname, response.clone());
        }
        return response;
    });
    if (kept) {
        event.waitUntil(fetched.catch(() => {}));
        return kept;
    }
    return fetched;
}
