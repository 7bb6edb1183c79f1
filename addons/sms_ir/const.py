"""Names and limits that several parts of the add-on share."""

DEFAULT_BASE_URL = "https://api.sms.ir/v1"
DEFAULT_WSDL = "http://ip.sms.ir/ws/SendReceive.asmx?wsdl"

PURPOSES = [("service", "Service"), ("advertising", "Advertising")]

# Failures that this add-on adds to Odoo's own, on messages and on notifications.
FAILURE_TYPES = [
    ("sms_outcome_unknown", "Outcome Not Known"),
    ("sms_ir_request", "Refused by SMS.ir"),
    ("sms_ir_content", "Text Not Approved"),
    ("sms_ir_template", "Approved Template Not Usable"),
    ("sms_ir_configuration", "Sender Line Not Usable"),
]
# Failures that core has on messages but not on notifications.
NOTIFICATION_FAILURE_TYPES = [
    ("sms_blacklist", "Blacklisted"),
    ("sms_duplicate", "Duplicate"),
    ("sms_optout", "Opted Out"),
]

# Messages claimed at a time: big enough to fill parallel calls, small enough that a service
# message that arrives during a large mailing waits for one round only.
CLAIM_SIZE = 800
# Class of the advisory locks by which one worker at a time sends for an account.
SENDER_LOCK = 0x534D5349
