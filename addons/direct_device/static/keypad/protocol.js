/** The keypad protocol, version 1: signed requests. The secret never leaves the browser's keystore. */
import { keep } from "./store.js";

const TIMEOUT = 15000;
const encoder = new TextEncoder();

export class Refused extends Error {
    constructor(status, error, retryAfter) {
        super(`${status} ${error}`);
        Object.assign(this, { status, error, retryAfter });
    }
}

const hex = (buffer) =>
    Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

function importSecret(secret) {
    const raw = atob(secret.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(raw, (char) => char.charCodeAt(0));
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    // not extractable: a script that gets into the page can use it, not take it away
    return crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
}

async function send(method, path, body, headers) {
    const response = await fetch(path, {
        method,
        body,
        headers: { "Content-Type": "application/json", ...headers },
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    let answer = null;
    try {
        answer = text ? JSON.parse(text) : null;
    } catch {
        // a proxy's page: as good as no answer
        throw new Refused(response.status === 200 ? 502 : response.status, "not_json", 0);
    }
    return { response, answer };
}

async function signed(method, path, body, headers) {
    const clock = (await keep.get("clock")) || 0;
    const timestamp = String(Math.floor(Date.now() / 1000 + clock));
    const digest = hex(await crypto.subtle.digest("SHA-256", encoder.encode(body || "")));
    const message = encoder.encode(`${method}\n${path}\n${timestamp}\n${digest}`);
    const key = await keep.get("key");
    return send(method, path, body, {
        ...headers,
        "X-Direct-Device": await keep.get("serial"),
        "X-Direct-Timestamp": timestamp,
        "X-Direct-Signature": `v1=${hex(await crypto.subtle.sign("HMAC", key, message))}`,
    });
}

/** A wrong clock is put right by the server's `Date`. :return: whether that was needed */
async function setClock(response) {
    const server = Date.parse(response.headers.get("Date"));
    const clock = Math.round((server - Date.now()) / 1000);
    const before = (await keep.get("clock")) || 0;
    if (Number.isNaN(clock) || Math.abs(clock - before) < 5) {
        return false;
    }
    await keep.set("clock", clock);
    return true;
}

export async function call(method, path, data, headers = {}) {
    const body = data === undefined ? undefined : JSON.stringify(data);
    let { response, answer } = await signed(method, path, body, headers);
    if (response.status === 401 && (await setClock(response))) {
        ({ response, answer } = await signed(method, path, body, headers));
    }
    if (response.status === 304) {
        return { response, answer: null };
    }
    if (response.status !== 200) {
        const retryAfter = Number(response.headers.get("Retry-After")) || 0;
        throw new Refused(response.status, answer?.error, retryAfter);
    }
    return { response, answer };
}

/** Trade a pairing code for a serial and a secret. */
export async function pair(code) {
    const data = { code, model: "tablet page", firmware: "1" };
    const { response, answer } = await send("POST", "/direct/v1/pair", JSON.stringify(data), {});
    if (response.status !== 200) {
        throw new Refused(response.status, answer?.error, 0);
    }
    await keep.set("key", await importSecret(answer.secret));
    await keep.set("serial", answer.serial);
    await keep.set("etag", null);
}

/** Fetch the configuration if it has changed. :return: the one that holds now */
export async function fetchConfig() {
    const etag = await keep.get("etag");
    const headers = etag ? { "If-None-Match": etag } : {};
    const { response, answer } = await call("GET", "/direct/v1/config", undefined, headers);
    if (answer) {
        await keep.set("config", answer);
        await keep.set("etag", response.headers.get("ETag"));
    }
    await keep.set("contact", Date.now());
    return keep.get("config");
}

/** The time of a key press, by the server's clock as far as known, with this place's offset. */
export async function pressTime() {
    const moment = new Date(Date.now() + ((await keep.get("clock")) || 0) * 1000);
    const offset = -moment.getTimezoneOffset();
    const pad = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
    const local = new Date(moment.getTime() + offset * 60000).toISOString().slice(0, 19);
    return `${local}${offset < 0 ? "-" : "+"}${pad(offset / 60)}:${pad(offset % 60)}`;
}
