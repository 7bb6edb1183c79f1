"""The yearly days that most shops in Iran know. Each company starts with these and changes them."""

from .calendars import GREGORIAN, JALALI, LUNAR

# Code → calendar, month, day. The names stand in the model, where they are translated.
READY = {
    "nowruz": (JALALI, 1, 1),
    "nature": (JALALI, 1, 13),
    "teacher": (JALALI, 2, 12),
    "doctor": (JALALI, 6, 1),
    "yalda": (JALALI, 9, 30),
    "national": (JALALI, 11, 22),
    "mother": (LUNAR, 6, 20),
    "father": (LUNAR, 7, 13),
    "mid_shaban": (LUNAR, 8, 15),
    "fitr": (LUNAR, 10, 1),
    "girls": (LUNAR, 11, 1),
    "adha": (LUNAR, 12, 10),
    "ghadir": (LUNAR, 12, 18),
    "new_year": (GREGORIAN, 1, 1),
    "valentine": (GREGORIAN, 2, 14),
    "women": (GREGORIAN, 3, 8),
    "christmas": (GREGORIAN, 12, 25),
}
# A day that was seen lies this near to the one that was computed; more is a slip of the hand.
MOST_DAYS_OFF = 3
