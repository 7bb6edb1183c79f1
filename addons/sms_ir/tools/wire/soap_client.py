"""Client of SMS.ir's legacy SOAP service, through zeep, with the same face as ``RestClient``.

Address, namespace and shapes come from the WSDL. The service knows no packs, no costs and no
approved templates; its times are Tehran's.
"""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import zeep
from lxml.etree import LxmlError
from zeep.cache import InMemoryCache

from .. import results, soap_errors
from ..errors import SmsIrError, SmsIrOutcomeUnknown, SmsIrRejected, SmsIrUnreachable
from ..status_codes import Kind, status_of
from .transport import TRANSPORT_ERRORS, guarded, new_session, transport_error

TEHRAN = ZoneInfo("Asia/Tehran")
_BROKEN = (zeep.exceptions.Error, LxmlError, ValueError, TypeError, AttributeError, LookupError)


class SoapClient:
    """Calls of ``SendReceive.asmx`` with typed results and the one family of exceptions.

    :param str wsdl: address of the WSDL
    :param str username: user name of the account
    :param str password: its password, never logged
    """

    protocol = "soap"

    def __init__(self, wsdl, username, password, *, timeout=(5, 30), proxy=None):
        if not str(wsdl or "").startswith(("http://", "https://")):
            raise SmsIrError("the WSDL address is not valid", kind=Kind.CONFIGURATION)
        if not username or not password:
            raise SmsIrError("there is no user name or password", kind=Kind.CREDENTIALS)
        self._wsdl = wsdl
        self._login = {"userName": username, "password": password}
        self._timeout = timeout
        self._proxy = proxy
        self._local = threading.local()

    def __repr__(self):
        return f"<SoapClient {self._wsdl}>"

    def _service(self):
        """Return the service of this thread; reading the WSDL sends nothing."""
        client = getattr(self._local, "client", None)
        if client is None:
            transport = zeep.Transport(
                cache=InMemoryCache(timeout=3600),
                timeout=None,
                session=new_session(self._timeout, self._proxy),
            )
            try:
                client = zeep.Client(self._wsdl, transport=transport)
            except (*TRANSPORT_ERRORS, *_BROKEN) as error:
                raise SmsIrUnreachable(
                    f"WSDL: {type(error).__name__}", kind=Kind.TRANSIENT
                ) from None
            self._local.client = client
        return client.service

    # -- sending ---------------------------------------------------------------------------

    def send_bulk(self, line, text, mobiles, *, send_at=None):
        """Send one ``text`` to ``mobiles``; returns a ``PackResult`` without pack and cost."""
        return self._send(line, [text] * len(mobiles), mobiles, send_at)

    def send_like_to_like(self, line, texts, mobiles, *, send_at=None):
        """Send text *i* to mobile *i*; returns a ``PackResult`` without pack and cost."""
        return self._send(line, texts, mobiles, send_at)

    def _send(self, line, texts, mobiles, send_at):
        moment = datetime.fromtimestamp(send_at, UTC) if send_at else datetime.now(UTC)
        ids = self._call(
            "SendMessageWithLineNumber",
            sends=True,
            mobileNos={"long": [int(mobile) for mobile in mobiles]},
            messages={"string": list(texts)},
            lineNumber=str(line),
            sendDateTime=_local_time(moment),
        )
        try:
            ids = [int(value) for value in _items(ids)]
        except _BROKEN:
            ids = []
        if len(ids) != len(mobiles):
            raise SmsIrOutcomeUnknown("broken answer", kind=Kind.TRANSIENT)
        # An array of numbers knows no null: what is below zero was not taken.
        ids = tuple(None if value < 0 else value for value in ids)
        return results.PackResult("", ids, Decimal(0))

    # -- reports ---------------------------------------------------------------------------

    def report(self, message_id):
        """Return the ``Report`` of one message."""
        return _report(self._call("GetSentMessageStatusByID", messageID=int(message_id)))

    def pack_reports(self, pack_id):
        """Return the reports of a batch."""
        rows = self._call(
            "GetSentMessageStatus",
            batchKey=pack_id,
            requestedPageNumber=1,
            rowsPerPage=100,
            countOfAll=0,
        )
        return [_report(row) for row in _items(rows)]

    def packs(self):
        """Return nothing: this service lists no packs."""
        raise SmsIrRejected("the service lists no packs", kind=Kind.NOT_FOUND)

    def live(self):
        """Return the reports of today's messages."""
        start, end = _today()
        return self._reports(start, end)

    def archive(self, date_from=None, date_to=None):
        """Return the reports between two UTC times in seconds."""
        return self._reports(*_span(date_from, date_to))

    def _reports(self, start, end):
        return [_report(row) for row in _items(self._between("GetSentMessages", start, end))]

    # -- inbound ---------------------------------------------------------------------------

    def receive_latest(self, count=100):
        """Return nothing: this service has no list of unread messages."""
        return []

    def receive_live(self):
        """Return today's inbound messages."""
        start, end = _today()
        return self._received(start, end)

    def receive_archive(self, date_from=None, date_to=None):
        """Return inbound messages between two UTC times in seconds."""
        return self._received(*_span(date_from, date_to))

    def _received(self, start, end):
        return [
            results.Received(
                return_id=int(row["ID"] or 0),
                text=row["SMSMessageBody"] or "",
                line=str(row["LineNumber"] or ""),
                mobile=str(row["MobileNo"] or ""),
                received_at=_seconds(row["LatinReceiveDateTime"]),
            )
            for row in _items(self._between("GetReceivedMessages", start, end))
        ]

    def _between(self, name, start, end):
        return self._call(name, fromDate=_local_time(start), toDate=_local_time(end))

    # -- account ---------------------------------------------------------------------------

    def credit(self):
        """Return the remaining credit, a number of messages."""
        return results.read_credit(self._call("GetUserCredit"))

    def lines(self):
        """Return the numbers of the lines that this account may send from."""
        return [str(row["LineNumber"]) for row in _items(self._call("GetSMSLines"))]

    # -- plumbing --------------------------------------------------------------------------

    def _call(self, name, *, sends=False, **values):
        """Make one call; an error text in the by-ref ``message`` is a certain no."""
        with guarded(*self._login.values(), self._proxy):
            return self._guarded_call(name, sends, values)

    def _guarded_call(self, name, sends, values):
        operation = getattr(self._service(), name, None)
        if operation is None:
            raise SmsIrRejected(f"the WSDL has no {name}", kind=Kind.CONFIGURATION)
        try:
            answer = operation(**self._login, **values, message="")
        except zeep.exceptions.Fault as fault:
            raise self._fault(fault, sends) from None
        except zeep.exceptions.TransportError as error:
            raise self._http_error(error.status_code, sends) from None
        except zeep.exceptions.ValidationError as error:
            # The request does not fit the WSDL: it never left.
            raise SmsIrRejected(str(error)[:200], kind=Kind.REQUEST) from None
        except TRANSPORT_ERRORS as error:
            raise transport_error(error, sends, tuple(self._login.values())) from None
        except _BROKEN as error:
            lost = SmsIrOutcomeUnknown if sends else SmsIrError
            raise lost(f"broken answer: {type(error).__name__}", kind=Kind.TRANSIENT) from None
        text = str(_member(answer, "message") or "").strip()
        if text:
            code = soap_errors.code_of(text)
            kind = status_of(code).kind if code else Kind.UNKNOWN
            raise SmsIrRejected(text[:500], kind=kind, code=code)
        return _member(answer, f"{name}Result")

    def _fault(self, fault, sends):
        kind = soap_errors.kind_of_fault(fault.code)
        text = str(fault.message or "")[:500]
        if sends and kind is Kind.TRANSIENT:
            return SmsIrOutcomeUnknown(text, kind=kind)
        return SmsIrRejected(text, kind=kind)

    def _http_error(self, status, sends):
        text = f"HTTP {status}"
        if status == 429:
            return SmsIrRejected(text, kind=Kind.TRANSIENT, http_status=status)
        if 300 <= (status or 0) < 500:
            return SmsIrRejected(text, kind=Kind.CONFIGURATION, http_status=status)
        lost = SmsIrOutcomeUnknown if sends else SmsIrUnreachable
        return lost(text, kind=Kind.TRANSIENT, http_status=status)


