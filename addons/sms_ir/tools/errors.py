"""One family of exceptions for both protocols.

What matters most about a failed call is whether the gateway may have sent something, so that is
the class of the exception. Everything else (whose fault, what to do) is in ``kind`` and ``code``.
"""

from .status_codes import Kind, status_of


class SmsIrError(Exception):
    """A call to SMS.ir did not succeed.

    :ivar kind: a :class:`Kind`: what it is about
    :ivar code: the gateway's own numeric status, where it gave one
    :ivar http_status: the HTTP status, where an answer came
    :ivar message: the gateway's own words, or a short technical reason
    :ivar retry_after: seconds that the gateway asked us to wait
    """

    def __init__(
        self, message="", *, kind=Kind.UNKNOWN, code=None, http_status=None, retry_after=None
    ):
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.code = code
        self.http_status = http_status
        self.retry_after = retry_after

    @property
    def failure_type(self):
        """Odoo's name for this failure."""
        if self.code is not None:
            return status_of(self.code).failure_type or "sms_server"
        return "sms_server"


class SmsIrRejected(SmsIrError):
    """The gateway answered no: nothing was sent."""


class SmsIrUnreachable(SmsIrError):
    """No connection was made: nothing was sent."""


class SmsIrOutcomeUnknown(SmsIrError):
    """The request may have been received: nobody knows until the gateway's log is read."""
