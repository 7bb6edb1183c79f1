"""The old SOAP service ``/ws/SendReceive.asmx`` over the same store as REST."""

import zlib

from . import accounts
from .answers import Reply
from .codes import Refusal, message_of
from .delivery import state_at
from .rest_reports import visible_until
from .sending import Submission, accept, check_texts
from .soap_model import OPERATIONS, SERVICE
from .soap_wsdl import action_of, build
from .soap_xml import SoapFault, read, write, write_fault

SOAP_PATH = "/ws/sendreceive.asmx"
DEFAULT_NAMESPACE = "urn:sms-ir-stand-in:send-receive"
# What SOAP answers for a number it did not take: REST says 0 and null, but a long[] has no null.
BLACKLISTED, NOT_TAKEN = 0, -1
_BY_TIME = (
    "SELECT * FROM message WHERE account = ? AND accepted_at <= ? AND deleted_at IS NULL"
    " AND send_at >= ? AND send_at < ? ORDER BY send_at, id"
)
_BY_ID = (
    "SELECT * FROM message WHERE account = ? AND accepted_at <= ? AND deleted_at IS NULL AND id = ?"
)
_BY_BATCH = (
    "SELECT * FROM message WHERE account = ? AND accepted_at <= ? AND deleted_at IS NULL"
    " AND pack_id = ? ORDER BY position"
)
_SOON = 60  # a send time up to a minute ahead means now
_STATES = {
    None: "",
    0: "در حال بررسی",
    1: "رسیده به گوشی",
    2: "نرسیده به گوشی",
    3: "در حال پردازش در مخابرات",
    4: "نرسیده به مخابرات",
    5: "رسیده به اپراتور",
    6: "ناموفق",
    7: "لیست سیاه",
    8: "نامشخص",
}


class Soap:
    """SOAP 1.1 calls on a store; the namespace is free so that no client may assume it."""

    def __init__(self, store, namespace=None):
        self.store = store
        self.namespace = namespace or DEFAULT_NAMESPACE
        self.pace = accounts.Pace()

    def handle(self, request):
        """Return the WSDL or the answer of a call."""
        if request.method == "GET":
            if "wsdl" not in request.query:
                return Reply(200, f"{SERVICE}: add ?wsdl".encode(), "text/plain; charset=utf-8")
            address = f"http://{request.header('host') or 'localhost'}/ws/SendReceive.asmx"
            return Reply(200, build(self.namespace, address).encode(), "text/xml; charset=utf-8")
        if request.method != "POST":
            return Reply(405, headers={"Allow": "GET, POST"})
        if request.header("content-type").split(";")[0].strip().lower() != "text/xml":
            return Reply(415)
        try:
            name, values = self._read(request)
        except SoapFault as fault:
            return _xml(write_fault("Client", str(fault)), 500)
        answers = {"message": ""}
        try:
            caller = accounts.by_login(self.store, values["userName"], values["password"])
            self.pace.check(caller.account, self.store.settings["rate_per_second"])
            result = _CALLS[name](self.store, caller, values, answers)
        except Refusal as refusal:
            return self.refuse(request, refusal.code, refusal.message)
        return _xml(write(name, self.namespace, result, answers), status=1)

    def _read(self, request):
        name, values = read(request.body, self.namespace)
        action = request.header("soapaction").strip().strip('"')
        if action != action_of(self.namespace, name):
            raise SoapFault(
                f"Server did not recognize the value of HTTP Header SOAPAction: {action}."
            )
        return name, values

    def refuse(self, request, code, message=None):
        """Answer a call with an error text in its by-ref ``message``, or with a fault."""
        if code == 20:
            return Reply(429, b"Too Many Requests", "text/plain", status=20)
        if code == 0:
            return _xml(write_fault("Server", message or message_of(0)), 500, 0)
        try:
            name, _values = self._read(request)
        except SoapFault as fault:
            return _xml(write_fault("Client", str(fault)), 500)
        texts = {"message": message or message_of(code)}
        return _xml(write(name, self.namespace, None, texts), status=code)

    def label(self, request):
        """Return the route of a request for the counters."""
        if request.method == "GET":
            return "/ws/SendReceive.asmx?wsdl"
        name = request.header("soapaction").strip().strip('"')
        name = name.replace(":", "/").rsplit("/", 1)[-1]
        return f"/ws/SendReceive.asmx#{name if name in OPERATIONS else '?'}"


def _xml(body, http=200, status=None):
    return Reply(http, body, "text/xml; charset=utf-8", status=status)


def _line_id(number):
    """Return a small, steady id of a line: the number itself may not fit an int."""
    return zlib.crc32(str(number).encode()) & 0x7FFFFFFF