def _member(answer, name):
    """Return a member of an answer; an answer without by-ref parameters is the member itself."""
    try:
        return answer[name]
    except (TypeError, LookupError, AttributeError):
        return None if name == "message" else answer


def _items(array):
    """Return the elements of an ``ArrayOf…``, whatever its only member is called."""
    if array is None:
        return []
    if isinstance(array, list):
        return array
    for name in dir(array):
        value = array[name]
        return value or []
    return []


def _local_time(moment):
    return moment.astimezone(TEHRAN).replace(tzinfo=None, microsecond=0)


def _seconds(moment):
    if moment is None:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=TEHRAN)
    return int(moment.timestamp())


def _today():
    now = datetime.now(TEHRAN)
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def _span(date_from, date_to):
    now = datetime.now(UTC)
    start = datetime.fromtimestamp(date_from, UTC) if date_from else now - timedelta(days=30)
    end = datetime.fromtimestamp(date_to, UTC) if date_to else now
    return start, end


def _report(row):
    state = row["DeliveryStateID"]
    return results.Report(
        message_id=int(row["ID"]),
        mobile=str(row["MobileNo"] or ""),
        text=row["SMSMessageBody"] or "",
        sent_at=_seconds(row["SendDateTime"]),
        line=str(row["LineNumber"] or ""),
        cost=Decimal(0),
        delivery_state=None if state is None else int(state),
        delivered_at=None,
    )
