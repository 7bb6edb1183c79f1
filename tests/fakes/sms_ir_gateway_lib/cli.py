"""The command line of the gateway."""

import argparse
import os
import signal
import sqlite3
import sys
import threading
import traceback

from .app import Gateway
from .server import Server
from .settings import BadSetting, check_settings
from .soap import DEFAULT_NAMESPACE


def parse_arguments(argv=None):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(
        prog="sms_ir_gateway.py",
        description="A stand-in for SMS.ir: REST v1 below /v1, SOAP at /ws/SendReceive.asmx, "
        "a phone page at /, controls below /_control/.",
    )
    parser.add_argument("--port", type=int, default=8070, help="0 takes a free port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--state", metavar="FILE", help="SQLite file; without it, memory only")
    parser.add_argument("--latency-ms", type=float, help="pause before each answer")
    parser.add_argument("--delivery-seconds", type=float, help="from sending to the final state")
    parser.add_argument("--soap-namespace", default=DEFAULT_NAMESPACE, metavar="URI")
    parser.add_argument("--quiet", action="store_true", help="print nothing but errors")
    options = parser.parse_args(argv)
    overrides = {
        name: value
        for name, value in (
            ("latency_ms", options.latency_ms),
            ("delivery_seconds", options.delivery_seconds),
        )
        if value is not None
    }
    try:
        check_settings(overrides)
    except BadSetting as error:
        parser.error(str(error))
    options.overrides = overrides
    return options


def main(argv=None):
    """Serve until SIGTERM or Ctrl-C; return the exit code."""
    options = parse_arguments(argv)
    try:
        gateway = Gateway(
            options.state,
            options.soap_namespace,
            options.overrides,
            log=lambda error: traceback.print_exception(error, file=sys.stderr),
        )
    except sqlite3.Error as error:
        print(f"cannot use the state file {options.state}: {error}", file=sys.stderr)
        return 1
    try:
        server = Server((options.host, options.port), gateway)
    except (OSError, OverflowError) as error:
        gateway.close()
        print(f"cannot listen on {options.host}:{options.port}: {error}", file=sys.stderr)
        return 1

    def stop(_signal, _frame):
        # shutdown() waits for the serving loop, which runs in this very thread.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if not options.quiet:
        host, port = server.server_address[:2]
        print(f"SMS.ir stand-in (pid {os.getpid()}) listening on http://{host}:{port}/", flush=True)
        print(f"  REST v1   http://{host}:{port}/v1   key club-demo-key", flush=True)
        print(f"  state     {options.state or 'memory only'}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    gateway.close()
    return 0
