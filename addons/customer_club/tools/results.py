"""What became of texts, and what they brought: the words and spans that the reports agree on."""

# What the states of the ledger mean to somebody who asks what became of the texts.
RESULTS = {
    "delivered": ("delivered",),
    "sent": ("sent",),
    "waiting": ("planned", "held", "queued", "sending"),
    "failed": ("failed",),
    "blocked": ("blocked",),
    "unknown": ("unknown",),
    "cancelled": ("cancelled",),
}
EFFECT_DAYS = 7  # after a text, where neither the page nor the company says otherwise
USUAL_DAYS = 90  # before a text, from which the usual rate of its reader is taken
