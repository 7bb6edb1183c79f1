// Finds the visitor's own entry: the number and the salt are hashed here and never sent.
const form = document.getElementById("own_entry");
const answer = document.getElementById("own_answer");

function asciiDigits(text) {
    return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

function e164(number) {
    const digits = asciiDigits(number).replace(/[^\d+]/g, "");
    return digits.replace(/^(\+98|0098|98(?=9\d{9}$)|0)?(9\d{9})$/, "+98$2");
}

async function personHash(salt, number) {
    const bytes = new TextEncoder().encode(`${salt.trim()}:${number}`);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    answer.textContent = "…";
    try {
        const person = await personHash(form.salt.value, e164(form.number.value));
        const reply = await fetch(`${form.action}/${person}`);
        answer.textContent = `${await reply.text()}\n${person}`;
    } catch {
        answer.textContent = form.dataset.failed;
    }
});
