"""How fast key presses are taken, as ratios of one run, on a copy of the site.

* one event a request against ``/web/health`` of the same server, and against the stock way: look
  the customer up over JSON-RPC, create if missing, queue a text
* batches of 500 against the bare inserts of the same rows; newcomers in batches of 500

Everything is taken twice, the yardsticks right beside what they measure.
"""

import itertools
import random

import load
import raw_rows
from figures import at_least, ratio, table
from load import CONNECTIONS
from throwaway_site import PASSWORD, Site

BATCH = 500
ROUNDS = 2
SLICES = 6
NEW_AIM, NEW_AIM_RAW = 300, 23_000


class Rates:
    """The measurements on one site."""

    def __init__(self, site, seconds):
        self.site = site
        self.seconds = seconds
        self.fresh = (f"0991{number:07d}" for number in itertools.count(random.randrange(10**6)))
        self.known = []
        self.clients = [load.Connection(site.port) for _place in range(CONNECTIONS)]
        self.outside = [load.External(site.port) for _place in range(CONNECTIONS)]
        self.sessions = [load.Session(site.port) for _place in range(CONNECTIONS)]
        for caller in self.outside + self.sessions:
            caller.sign_in(site.db, site.login, PASSWORD)

    def health(self):
        """Requests a second of the route that does nothing."""
        return load.rate(
            self.clients, lambda client: client.ask("GET", "/web/health"), self.seconds
        )

    def single(self, mobile):
        """Events a second, each in a request of its own. :param mobile: gives a number"""

        def press(client):
            load.post_events(client, self.site.secret, [load.event(mobile())])

        return load.rate(self.clients, press, self.seconds)

    def stock(self, callers, mobile):
        """The same with Odoo's own means. :param callers: from outside, or with a session"""

        def press(caller):
            number = mobile()
            phone = f"+98{number[1:]}"
            found = caller.call("res.partner", "search", [["phone_sanitized", "=", phone]])
            if not found:
                values = {"name": number, "phone": number}
                found = caller.call("res.partner", "create", [values])
            text = {"number": phone, "body": "سلام، خوش آمدید", "partner_id": found[0]}
            caller.call("sms.sms", "create", [text])

        return load.rate(callers, press, self.seconds)

    def batches(self, choose):
        """Events a second in batches from one keypad. :param choose: gives the numbers"""

        def flush(client):
            events = [load.event(mobile) for mobile in choose()]
            load.post_events(client, self.site.secret, events)

        return BATCH * load.rate(self.clients[:1], flush, self.seconds)

    # Numbers ------------------------------------------------------------------------------------

    def newcomers(self):
        """Return numbers that nobody has, and remember them: afterwards they are known."""
        found = list(itertools.islice(self.fresh, BATCH))
        self.known += found
        return found

    def members(self):
        """Return numbers of members, each once."""
        return random.sample(self.known, BATCH)

    def member(self):
        """Return the number of a member."""
        return random.choice(self.known)

    def newcomer(self):
        """Return a number that nobody has."""
        return next(self.fresh)

    def take(self):
        """Take every figure once. :return: dict"""
        got = {"batch new": self.batches(self.newcomers)}
        got["batch"] = self.batches(self.members)
        got["raw"] = raw_rows.rate(self.site.db, BATCH, self.seconds)
        got["raw all"] = raw_rows.rate(self.site.db, BATCH, self.seconds, counters=True)
        got |= self._interleaved(
            {
                "health": self.health,
                "single": lambda: self.single(self.member),
                "stock": lambda: self.stock(self.outside, self.member),
                "stock session": lambda: self.stock(self.sessions, self.member),
                "single new": lambda: self.single(self.newcomer),
                "stock new": lambda: self.stock(self.outside, self.newcomer),
            }
        )
        return got

    def _interleaved(self, measures):
        """Take rates in turns, slice by slice, so that what else the machine does meets all."""
        whole, self.seconds = self.seconds, self.seconds / SLICES
        try:
            slices = [{name: take() for name, take in measures.items()} for _turn in range(SLICES)]
        finally:
            self.seconds = whole
        return {name: sum(turn[name] for turn in slices) / SLICES for name in measures}


def run(options):
    """Make the copy, measure twice, print."""
    with Site() as site:
        rates = Rates(site, options.measure)
        load.post_events(rates.clients[0], site.secret, [load.event(rates.newcomer())])
        for place in range(1, ROUNDS + 1):
            table(f"Rates of the keypad door, round {place} of {ROUNDS}", _rows(rates.take()))


def _rows(got):
    health, stock = ratio(got["single"], got["health"]), ratio(got["single"], got["stock"])
    stock_new = ratio(got["single new"], got["stock new"])
    batch, batch_all = ratio(got["batch"], got["raw"]), ratio(got["batch"], got["raw all"])
    new_aim = round(NEW_AIM * got["raw"] / NEW_AIM_RAW)
    new = got["batch new"]
    return [
        ("/web/health", f"{got['health']:.0f}/s", f"{CONNECTIONS} connections, as below"),
        ("one event a request, members", f"{got['single']:.0f}/s", ""),
        ("  of /web/health", f"{health:.2f}", at_least(health, 0.5)),
        (
            "the stock way, members",
            f"{got['stock']:.1f}/s",
            "/jsonrpc: search, create (2 requests)",
        ),
        ("  one event against it", f"{stock:.1f}×", at_least(stock, 10)),
        (
            "  /web/health against it",
            f"{ratio(got['health'], got['stock']):.1f}×",
            "the most that any route of this server can reach",
        ),
        ("  from a signed-in session", f"{got['stock session']:.1f}/s", ""),
        ("one event a request, newcomers", f"{got['single new']:.0f}/s", ""),
        (
            "the stock way, newcomers",
            f"{got['stock new']:.1f}/s",
            "search, create, create (3 requests)",
        ),
        ("  one event against it", f"{stock_new:.1f}×", at_least(stock_new, 10)),
        (f"batches of {BATCH}, members", f"{got['batch']:.0f}/s", "one connection"),
        ("bare inserts of these rows", f"{got['raw']:.0f}/s", "one connection"),
        ("  batches of them", f"{batch:.3f}", at_least(batch, 0.15)),
        ("  with the counters' update", f"{batch_all:.3f}", f"of {got['raw all']:.0f}/s"),
        (
            f"batches of {BATCH}, newcomers",
            f"{new:.0f}/s",
            f"{at_least(new, new_aim)}: {NEW_AIM}/s where bare inserts do {NEW_AIM_RAW}/s",
        ),
    ]
