"""The default rules as plain data, read from the add-on's own data file."""

from pathlib import Path
from xml.etree import ElementTree

from hypothesis import strategies as st

from pure.crm_ladder.tools.rules import Criterion, Ruleset, Rung

DATA = Path(__file__).resolve().parents[2] / "addons/crm_ladder/data/ladder_rung_data.xml"


def _load():
    rungs, criteria = {}, {}
    for record in ElementTree.parse(DATA).iter("record"):
        values = {
            field.get("name"): field.text if field.get("ref") is None else field.get("ref")
            for field in record.iter("field")
        }
        if record.get("model") == "ladder.rung":
            rungs[record.get("id")] = values
        else:
            criteria.setdefault(values["rung_id"], []).append(
                Criterion(
                    values["fact"],
                    values["operator"],
                    float(values["value"]),
                    int(values.get("window_days", 0)),
                    int(values.get("alternative", 1)),
                )
            )
    return Ruleset(
        Rung(
            values["code"],
            int(values["sequence"]),
            tuple(criteria.get(xmlid, ())),
            rungs[values["requires_id"]]["code"] if "requires_id" in values else None,
            int(values.get("min_stay_days", 0)),
        )
        for xmlid, values in rungs.items()
    )


DEFAULT = _load()


def facts():
    """Facts of any customer, also odd ones."""
    small = st.integers(0, 6)
    return st.fixed_dictionaries(
        {
            "leads": small,
            "quotes": small,
            "visits": small,
            "purchases": small,
            "purchases_365": small,
            "returns": small,
            "cancelled": small,
            "referrals": small,
            "referred_buyers": small,
            "overdue": st.none() | st.floats(0, 5),
            "return_rate": st.floats(0, 100),
            "nps": st.none() | st.integers(0, 10),
        }
    )
