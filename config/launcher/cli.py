"""The command line of ``./club``."""

import argparse
import os
import sys

from . import settings as settings_module
from .console import Failure, report

HELP = """\
./club COMMAND

  up [--detach]        make everything ready, start it, show where to look
  down                 stop it
  reset                drop the database; the next up makes a new one
  status               what runs
  logs [NAME]          show the log (odoo, gateway, door, database), following it
  shell                Odoo's Python shell on the database
  psql [ARGUMENT …]    PostgreSQL's client on the database
  keypad NUMBER [TAG]  press a key on the demo keypad: ./club keypad ۰۹۱۲۱۲۳۴۵۶۷ 1

  test [ADDON …] [-k NAME] [--only STAGE]
                       run all tests; with an add-on or a name only those, in seconds
  lint [--fix]         check style, manifests, views and translations
  bench [ARGUMENT …]   time from key press to the gateway

Settings (environment)      now
  CLUB_HOME   state         {home}
  CLUB_CACHE  downloads     {cache}
  CLUB_PORT   first port    {port} (site), {gateway_port} (phone page), {odoo_port}, {gevent_port}
  CLUB_DB     database      {db}
"""


def parser():
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="./club", add_help=False)
    top.add_argument("-h", "--help", action="store_true")
    commands = top.add_subparsers(dest="command")
    up = commands.add_parser("up")
    up.add_argument("--detach", "-d", action="store_true", help="return when the site answers")
    for name in ("down", "reset", "status", "shell", "help"):
        commands.add_parser(name)
    logs = commands.add_parser("logs")
    logs.add_argument("name", nargs="?", default="odoo")
    keypad = commands.add_parser("keypad")
    keypad.add_argument("number")
    keypad.add_argument("tag", nargs="?")
    test = commands.add_parser("test")
    test.add_argument("addons", nargs="*", metavar="ADDON")
    test.add_argument("-k", dest="keyword", metavar="NAME", help="only tests with this name")
    test.add_argument("--only", metavar="STAGE", action="append", help="only this stage")
    test.add_argument("--fresh", action="store_true", help="make the test databases anew")
    lint = commands.add_parser("lint")
    lint.add_argument("--fix", action="store_true", help="let ruff repair what it can")
    for name in ("psql", "bench"):
        commands.add_parser(name, add_help=False)
    return top


def main(argv=None):
    """Run one command; return the exit code."""
    try:
        settings = settings_module.load()
        args, rest = parser().parse_known_args(argv)
        if args.command in (None, "help") or args.help:
            facts = {
                name: getattr(settings, name)
                for name in (
                    "home",
                    "cache",
                    "port",
                    "gateway_port",
                    "odoo_port",
                    "gevent_port",
                    "db",
                )
            }
            print(HELP.format(**facts), end="")
            return 0 if args.command or args.help else 2
        if rest and args.command not in ("psql", "bench"):
            raise Failure(f"./club {args.command} does not know {rest[0]!r}.", "See ./club help")
        from . import commands

        return commands.RUN[args.command](settings, args, rest) or 0
    except Failure as failure:
        report(failure)
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except OSError as error:
        from . import diagnose

        report(Failure(str(error), diagnose.advice(f"{error.strerror} {error}")))
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
