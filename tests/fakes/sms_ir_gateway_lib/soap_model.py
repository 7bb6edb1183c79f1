"""The operations and types of the old SOAP service, as far as their names are known.

Only names and parameters survive in public clients. What is our own reading is kept here,
in one table from which both the WSDL and the marshalling follow.
"""

from dataclasses import dataclass

SERVICE = "SendReceive"

# Complex types: name -> [(member, type)]; a "?" marks a nullable value type.
TYPES = {
    "WebServiceSmsSend": [
        ("IsFlash", "boolean"),
        ("MessageBody", "string"),
        ("MobileNo", "long"),
    ],
    "SMSLineNumber": [("ID", "int"), ("LineNumber", "string")],
    "ReceivedMessage": [
        ("ID", "long"),
        ("LineNumber", "string"),
        ("SMSMessageBody", "string"),
        ("LatinReceiveDateTime", "dateTime"),
        ("MobileNo", "long"),
    ],
    "SentMessage": [
        ("ID", "long"),
        ("BatchKey", "string"),
        ("LineNumber", "string"),
        ("MobileNo", "long"),
        ("SMSMessageBody", "string"),
        ("SendDateTime", "dateTime"),
        ("DeliveryStateID", "int?"),
        ("DeliveryStatus", "string"),
    ],
}

# Array types: name -> (element name, element type)
ARRAYS = {
    "ArrayOfLong": ("long", "long"),
    "ArrayOfString": ("string", "string"),
    "ArrayOfWebServiceSmsSend": ("WebServiceSmsSend", "WebServiceSmsSend"),
    "ArrayOfSMSLineNumber": ("SMSLineNumber", "SMSLineNumber"),
    "ArrayOfReceivedMessage": ("ReceivedMessage", "ReceivedMessage"),
    "ArrayOfSentMessage": ("SentMessage", "SentMessage"),
}

VALUE_TYPES = {"boolean", "int", "long", "double", "dateTime", "guid"}
GUID_PATTERN = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"


@dataclass(frozen=True)
class Operation:
    """Parameters after the login, result type, and the by-ref parameters answered back."""

    parameters: tuple
    result: str
    by_ref: tuple = (("message", "string"),)

    @property
    def request(self):
        """All parameters in their order on the wire; ``message`` is always the last."""
        login = (("userName", "string"), ("password", "string"))
        return (*login, *self.parameters, ("message", "string"))


_DATES = (("fromDate", "dateTime"), ("toDate", "dateTime"))

OPERATIONS = {
    "SendMessageWithLineNumber": Operation(
        (
            ("mobileNos", "ArrayOfLong"),
            ("messages", "ArrayOfString"),
            ("lineNumber", "string"),
            ("sendDateTime", "dateTime"),
        ),
        "ArrayOfLong",
    ),
    "SendMessage": Operation(
        (
            ("sendDetails", "ArrayOfWebServiceSmsSend"),
            ("smsLineID", "int"),
            ("sendSince", "dateTime?"),
        ),
        "ArrayOfLong",
    ),
    "GetSMSLines": Operation((), "ArrayOfSMSLineNumber"),
    "GetReceivedMessages": Operation(_DATES, "ArrayOfReceivedMessage"),
    "GetSentMessages": Operation(_DATES, "ArrayOfSentMessage"),
    "GetSentMessageStatusByID": Operation((("messageID", "long"),), "SentMessage"),
    "GetSentMessageStatus": Operation(
        (
            ("batchKey", "guid"),
            ("requestedPageNumber", "int"),
            ("rowsPerPage", "int"),
            ("countOfAll", "int"),
            ("sendDateTime", "dateTime?"),
        ),
        "ArrayOfSentMessage",
        (("countOfAll", "int"), ("sendDateTime", "dateTime?"), ("message", "string")),
    ),
    "GetUserCredit": Operation((), "double"),
}
