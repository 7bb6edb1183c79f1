"""What becomes of a message: its delivery state is a function of time.

The outcome is drawn when the message is accepted; no thread moves it along.
"""

# Share of the delivery time after which the first state on the way is reported.
_FIRST_REPORT = 0.2
_NO_HANDSET = (4, 6)


def draw(settings, message_id, mobile, purpose, operator_blacklisted):
    """Return the final state (None: never reported) of a message being accepted."""
    held_back = purpose == "advertising" or settings["blacklist_scope"] == "all"
    if operator_blacklisted and held_back:
        return 7
    by_mobile = settings["delivery_mobiles"]
    if by_mobile and str(mobile) in by_mobile:
        return by_mobile[str(mobile)]
    weights = settings["delivery_weights"]
    total = sum(weights.values())
    if total:
        # The same mix on every run: the id, spread by a multiplicative hash, picks.
        point = (message_id * 2654435761 % 2**32) / 2**32 * total
        for state, weight in sorted(weights.items()):
            point -= weight
            if point < 0:
                return int(state)
    return settings["delivery_default"]


def state_at(now, message):
    """Return ``(deliveryState, deliveryDateTime)`` of a message row at a time."""
    age = now - message["send_at"]
    if age < 0 or message["outcome"] is None:
        return None, None
    if age >= message["seconds"]:
        return message["outcome"], int(message["send_at"] + message["seconds"])
    path = [] if message["outcome"] in _NO_HANDSET else _path(message["path"])
    if not path or age < message["seconds"] * _FIRST_REPORT:
        return None, None
    share = (age / message["seconds"] - _FIRST_REPORT) / (1 - _FIRST_REPORT)
    step = min(int(share * len(path)), len(path) - 1)
    reached = _FIRST_REPORT + (1 - _FIRST_REPORT) * step / len(path)
    return path[step], int(message["send_at"] + message["seconds"] * reached)


def write_path(states):
    """Return the states on the way in the form kept in the database."""
    return " ".join(str(state) for state in states if state is not None)


def _path(text):
    return [int(state) for state in text.split()]
