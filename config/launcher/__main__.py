"""Entry point: ``python3 -m launcher COMMAND``, called by ``./club``."""

import sys

from .cli import main

sys.exit(main())
