"use strict";

const $ = (id) => document.getElementById(id);
const TEHRAN = { timeZone: "Asia/Tehran" };
const plain = new Intl.NumberFormat("fa-IR", { useGrouping: false });
const grouped = new Intl.NumberFormat("fa-IR", { maximumFractionDigits: 2 });
const format = (options) =>
  new Intl.DateTimeFormat("fa-IR-u-ca-persian", { ...TEHRAN, ...options });
const asTime = format({ hour: "2-digit", minute: "2-digit" });
const dayParts = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const asShortDay = format({ day: "numeric", month: "short" });
const asClock = format({
  day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const at = (seconds) => new Date(seconds * 1000);

// The browser's own order of these parts is not how a date is said in Persian.
function sayDay(date) {
  const parts = dayParts.formatToParts(date);
  const part = (type) => parts.find((found) => found.type === type).value;
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`;
}

const TICKS = {
  wait: ["M10 3a4.5 4.5 0 1 0 .01 0z", "M10 5.2V7.6l1.6 1"],
  one: ["m5 8 3.2 3.2L15 4"],
  two: ["m2 8 3.2 3.2L12 4", "m8.5 10.2 1 1L17 4"],
  cross: ["m6 3 8 8", "m14 3-8 8"],
};
const STATES = {
  0: ["wait", "در حال بررسی"], 1: ["two", "رسیده به گوشی"], 2: ["cross", "نرسیده به گوشی"],
  3: ["one", "در حال پردازش در مخابرات"], 4: ["cross", "نرسیده به مخابرات"],
  5: ["one", "رسیده به اپراتور"], 6: ["cross", "ناموفق"], 7: ["cross", "لیست سیاه اپراتور"],
  8: ["wait", "نامشخص"],
};
const PURPOSES = { service: "خدماتی", advertising: "تبلیغاتی" };

let current = location.hash.slice(1) || null;
let lines = [];
let drawnTabs = "";
let drawnTalk = "";
const seen = new Set(); // bubbles that have been on the screen
const read = new Map(); // number -> messages counted when its tab was last open

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text; // never markup: texts are foreign
  return node;
}

function ticks(kind, title) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 14");
  svg.setAttribute("class", `ticks ${kind}`);
  svg.setAttribute("role", "img");
  if (title) {
    const label = document.createElementNS(space, "title");
    label.textContent = title;
    svg.append(label);
  }
  for (const d of TICKS[kind]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const toPersian = (text) => text.replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]);
const spaced = (mobile) =>
  toPersian(mobile.replace(/^\+98(\d{3})(\d{3})(\d{4})$/, "0$1 $2 $3"));

function paint(avatar, mobile) {
  avatar.textContent = mobile ? toPersian(mobile.slice(-2)) : "؟";
  avatar.style.setProperty("--hue", mobile ? (Number(mobile.slice(-7)) * 47) % 360 : 245);
}

async function ask(path, options) {
  const answer = await fetch(path, options);
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error || answer.status);
  return data;
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("on");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("on"), 4000);
}

function drawTabs(data) {
  $("credit").textContent = grouped.format(data.credit);
  $("accepted").textContent = grouped.format(data.accepted);
  $("clock").textContent = asClock.format(at(data.now));
  $("time").textContent = asTime.format(at(data.now));
  lines = data.lines;
  const phones = data.phones;
  if (!current && phones.length) current = phones[0].mobile;
  for (const phone of phones) {
    const count = phone.sent + phone.received;
    if (phone.mobile === current || !read.has(phone.mobile)) read.set(phone.mobile, count);
    phone.unread = Math.max(0, count - read.get(phone.mobile));
  }
  $("none").hidden = phones.length > 0;
  const today = sayDay(at(data.now));
  const signature = JSON.stringify([phones, current, today]);
  if (signature === drawnTabs) return;
  drawnTabs = signature;
  const focused = document.activeElement?.dataset?.mobile;
  $("tabs").replaceChildren(...phones.map((phone) => {
    const tab = make("button", "tab");
    tab.type = "button";
    tab.dataset.mobile = phone.mobile;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "phone");
    tab.setAttribute("aria-selected", phone.mobile === current);
    const avatar = make("span", "avatar");
    paint(avatar, phone.mobile);
    const number = make("b", "", spaced(phone.mobile));
    number.dir = "ltr";
    number.style.textAlign = "right";
    const when = at(phone.at);
    const time = make(
      "time", "", sayDay(when) === today ? asTime.format(when) : asShortDay.format(when));
    const last = make("p", "", phone.last || "");
    last.dir = "auto";
    tab.append(avatar, number, time, last);
    if (phone.unread) tab.append(make("span", "badge", plain.format(phone.unread)));
    return tab;
  }));
  if (focused) $("tabs").querySelector(`[data-mobile="${focused}"]`)?.focus();
}

function bubble(message) {
  const mine = message.direction === "in"; // written by the customer on this phone
  const [kind, title] = mine
    ? message.read ? ["two", "خوانده‌شده در درگاه"] : ["one", "رسیده به درگاه"]
    : STATES[message.deliveryState] || ["wait", "در راه"];
  const lost = kind === "cross";
  const key = `${message.direction}${message.id}`;
  const node = make("article", `bubble ${message.direction}${lost ? " lost" : ""}`);
  if (!seen.has(key)) node.classList.add("new");
  seen.add(key);
  const from = make("div", "from");
  from.append(make("span", "", `${mine ? "به" : "از"} ${plain.format(message.line)}`));
  if (!mine) {
    const purpose = message.method === "verify" ? "قالب خدماتی" : PURPOSES[message.purpose];
    from.append(make("span", message.purpose, purpose));
    if (message.protocol === "soap") from.append(make("span", "", "SOAP"));
  }
  const text = make("p", "", message.text);
  text.dir = "auto";
  const meta = make("div", "meta");
  if (lost) meta.append(make("span", "why", title));
  if (!mine) meta.append(make("span", "", `${plain.format(message.parts)} بخش`));
  meta.append(make("time", "", asTime.format(at(message.at))), ticks(kind, title));
  node.append(from, text, meta);
  return node;
}

function drawTalk(data) {
  const signature = JSON.stringify(data.messages) + data.mobile;
  if (signature === drawnTalk) return;
  drawnTalk = signature;
  const talk = $("talk");
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 90;
  const other = $("number").textContent !== spaced(data.mobile);
  $("number").textContent = spaced(data.mobile);
  $("count").textContent = `${grouped.format(data.messages.length)} پیام`;
  paint($("avatar"), data.mobile);
  const nodes = [];
  let day = "";
  for (const message of data.messages) {
    const today = sayDay(at(message.at));
    if (today !== day) nodes.push(make("span", "day", (day = today)));
    nodes.push(bubble(message));
  }
  if (!nodes.length) nodes.push(make("p", "blank", "این گوشی هنوز پیامی ندارد."));
  talk.replaceChildren(...nodes);
  $("reply").hidden = false;
  drawLines(data.messages, other);
  if (atEnd || other) talk.scrollTop = talk.scrollHeight;
}

function drawLines(messages, fresh) {
  const select = $("line");
  const wanted = lines.map(String).join();
  if (select.dataset.lines !== wanted) {
    select.dataset.lines = wanted;
    select.replaceChildren(...lines.map((number) => new Option(plain.format(number), number)));
    fresh = true;
  }
  const last = messages.findLast((message) => lines.includes(message.line));
  if (fresh && last) select.value = String(last.line);
}

async function refresh() {
  const query = $("query").value.trim();
  const data = await ask(`/_control/phones?limit=60&q=${encodeURIComponent(query)}`);
  drawTabs(data);
  if (current) {
    drawTalk(await ask(`/_control/phones/${encodeURIComponent(current)}`));
  } else {
    $("talk").replaceChildren(make("p", "blank", "گوشی‌ای باز نیست."));
    paint($("avatar"), null);
  }
}

async function loop() {
  try {
    if (!document.hidden) await refresh();
    $("offline").hidden = true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) $("offline").hidden = false;
    else { current = null; toast(error.message); }
  }
  setTimeout(loop, 1000);
}

function open(mobile) {
  current = mobile;
  history.replaceState(null, "", `#${mobile}`);
  refresh().catch(() => {});
}

$("tabs").addEventListener("click", (event) => {
  const tab = event.target.closest(".tab");
  if (tab) open(tab.dataset.mobile);
});
$("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const tab = step && document.activeElement[step];
  if (!tab) return;
  event.preventDefault();
  tab.focus();
  open(tab.dataset.mobile);
});
$("query").addEventListener("input", () => refresh().catch(() => {}));
$("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  const written = $("query").value.trim();
  try {
    const found = await ask(`/_control/phones/${encodeURIComponent(written)}`);
    $("query").value = "";
    open(found.mobile);
  } catch {
    toast("این شماره، شماره موبایل درستی نیست.");
  }
});

async function send(text) {
  if (!text.trim() || !current) return;
  try {
    const body = JSON.stringify({ mobile: current, text, line: Number($("line").value) });
    const headers = { "Content-Type": "application/json" };
    await ask("/_control/inbound", { method: "POST", headers, body });
    $("text").value = "";
    grow();
    await refresh();
    $("talk").scrollTop = $("talk").scrollHeight;
  } catch {
    toast("پاسخ فرستاده نشد.");
  }
}
function grow() {
  $("text").style.height = "auto";
  $("text").style.height = `${Math.min($("text").scrollHeight + 2, 110)}px`;
}
$("reply").addEventListener("submit", (event) => {
  event.preventDefault();
  send($("text").value);
});
$("text").addEventListener("input", grow);
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send($("text").value);
  }
});
$("quick").addEventListener("click", (event) => {
  if (event.target.dataset.text) send(event.target.dataset.text);
});
for (const place of document.querySelectorAll("[data-ticks]")) {
  place.append(ticks(place.dataset.ticks));
}
loop();
