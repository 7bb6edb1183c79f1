"""The benchmarks of ``./club bench``. They print figures with aims beside them and never fail.

    ./club bench [NAME …] [--seconds 60] [--measure 6]

They need a running site (``./club up --detach``). What else the machine does shows in the figures:
compare ratios within one run, not rates between runs.
"""

import argparse
import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

# Name → module and function; whether it runs when nothing is asked for; what it shows.
BENCHMARKS = {
    "key_press": ("counter.run", True, "key press to text accepted by the gateway"),
    "device_rates": ("device_rates.run", True, "key presses a second, single and in batches"),
    "sms_ir": ("on_copy.sms_ir", False, "how fast a queue of texts is emptied"),
    "customer_audit": ("on_copy.customer_audit", False, "the audit's page and workbook"),
    "member_import": ("on_copy.member_import", False, "members of an old panel, ours and Odoo's"),
    "member_search": ("on_copy.member_search", False, "a page of members, and a search, of many"),
    "crm_ladder": ("on_copy.crm_ladder", False, "how long the ladder takes for everybody"),
    "crm_ladder_draw": ("on_copy.crm_ladder_draw", False, "how long a draw takes"),
    "baskets": ("on_copy.baskets", False, "the basket analysis beside the bare self-join"),
    "broadcast": ("on_copy.broadcast", False, "group messages into the ledger, ours and Odoo's"),
    "daily_rules": ("on_copy.daily_rules", False, "how long the rules of a day take to plan"),
}


def _parse(arguments):
    known = "\n".join(
        f"  {name:15} {words}{'' if quick else ' (minutes; only by name)'}"
        for name, (_function, quick, words) in BENCHMARKS.items()
    )
    parser = argparse.ArgumentParser(
        prog="./club bench",
        description="Benchmarks against the running site.",
        epilog=f"benchmarks:\n{known}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: the quick ones")
    parser.add_argument("--seconds", type=int, default=60, help="how long key_press presses")
    parser.add_argument("--measure", type=float, default=6, help="seconds for each rate")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    if options.seconds < 2 or options.measure <= 0:
        parser.error("--seconds must be at least 2 and --measure more than 0")
    return options


def main(arguments=None):
    """Run the chosen benchmarks."""
    options = _parse(arguments)
    for name, (function, quick, _words) in BENCHMARKS.items():
        if name in options.names or (quick and not options.names):
            module, _dot, function = function.partition(".")
            getattr(importlib.import_module(module), function)(options)


if __name__ == "__main__":
    main()
