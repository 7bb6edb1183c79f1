/** The keypad's page: what is shown and what happens on a key. */
import { NumberInput, isMobile, toDigit } from "./input.js";
import { proposeCode, watchPairing } from "./pairing.js";
import { fetchConfig, pressTime } from "./protocol.js";
import { Sender } from "./sender.js";
import { onSettings } from "./settings.js";
import { keep, queue } from "./store.js";
import { digits, setLanguage, text } from "./texts.js";

const ANSWER_SECONDS = 6;
const FORGET_SECONDS = 30; // a number that somebody typed and left
const PATIENCE = 4000; // how long a customer waits for the visit's number
const CONFIG_MINUTES = 5;
const DOUBLE_TAP = 800; // a finger that trembles on a tag is not a mistake to complain of

const $ = (id) => document.getElementById(id);
const show = (name) => ["pairing", "keypad"].forEach((id) => ($(id).hidden = id !== name));

let config = null;
let choosing = false; // the number is typed, a digit now means a tag
let pressedAt = 0;
let latest = null; // the key press whose answer is shown
let answerTimer, forgetTimer, configTimer;

const sender = new Sender(showState);
const number = new NumberInput((value) => {
    $("number").textContent = value ? digits(value) : text("type_number");
    $("number").classList.toggle("empty", !value);
    choosing = false;
    $("tags").classList.remove("choosing");
    clearTimeout(forgetTimer);
    if (value) {
        forgetTimer = setTimeout(() => number.clear(), FORGET_SECONDS * 1000);
    }
});

// The keypad --------------------------------------------------------------------------------------

function button(label, action, { name, color, key } = {}) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = label;
    if (name) {
        element.setAttribute("aria-label", name);
    }
    if (color) {
        element.style.setProperty("--tag", color);
    }
    if (key) {
        const badge = document.createElement("kbd");
        badge.textContent = digits(key);
        element.prepend(badge);
    }
    element.addEventListener("click", action);
    return element;
}

function drawKeys() {
    const keys = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) =>
        button(digits(digit), () => typed(digit))
    );
    keys.push(button(text("clear"), () => number.clear()));
    keys.push(button(digits(0), () => typed(0)));
    keys.push(button("⌫", () => number.back(), { name: text("back") }));
    $("keys").replaceChildren(...keys);
}

function typed(digit) {
    hideAnswer();
    number.add(String(digit));
}

function drawTags() {
    const tags = config.tags.map((tag) =>
        button(tag.title, () => press(tag.key), { color: tag.color, key: tag.key })
    );
    if (!config.tag_required) {
        tags.push(button(text("done"), () => press(null), { color: "#4a5a6a" }));
    }
    $("tags").replaceChildren(...tags);
}

function draw() {
    setLanguage(config.lang);
    document.title = config.company;
    $("shop").textContent = config.company;
    drawKeys();
    drawTags();
    number.clear();
    show("keypad");
}

/** A key press: on disk first, then sent, then shown. Nobody waits for the one before. */
async function press(tag) {
    const mobile = number.value;
    if (!mobile && Date.now() - pressedAt < DOUBLE_TAP) {
        return;
    }
    if (!isMobile(mobile)) {
        return say(text(mobile ? "bad_number" : "type_number"), "bad");
    }
    pressedAt = Date.now();
    number.clear();
    document.activeElement?.blur();
    const event = { id: crypto.randomUUID(), at: await pressTime(), mobile };
    if (tag !== null) {
        event.tag = tag;
    }
    latest = event.id;
    const result = sender.result(event.id, PATIENCE);
    try {
        await queue.add(event);
    } catch {
        number.set(mobile);
        return say(text("not_kept"), "bad");
    }
    say("…", "wait");
    sender.wake();
    const answer = await Promise.race([result, offline()]);
    if (latest === event.id) {
        showAnswer(answer);
    }
}

/** Resolves only when there is plainly no network: nobody waits in vain. */
function offline() {
    return new Promise((resolve) => {
        if (!navigator.onLine) {
            setTimeout(() => resolve(null), 300);
        }
    });
}

function showAnswer(result) {
    if (!result) {
        const known = { suspended: "suspended", unpaired: "unpaired" }[sender.state];
        say(known ? `${text("kept")} (${text(known)})` : text("kept"), "kept");
    } else if (result.status === "rejected") {
        say(result.message, "bad");
    } else {
        say(result.display, "good");
    }
}

