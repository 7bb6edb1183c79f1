"""Sentences for people: what a status of SMS.ir means and what to do about it."""

from odoo.tools.translate import LazyTranslate

from .tools.status_codes import Kind

_lt = LazyTranslate(__name__)

CODE_SENTENCES = {
    0: _lt("SMS.ir has a problem of its own. It is tried again; if it lasts, ask SMS.ir."),
    10: _lt("The API key is not valid. Make a new key in the SMS.ir panel and enter it."),
    11: _lt("The API key is switched off. Switch it on in the SMS.ir panel."),
    12: _lt("The API key works from certain IP addresses only. Add this server's address to it."),
    13: _lt("The SMS.ir account is not active. Ask SMS.ir to activate it."),
    14: _lt("The SMS.ir account is suspended. Ask SMS.ir why."),
    15: _lt("The SMS.ir plan does not include the web service. Upgrade the plan."),
    16: _lt("SMS.ir did not accept a value of the request."),
    20: _lt("SMS.ir gets too many requests. Sending goes on a little later by itself."),
    101: _lt("SMS.ir does not know this sender line. Correct the number of the line."),
    102: _lt("The SMS.ir credit is used up. Top it up; waiting messages then go out."),
    103: _lt("The text is empty."),
    104: _lt("The mobile number is wrong."),
    105: _lt("Too many numbers in one request."),
    106: _lt("Too many texts in one request."),
    107: _lt("The request holds no number."),
    108: _lt("The request holds no text."),
    109: _lt("The time of sending must be between one hour and one year ahead."),
    110: _lt("The request does not have one text for each number."),
    111: _lt("SMS.ir knows no message with this number."),
    112: _lt("There is nothing left to cancel: it was sent or cancelled already."),
    113: _lt("SMS.ir does not know this template. Check its number in the panel."),
    114: _lt("A value for the template is longer than 25 characters."),
    115: _lt("The number is on the operator's blacklist: its owner blocked such messages."),
    116: _lt("A parameter of the template has no name or no value."),
    117: _lt("SMS.ir did not approve this text. Change it, or have it approved in the panel."),
    118: _lt("The SMS.ir limit for messages is reached. Sending goes on later by itself."),
    119: _lt("The SMS.ir plan does not include own templates. Upgrade the plan."),
    123: _lt("The sender line must be activated in the SMS.ir panel first."),
    124: _lt("SMS.ir sends one-time codes only at present, and this template is not one."),
}

KIND_SENTENCES = {
    Kind.TRANSIENT: _lt("SMS.ir could not be reached. Sending goes on later by itself."),
    Kind.CREDENTIALS: _lt("SMS.ir did not accept the API key. Check the key of the account."),
    Kind.CONFIGURATION: _lt("The address of the web service does not answer as SMS.ir does."),
    Kind.REQUEST: _lt("SMS.ir did not accept the request."),
}

DELIVERY_SENTENCES = {
    2: _lt("The message did not reach the phone."),
    4: _lt("The message did not reach the operator."),
    6: _lt("The operator reported an error."),
    7: _lt("The number is on the operator's blacklist: its owner blocked such messages."),
}

NOT_SENT_INVALID = _lt("SMS.ir refused this number: it is wrong, or the text is too long for it.")
NOT_SENT_BLACKLIST = _lt(
    "The number is on the operator's blacklist: its owner blocked such messages."
)
KNOWN_BLOCKED = _lt(
    "Not sent: the operator reported that this number blocked advertising. SMS.ir / Blocked "
    "Numbers lets you try it again."
)
OPTED_OUT = _lt("This number asked for no advertising.")
DUPLICATE = _lt("The same text went to this number a moment ago.")
OUTCOME_UNKNOWN = _lt(
    "It is not known whether SMS.ir sent this message. Its log is read before anything is repeated."
)
UNSETTLED = _lt(
    "The log of SMS.ir could not tell whether this message was sent. Please decide: it was sent, "
    "or send it again."
)
UNLISTED = _lt(
    "SMS.ir took the request but does not list this number: it is wrong or on the blacklist."
)

WITHDRAWN_BEFORE = _lt("SMS.ir had taken these messages back already.")
WITHDRAWN_TOO_LATE = _lt("Too late to take it back: its time has come.")
NOT_WITHDRAWN = _lt("SMS.ir has nothing to take back here: the messages may be on their way.")

WAIT_SENTENCES = {
    "line_service": _lt("Waits: the SMS.ir account has no usable line for service messages."),
    "line_advertising": _lt("Waits: the SMS.ir account has no usable line for advertising."),
}


def sentence(env, error):
    """Return what ``error`` (a ``SmsIrError``) means, in the language of ``env``."""
    known = CODE_SENTENCES.get(error.code) or (
        KIND_SENTENCES.get(error.kind) if error.code is None else None
    )
    if known is None:
        # An unknown code is shown in the gateway's own words.
        return env._("SMS.ir says: %(text)s (%(code)s)", text=error.message, code=error.code or "-")
    if error.code is None and error.message:
        return f"{env._(known)} ({error.message})"
    return env._(known)
