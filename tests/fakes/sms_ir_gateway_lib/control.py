"""The controls below ``/_control/``: what tests and people do that no client may."""

from . import control_accounts, control_messages, control_phones
from .answers import Problem, Reply, json_reply
from .binding import parse_object
from .faults import KINDS, BadFault, parse
from .settings import SETTINGS, BadSetting


class BadOrder(ValueError):
    """A control request that makes no sense; its text is shown to the caller."""


class Control:
    """Routes below ``/_control/`` to functions ``(gateway, request, order)``."""

    def __init__(self, gateway):
        self.gateway = gateway

    def handle(self, request):
        """Return the reply to a control request; errors are ``{"error": text}``."""
        if request.header("sec-fetch-site") in ("cross-site", "same-site"):
            # Any page open in the same browser could otherwise reach into the tests.
            return json_reply({"error": "controls are not for other sites"}, 403)
        path = request.path[len("/_control") :].strip("/")
        name, _, rest = path.partition("/")
        methods = ROUTES.get(name)
        if methods is None:
            return json_reply(
                {"error": f"there is no /_control/{name}", "known": sorted(ROUTES)}, 404
            )
        function = methods.get(request.method)
        if function is None:
            return json_reply(
                {"error": f"use {' or '.join(methods)}"}, 405, headers={"Allow": ", ".join(methods)}
            )
        try:
            order = parse_object(request.body) if request.body.strip() else {}
            answer = function(self.gateway, request, order | ({"_rest": rest} if rest else {}))
        except Problem as problem:
            return json_reply({"error": f"the body is not a JSON object: {problem.errors}"}, 400)
        except (ValueError, TypeError, KeyError, OverflowError, AttributeError) as error:
            kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
            return json_reply({"error": f"{kind}{error}"}, 400)
        return answer if isinstance(answer, Reply) else json_reply(answer)


def index(gateway, request, order):
    """List the controls."""
    return {
        "controls": {name: sorted(methods) for name, methods in sorted(ROUTES.items())},
        "fault_kinds": {name: about for name, (_accept, about) in KINDS.items()},
        "settings": {name: setting.about for name, setting in SETTINGS.items()},
    }


def health(gateway, request, order):
    """Answer as soon as the gateway serves."""
    return {"ok": True}


def state(gateway, request, order):
    """Show everything but the messages."""
    store = gateway.store
    return {
        "now": store.clock.now(),
        "clock_offset": store.clock.offset,
        "settings": store.settings,
        "faults": gateway.faults.list(),
        "counters": gateway.journal.counters(),
        **control_accounts.show(store),
        "messages": store.row("SELECT COUNT(*) FROM message WHERE deleted_at IS NULL")[0],
        "inbound": store.row("SELECT COUNT(*) FROM inbound")[0],
    }


def reset(gateway, request, order):
    """Back to the first start; with ``{"keep_configuration": true}`` only messages go."""
    gateway.faults.clear()
    gateway.journal.clear()
    gateway.store.reset(configuration=not order.get("keep_configuration"))
    return {"ok": True}


def show_settings(gateway, request, order):
    """Show all settings."""
    return gateway.store.settings


def change_settings(gateway, request, order):
    """Change some settings, given as ``{name: value}``."""
    gateway.store.change_settings(order)
    return gateway.store.settings


def show_clock(gateway, request, order):
    """Show the gateway's time."""
    clock = gateway.store.clock
    return {"now": clock.now(), "offset": clock.offset}


def move_clock(gateway, request, order):
    """Travel: ``{"advance": seconds}``, ``{"set": unix}`` or ``{"offset": seconds}``."""
    clock = gateway.store.clock
    if "advance" in order:
        offset = clock.offset + float(order["advance"])
    elif "set" in order:
        offset = clock.offset + float(order["set"]) - clock.now()
    elif "offset" in order:
        offset = float(order["offset"])
    else:
        raise BadOrder('say {"advance": seconds}, {"set": unix} or {"offset": seconds}')
    if not abs(offset) < 10 * 365 * 86400:
        raise BadOrder("ten years at most")
    gateway.store.move_clock(offset)
    return show_clock(gateway, request, order)


def show_faults(gateway, request, order):
    """List the faults in force."""
    return gateway.faults.list()


def add_fault(gateway, request, order):
    """Order a fault, or several in ``{"faults": [...]}``."""
    orders = order.get("faults", [order])
    if not isinstance(orders, list):
        raise BadFault("faults is a list")
    faults = [parse(item) for item in orders]  # all or none
    for fault in faults:
        gateway.faults.add(fault)
    return gateway.faults.list()


def clear_faults(gateway, request, order):
    """Cancel all faults and let go whoever hangs."""
    gateway.faults.clear()
    return []


def counters(gateway, request, order):
    """Show the counters of requests."""
    return gateway.journal.counters()


def clear_counters(gateway, request, order):
    """Start counting from nothing."""
    gateway.journal.clear()
    return gateway.journal.counters()


def requests(gateway, request, order):
    """Show the latest service requests: ``?limit=100&path=send/bulk``."""
    limit = int(request.query.get("limit", "100"))
    return gateway.journal.recent(limit, request.query.get("path", ""))


ROUTES = {
    "": {"GET": index},
    "health": {"GET": health},
    "state": {"GET": state},
    "reset": {"POST": reset},
    "settings": {"GET": show_settings, "POST": change_settings},
    "clock": {"GET": show_clock, "POST": move_clock},
    "faults": {"GET": show_faults, "POST": add_fault, "DELETE": clear_faults},
    "counters": {"GET": counters, "DELETE": clear_counters},
    "requests": {"GET": requests},
    "credit": {"GET": control_accounts.show_credit, "POST": control_accounts.set_credit},
    "accounts": {"POST": control_accounts.put_account},
    "keys": {"POST": control_accounts.put_key},
    "lines": {"POST": control_accounts.put_line},
    "templates": {
        "GET": control_accounts.show_templates,
        "POST": control_accounts.put_template,
        "DELETE": control_accounts.delete_template,
    },
    "blacklist": {
        "GET": control_accounts.show_blacklist,
        "POST": control_accounts.add_blacklist,
        "DELETE": control_accounts.remove_blacklist,
    },
    "messages": {"GET": control_messages.messages},
    "refused": {"GET": control_messages.refused},
    "duplicates": {"GET": control_messages.duplicates},
    "delivery": {"POST": control_messages.deliver},
    "inbound": {"GET": control_messages.inbound, "POST": control_messages.inject},
    "phones": {"GET": control_phones.phones},
}

__all__ = ["BadOrder", "BadSetting", "Control"]
