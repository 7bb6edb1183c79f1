#!/usr/bin/env python3
"""A stand-in for the SMS.ir gateway: REST v1, the old SOAP service and a phone to read on.

Needs nothing but Python. ``python tests/fakes/sms_ir_gateway.py --port 8070`` starts it;
``README.md`` in this folder describes the faults and controls.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sms_ir_gateway_lib.cli import main

if __name__ == "__main__":
    sys.exit(main())
