/** Typing a number: touch, keyboard, barcode scanner; Latin, Persian and Arabic digits. */
const DIGITS = { "۰": "0", "٠": "0" };
for (let digit = 1; digit < 10; digit++) {
    DIGITS[String.fromCharCode(0x06f0 + digit)] = DIGITS[String.fromCharCode(0x0660 + digit)] =
        String(digit);
}
const MOBILE = /^(?:(?:\+|00)?98|0)?9\d{9}$|^(?:\+|00)(?!98)\d{8,15}$/;
const LONGEST = 17;

export function toDigit(key) {
    const digit = DIGITS[key] || key;
    return /^[0-9]$/.test(digit) ? digit : null;
}

export function isMobile(number) {
    return MOBILE.test(number);
}

/** The number being typed. */
export class NumberInput {
    constructor(onChange) {
        this.value = "";
        this.onChange = onChange;
    }

    add(key) {
        const digit = toDigit(key) || (key === "+" && !this.value ? "+" : null);
        if (digit && this.value.length < LONGEST) {
            this.set(this.value + digit);
        }
        return Boolean(digit);
    }

    back() {
        this.set(this.value.slice(0, -1));
    }

    clear() {
        this.set("");
    }

    set(value) {
        this.value = value;
        this.onChange(value);
    }
}
