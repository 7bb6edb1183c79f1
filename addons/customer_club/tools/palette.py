"""The colours of tag keys: Odoo's colour numbers and what a keypad shows for them."""

# Index = the `color` of Odoo's tags (0 = none). Chosen to keep white text readable (WCAG AA large).
HEX_BY_COLOR = (
    "#5f6368", "#e74c3c", "#d9731a", "#b8860b", "#2e86de", "#8e44ad",
    "#c0392b", "#16a085", "#34495e", "#d6336c", "#2e9e5b", "#6c4ed9",
)  # fmt: skip


def color_hex(color: int | None) -> str:
    """Return ``#rrggbb`` for Odoo's colour number; unknown numbers give the neutral grey."""
    return HEX_BY_COLOR[color] if color and 0 < color < len(HEX_BY_COLOR) else HEX_BY_COLOR[0]
