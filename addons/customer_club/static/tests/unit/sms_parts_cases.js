/* One table for the two counters: `measure` in static/src/writing/sms_parts.js and in
   tools/sms_parts.py. Each row: text, how often it is repeated, then unicode, units, parts, room.
   What follows the equals sign is JSON: the Python test reads it as such. */
export const CASES = [
    ["", 1, false, 0, 0, 160],
    ["a", 160, false, 160, 1, 160],
    ["a", 161, false, 161, 2, 306],
    ["a", 306, false, 306, 2, 306],
    ["a", 307, false, 307, 3, 459],
    ["€", 80, false, 160, 1, 160],
    ["€", 81, false, 162, 2, 306],
    ["^{}\\[~]|", 20, false, 320, 3, 459],
    ["س", 70, true, 70, 1, 70],
    ["س", 71, true, 71, 2, 134],
    ["س", 134, true, 134, 2, 134],
    ["س", 135, true, 135, 3, 201],
    ["می‌خواهم ", 8, true, 72, 2, 134],
    ["a\u200c", 35, true, 70, 1, 70],
    ["😀", 35, true, 70, 1, 70],
    ["😀", 36, true, 72, 2, 134],
    ["Hello ñ Ω\n", 16, false, 160, 1, 160],
    ["café ç", 1, true, 6, 1, 70],
    ["۱۲۳", 1, true, 3, 1, 70]
]
