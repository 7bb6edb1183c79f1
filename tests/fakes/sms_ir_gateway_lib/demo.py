"""The accounts, keys, lines and templates that a new gateway starts with."""

# name, SOAP and URL user name, SOAP password, credit, status (0: in order)
ACCOUNTS = [
    ("club", "club", "club-demo", 100000.0, 0),
    ("second", "second", "second-demo", 50000.0, 0),
    ("poor", "poor", "poor-demo", 0.0, 0),
    ("inactive", "inactive", "inactive-demo", 1000.0, 13),
    ("suspended", "suspended", "suspended-demo", 1000.0, 14),
    ("free", "free", "free-demo", 10.0, 15),
]

# key, account, sandbox, status (0: in order), allowed client addresses (empty: all)
KEYS = [
    ("club-demo-key", "club", 0, 0, ""),
    ("club-sandbox-key", "club", 1, 0, ""),
    ("club-inactive-key", "club", 0, 11, ""),
    ("club-ip-key", "club", 0, 0, "192.0.2.10"),
    ("club-second-key", "second", 0, 0, ""),
    ("club-poor-key", "poor", 0, 0, ""),
    ("club-account-inactive-key", "inactive", 0, 0, ""),
    ("club-suspended-key", "suspended", 0, 0, ""),
    ("club-free-plan-key", "free", 0, 0, ""),
]

# number, account, purpose, active (an inactive line answers 123)
LINES = [
    (30001234, "club", "service", 1),
    (10005678, "club", "advertising", 1),
    (20009999, "club", "advertising", 0),
    (30004321, "second", "service", 1),
    (10008765, "second", "advertising", 1),
    (30000000, "poor", "service", 1),
]

# id, account, text, refusal code (0: usable)
TEMPLATES = [
    (100001, "club", "کد تایید شما: #CODE#", 0),
    (
        100002,
        "club",
        "#NAME# عزیز، خوش آمدید. این بازدید شماره #COUNT# شما از #SHOP# است.",
        0,
    ),
    (100003, "club", "#NAME# عزیز، سفارش #ORDER# آماده تحویل است. #SHOP#", 0),
    (100119, "club", "قالب شخصی #NAME#", 119),
    (100124, "club", "قالب غیر اعتبارسنجی #NAME#", 124),
    (200001, "second", "کد ورود: #CODE#", 0),
]

SANDBOX_TEMPLATE = (123456, "کد تایید شما: #CODE#")