function say(message, kind) {
    $("answer").hidden = false;
    $("answer").className = kind;
    $("answer-text").textContent = message;
    clearTimeout(answerTimer);
    if (kind !== "wait") {
        answerTimer = setTimeout(hideAnswer, ANSWER_SECONDS * 1000);
        keep.get("speak").then((speak) => speak && speakOut(message));
    }
}

function hideAnswer() {
    $("answer").hidden = true;
    $("answer-text").textContent = "";
}

function speakOut(message) {
    const utterance = new SpeechSynthesisUtterance(message);
    utterance.lang = document.documentElement.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
}

// Keyboard and scanner: digits, Enter, then the tag's digit --------------------------------------

function onKey(event) {
    if ($("keypad").hidden || document.querySelector("dialog[open]") || event.ctrlKey) {
        return;
    }
    const onButton = document.activeElement?.closest("#keys button, #tags button, #status");
    const digit = toDigit(event.key);
    if (choosing && digit) {
        press(Number(digit));
    } else if (event.key === "Enter" && !onButton) {
        enter();
    } else if (event.key === "Backspace") {
        number.back();
    } else if (event.key === "Escape") {
        number.clear();
        hideAnswer();
    } else if (/^F[1-8]$/.test(event.key)) {
        press(Number(event.key[1]));
    } else if (!number.add(event.key)) {
        return;
    }
    if (toDigit(event.key) && number.value) {
        hideAnswer();
    }
    event.preventDefault();
}

function enter() {
    if (!isMobile(number.value)) {
        say(text(number.value ? "bad_number" : "type_number"), "bad");
    } else if (!config.tag_required) {
        press(null);
    } else if (config.tags.length === 1) {
        press(config.tags[0].key);
    } else {
        choosing = true;
        $("tags").classList.add("choosing");
        $("tags").querySelector("button")?.focus();
    }
}

// State and configuration -----------------------------------------------------------------------

function showState({ state, waiting }) {
    $("dot").className = state;
    const words = text({ online: "online", offline: "offline" }[state] || state);
    $("waiting").textContent = waiting ? text("waiting", { n: waiting }) : "";
    $("status").setAttribute("aria-label", `${words} ${$("waiting").textContent}`);
    $("about-waiting").textContent = digits(waiting);
}

async function refreshConfig() {
    clearTimeout(configTimer);
    configTimer = setTimeout(refreshConfig, CONFIG_MINUTES * 60000);
    const before = JSON.stringify(config);
    try {
        config = await fetchConfig();
        sender.wake();
    } catch (error) {
        await sender.failed(error);
    }
    if (config && JSON.stringify(config) !== before) {
        draw();
    }
}

async function keepAwake() {
    if (document.visibilityState === "visible") {
        await navigator.wakeLock?.request("screen").catch(() => {});
        sender.wake();
    }
}

// Start --------------------------------------------------------------------------------------------

async function start() {
    setLanguage();
    if (!window.isSecureContext) {
        $("pairing-message").textContent = text("insecure");
        return show("pairing");
    }
    navigator.serviceWorker?.register("/direct/keypad/sw.js", { scope: "/direct/keypad" });
    watchPairing(refreshConfig);
    onSettings({
        sendNow: () => refreshConfig(),
        pairAgain() {
            show("pairing");
            $("code").focus();
        },
    });
    document.addEventListener("keydown", onKey);
    // A finger leaves no focus behind: a scanner's Enter must not press the last tag again.
    document.addEventListener("click", (event) => {
        if (event.detail && !event.target.closest("input, dialog")) {
            document.activeElement?.blur();
        }
    });
    document.addEventListener("contextmenu", (event) => event.preventDefault());
    document.addEventListener("visibilitychange", keepAwake);
    window.addEventListener("online", () => refreshConfig());
    window.addEventListener("offline", () => sender.change("offline"));
    config = await keep.get("config");
    if (proposeCode() || !(await keep.get("key"))) {
        return show("pairing");
    }
    if (config) {
        draw();
    }
    showState({ state: sender.state, waiting: await queue.count() });
    keepAwake();
    refreshConfig();
}

start();
