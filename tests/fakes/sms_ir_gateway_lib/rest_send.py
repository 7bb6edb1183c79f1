"""REST v1: sending, by text, by template and by URL, and withdrawing."""

import re
import uuid

from . import accounts, demo
from .answers import Problem
from .binding import Body, query_integer, query_text
from .codes import Refusal
from .sending import Submission, accept, check_send_time, check_texts, withdraw

MOST = 100
LONGEST_VALUE = 25
_PLACEHOLDER = re.compile(r"#(\w+)#")


def bulk(store, caller, request):
    """``POST /send/bulk``: one text to up to 100 mobiles."""
    body = Body(request.body, request.header("content-type"))
    line = body.integer("lineNumber")
    text = body.text("messageText")
    mobiles = body.texts("mobiles")
    send_at = body.integer("sendDateTime", 32, default=None)
    row = accounts.usable_line(store, caller.account, line)
    _check_mobiles(mobiles)
    check_texts(store, [text])
    return _send(store, caller, row, [(mobile, text) for mobile in mobiles], "bulk", send_at)


def like_to_like(store, caller, request):
    """``POST /send/likeToLike``: text *i* to mobile *i*, up to 100 pairs."""
    body = Body(request.body, request.header("content-type"))
    line = body.integer("lineNumber")
    texts = body.texts("messageTexts")
    mobiles = body.texts("mobiles")
    send_at = body.integer("sendDateTime", 32, default=None)
    row = accounts.usable_line(store, caller.account, line)
    if not texts:
        raise Refusal(108)
    if len(texts) > MOST:
        raise Refusal(106)
    _check_mobiles(mobiles)
    if len(texts) != len(mobiles):
        raise Refusal(110)
    check_texts(store, texts)
    pairs = list(zip(mobiles, texts, strict=True))
    return _send(store, caller, row, pairs, "likeToLike", send_at)


def _check_mobiles(mobiles):
    if not mobiles:
        raise Refusal(107)
    if len(mobiles) > MOST:
        raise Refusal(105)


def _send(store, caller, line, pairs, method, send_at):
    send_at = check_send_time(store, send_at)
    result = accept(
        store,
        Submission(
            caller.account,
            line["number"],
            line["purpose"],
            pairs,
            method,
            send_at=send_at,
            keep=not caller.sandbox,
        ),
    )
    return {"packId": result.pack_id, "messageIds": result.ids, "cost": result.cost}


def by_url(store, caller, request):
    """``GET`` or ``POST /send``: one message with everything in the query string."""
    line = query_integer(request.query, "line", 0, 64)
    text = query_text(request.query, "text")
    row = accounts.usable_line(store, caller.account, line)
    check_texts(store, [text])
    return _send_one(
        store,
        Submission(
            caller.account,
            row["number"],
            row["purpose"],
            [(query_text(request.query, "mobile"), text)],
            "url",
            with_pack=False,
            keep=not caller.sandbox,
        ),
    )


def verify(store, caller, request):
    """``POST /send/verify``: an approved template over SMS.ir's own service line."""
    body = Body(request.body, request.header("content-type"))
    mobile = body.text("mobile")
    template_id = body.integer("templateId", 32)
    parameters = body.records("parameters", ("name", "value"))
    template = _template(store, caller, template_id)
    text = _fill(template, parameters)
    check_texts(store, [text])
    return _send_one(
        store,
        Submission(
            caller.account,
            store.settings["verify_line"],
            "service",
            [(mobile, text)],
            "verify",
            with_pack=False,
            keep=not caller.sandbox,
        ),
    )


def _template(store, caller, template_id):
    if caller.sandbox:
        if template_id != demo.SANDBOX_TEMPLATE[0]:
            raise Refusal(113)
        return demo.SANDBOX_TEMPLATE[1]
    row = store.row(
        "SELECT * FROM template WHERE id = ? AND account = ?", (template_id, caller.account)
    )
    if row is None:
        raise Refusal(113)
    if row["refuse"]:
        raise Refusal(row["refuse"])
    return row["text"]


def _fill(template, parameters):
    values = {}
    for parameter in parameters:
        if not parameter["name"].strip():
            raise Refusal(116)
        if len(parameter["value"]) > LONGEST_VALUE:
            raise Refusal(114)
        values[parameter["name"].strip().lower()] = parameter["value"]
    wanted = {name.lower() for name in _PLACEHOLDER.findall(template)}
    if wanted - values.keys():
        raise Refusal(116)
    return _PLACEHOLDER.sub(lambda found: values[found[1].lower()], template)


def _send_one(store, submission):
    result = accept(store, submission)
    reason = result.reasons.get(0)
    if reason:
        raise Refusal({"number": 104, "blacklist": 115, "length": 16}[reason])
    return {"messageId": result.ids[0], "cost": result.cost}


def delete_scheduled(store, caller, request, pack_id):
    """``DELETE /send/scheduled/{packId}``: withdraw a pack three minutes ahead or more."""
    pack_id = parse_guid(pack_id, "packId")
    if caller.sandbox:
        return {"returnedCreditCount": 1.0, "smsCount": 1}
    returned, count = withdraw(store, caller.account, pack_id)
    return {"returnedCreditCount": returned, "smsCount": count}


def parse_guid(text, name):
    """Return a GUID with dashes, whatever its spelling, or raise a ``Problem``."""
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise Problem({name: [f"The value '{text[:60]}' is not valid."]}) from error
