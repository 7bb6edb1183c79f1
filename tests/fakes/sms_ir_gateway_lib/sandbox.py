"""What a sandbox key sees: made-up reports, never the account's own."""

SIMULATED_REPORT = {
    "messageId": 1_000_001,
    "mobile": 9120000000,
    "messageText": "پیام آزمایشی",
    "sendDateTime": 1_700_000_000,
    "lineNumber": 30001234,
    "cost": 1.0,
    "deliveryState": 1,
    "deliveryDateTime": 1_700_000_005,
}
SIMULATED_INBOUND = {
    "receiveReturnId": 1,
    "messageText": "پیام دریافتی آزمایشی",
    "number": 30001234,
    "mobile": 9120000000,
    "receivedDateTime": 1_700_000_000,
}
SIMULATED_PACK = {
    "packId": "11111111-2222-4333-8444-555555555555",
    "recipientCount": 1,
    "creationDateTime": 1_700_000_000,
}
SIMULATED_CREDIT = 1000.0

_ROWS = {"send": SIMULATED_REPORT, "receive": SIMULATED_INBOUND, "pack": SIMULATED_PACK}


def simulated_list(store, kind, offset):
    """Return one made-up row on the first page, then nothing."""
    if offset or store.settings["sandbox_reports"] == "empty":
        return []
    return [dict(_ROWS[kind])]
