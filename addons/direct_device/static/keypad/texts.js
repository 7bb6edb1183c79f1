/** What the page itself says; what the server says comes in the device's language already. */
const TEXTS = {
    fa: {
        connect: "اتصال به باشگاه",
        connect_help: "کد هشت‌رقمی را از صفحهٔ دستگاه در باشگاه مشتریان بخوانید و اینجا وارد کنید.",
        code: "کد اتصال",
        pin: "رمز تنظیمات",
        pin_help: "اختیاری؛ برای باز کردن تنظیمات روی همین دستگاه.",
        bad_code: "این کد درست نیست یا زمانش گذشته است.",
        slow_down: "تلاش‌ها زیاد بود؛ ده دقیقهٔ دیگر دوباره امتحان کنید.",
        no_network: "ارتباط برقرار نشد.",
        insecure: "این صفحه باید با نشانی امن (https) باز شود.",
        entry: "شمارهٔ موبایل",
        tags: "برچسب‌ها",
        type_number: "شمارهٔ موبایل خود را وارد کنید",
        choose_tag: "یک برچسب را انتخاب کنید",
        bad_number: "شمارهٔ موبایل کامل نیست",
        clear: "پاک",
        back: "حذف رقم آخر",
        done: "ثبت",
        kept: "ثبت شد؛ با برقراری ارتباط فرستاده می‌شود",
        not_kept: "ذخیره نشد؛ دوباره امتحان کنید",
        suspended: "این دستگاه معلق است",
        unpaired: "این دستگاه باید از نو متصل شود",
        online: "برقرار",
        offline: "بدون ارتباط",
        waiting: "در انتظار: {n}",
        settings: "تنظیمات",
        device: "دستگاه",
        waiting_entries: "ورودی‌های در انتظار",
        last_contact: "آخرین ارتباط",
        never: "هرگز",
        speak: "پاسخ خوانده شود",
        send_now: "همین حالا بفرست",
        fullscreen: "تمام‌صفحه",
        pair_again: "اتصال دوباره",
        close: "بستن",
        open: "باز کردن",
    },
    en: {
        connect: "Connect to the club",
        connect_help: "Read the eight digits from the keypad's form in Customer Club and type them here.",
        code: "Pairing code",
        pin: "Settings PIN",
        pin_help: "Optional; opens the settings on this device.",
        bad_code: "This code is wrong or too old.",
        slow_down: "Too many tries; try again in ten minutes.",
        no_network: "No connection.",
        insecure: "This page must be opened over a secure address (https).",
        entry: "Mobile number",
        tags: "Tags",
        type_number: "Type your mobile number",
        choose_tag: "Choose a tag",
        bad_number: "The mobile number is not complete",
        clear: "Clear",
        back: "Delete the last digit",
        done: "Enter",
        kept: "Saved; it is sent as soon as there is a connection",
        not_kept: "Not saved; please try again",
        suspended: "This keypad is suspended",
        unpaired: "This keypad must be paired anew",
        online: "Connected",
        offline: "No connection",
        waiting: "Waiting: {n}",
        settings: "Settings",
        device: "Keypad",
        waiting_entries: "Waiting entries",
        last_contact: "Last contact",
        never: "Never",
        speak: "Speak the answer",
        send_now: "Send now",
        fullscreen: "Full screen",
        pair_again: "Pair again",
        close: "Close",
        open: "Open",
    },
};

let language = (navigator.language || "fa").startsWith("en") ? "en" : "fa";

/** Take over the device's language and write all texts of the page in it. */
export function setLanguage(lang) {
    if (lang) {
        language = lang.startsWith("fa") ? "fa" : "en";
    }
    document.documentElement.lang = language;
    document.documentElement.dir = language === "fa" ? "rtl" : "ltr";
    for (const element of document.querySelectorAll("[data-text]")) {
        element.textContent = text(element.dataset.text);
    }
    for (const element of document.querySelectorAll("[data-label]")) {
        element.setAttribute("aria-label", text(element.dataset.label));
    }
}

export function text(key, values = {}) {
    return digits(TEXTS[language][key].replace(/\{(\w+)\}/g, (_match, name) => values[name]));
}

/** Digits as the reader writes them. */
export function digits(value) {
    const written = String(value);
    return language === "fa" ? written.replace(/[0-9]/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[digit]) : written;
}

export function locale() {
    return language === "fa" ? "fa-IR-u-ca-persian" : "en-GB";
}
