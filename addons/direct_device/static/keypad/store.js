/** What must survive a reload and a dead battery: the queue, the secret, the configuration.
 *
 * A key press is in the database, flushed to the disk, before anything is shown or sent. */
const STRICT = { durability: "strict" };
let opening;

function open() {
    opening ??= new Promise((resolve, reject) => {
        const request = indexedDB.open("direct-keypad", 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore("keep");
            request.result.createObjectStore("queue", { autoIncrement: true });
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    return opening;
}

/** Run `work(store)` in a transaction; resolve with its request's result once it is on disk. */
async function transact(name, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode, STRICT);
        const request = work(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
}

export const keep = {
    get: (key) => transact("keep", "readonly", (store) => store.get(key)),
    set: (key, value) => transact("keep", "readwrite", (store) => store.put(value, key)),
    clear: () => transact("keep", "readwrite", (store) => store.clear()),
};

export const queue = {
    /** Add a key press; it is on disk when this resolves. */
    add: (event) => transact("queue", "readwrite", (store) => store.add(event)),

    count: () => transact("queue", "readonly", (store) => store.count()),

    /** The oldest key presses: `{keys, events}`. */
    async oldest(limit) {
        const keys = await transact("queue", "readonly", (store) =>
            store.getAllKeys(undefined, limit)
        );
        const events = await transact("queue", "readonly", (store) => store.getAll(undefined, limit));
        return { keys, events: events.slice(0, keys.length) };
    },

    /** Forget key presses that the server has answered. */
    settle: (keys) =>
        transact("queue", "readwrite", (store) => {
            keys.forEach((key) => store.delete(key));
        }),
};
