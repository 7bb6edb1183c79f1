"""The table by which the count in the browser is held to the count on the server."""

import json
from pathlib import Path

from pure.sms_ir.tools import segments

TABLE = Path(__file__).resolve().parents[2] / "addons/sms_ir/static/tests/unit/segments_cases.js"


def test_the_browser_counts_as_the_server_does():
    text = TABLE.read_text(encoding="utf-8")
    rows = text.split("export const CASES = [", 1)[1].strip().removesuffix("];").rstrip(", \n")
    cases = json.loads(f"[{rows}]")
    assert len(cases) > 80
    for case in cases:
        size = segments.count(case.pop("text"))
        assert case == {
            "encoding": size.encoding,
            "units": size.units,
            "parts": size.parts,
            "left": size.left,
        }
    assert {case["encoding"] for case in cases} == {"gsm7", "ucs2"}
    assert max(case["parts"] for case in cases) >= 4