def _send(store, caller, line, pairs, moment, method):
    if not pairs:
        raise Refusal(107)
    if len(pairs) > store.settings["soap_max_numbers"]:
        raise Refusal(105)
    check_texts(store, [text for _mobile, text in pairs])
    ahead = (moment or 0) - store.clock.now()
    if ahead > 365 * 86400:
        raise Refusal(109)
    result = accept(
        store,
        Submission(
            caller.account,
            line["number"],
            line["purpose"],
            [(str(mobile), text) for mobile, text in pairs],
            method,
            protocol="soap",
            send_at=float(moment) if ahead > _SOON else None,
        ),
    )
    return [
        BLACKLISTED if result.reasons.get(i) == "blacklist" else (NOT_TAKEN if n is None else n)
        for i, n in enumerate(result.ids)
    ]


def send_with_line(store, caller, values, answers):
    """``SendMessageWithLineNumber``: one text for all, or one for each number."""
    number = (values["lineNumber"] or "").strip()
    # A line is at most an int64; anything else is no line.
    usable = number.isascii() and number.isdecimal() and len(number) <= 18
    line = accounts.usable_line(store, caller.account, int(number) if usable else 0)
    mobiles, texts = values["mobileNos"] or [], values["messages"] or []
    if not texts:
        raise Refusal(108)
    if len(texts) == 1:
        texts = texts * len(mobiles)
    if len(texts) != len(mobiles):
        raise Refusal(110)
    pairs = list(zip(mobiles, texts, strict=True))
    return _send(store, caller, line, pairs, values["sendDateTime"], "SendMessageWithLineNumber")


def send(store, caller, values, answers):
    """``SendMessage``: pairs of number and text, the line by its id."""
    wanted = values["smsLineID"]
    for line in accounts.lines(store, caller.account):
        if _line_id(line["number"]) == wanted:
            break
    else:
        raise Refusal(101)
    details = [item or {} for item in values["sendDetails"] or []]
    pairs = [(item.get("MobileNo"), item.get("MessageBody") or "") for item in details]
    return _send(store, caller, line, pairs, values["sendSince"], "SendMessage")


def lines(store, caller, values, answers):
    """``GetSMSLines``."""
    return [
        {"ID": _line_id(row["number"]), "LineNumber": row["number"]}
        for row in accounts.lines(store, caller.account)
    ]


def credit(store, caller, values, answers):
    """``GetUserCredit``."""
    return accounts.credit(store, caller.account)


def received(store, caller, values, answers):
    """``GetReceivedMessages``: what came in between two times; nothing becomes read."""
    return [
        {
            "ID": row["id"],
            "LineNumber": row["line"],
            "SMSMessageBody": row["text"],
            "LatinReceiveDateTime": row["received_at"],
            "MobileNo": row["mobile"],
        }
        for row in store.rows(
            "SELECT * FROM inbound WHERE account = ? AND received_at >= ? AND received_at < ?"
            " AND received_at <= ? ORDER BY received_at, id",
            (caller.account, *_span(values), store.clock.now()),
        )
    ]


def sent(store, caller, values, answers):
    """``GetSentMessages``: what was sent between two times."""
    return _sent(store, caller, _BY_TIME, _span(values))


def status_by_id(store, caller, values, answers):
    """``GetSentMessageStatusByID``."""
    found = _sent(store, caller, _BY_ID, (values["messageID"],))
    if not found:
        raise Refusal(111)
    return found[0]


def status_by_batch(store, caller, values, answers):
    """``GetSentMessageStatus``: a page of the messages of one batch."""
    found = _sent(store, caller, _BY_BATCH, (values["batchKey"],))
    if not found:
        raise Refusal(111)
    page, rows = values["requestedPageNumber"] or 1, values["rowsPerPage"] or 100
    if page < 1 or rows < 1:
        raise Refusal(16)
    answers["countOfAll"] = len(found)
    answers["sendDateTime"] = found[0]["SendDateTime"]
    return found[(page - 1) * rows : page * rows]


def _span(values):
    # Both ends are seconds; the last second belongs to the span.
    return values["fromDate"] or 0.0, (values["toDate"] or 2.0**40) + 1


def _sent(store, caller, query, params):
    now = store.clock.now()
    rows = store.rows(query, (caller.account, visible_until(store), *params))
    result = []
    for row in rows:
        state, _moment = state_at(now, row)
        result.append(
            {
                "ID": row["id"],
                "BatchKey": row["pack_id"],
                "LineNumber": row["line"],
                "MobileNo": row["mobile"],
                "SMSMessageBody": row["text"],
                "SendDateTime": row["send_at"],
                "DeliveryStateID": state,
                "DeliveryStatus": _STATES[state],
            }
        )
    return result


_CALLS = {
    "SendMessageWithLineNumber": send_with_line,
    "SendMessage": send,
    "GetSMSLines": lines,
    "GetReceivedMessages": received,
    "GetSentMessages": sent,
    "GetSentMessageStatusByID": status_by_id,
    "GetSentMessageStatus": status_by_batch,
    "GetUserCredit": credit,
}
