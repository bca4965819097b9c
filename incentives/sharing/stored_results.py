"""How the result of a distribution is stored: a codec for each kind of line of results.py."""

from decimal import Decimal
from typing import Any

from incentives.allocation.numbers import CENT_PLACES, euro_text
from incentives.sharing.results import (
    AreaLine,
    ChapterLine,
    Cut,
    Days,
    Distribution,
    Economy,
    EmployeeLine,
    PersonLine,
    PricedPresence,
    ProjectLine,
    Rate,
    ReserveLine,
)
from incentives.sharing.stored_inputs import MONEY
from objectives.codec import (
    COUNT,
    DAY,
    FLAG,
    FRACTION,
    NUMBER,
    PLACES,
    TEXT,
    Codec,
    many,
    optional,
    record,
    typed,
)
from objectives.exact import scaled


def _cents(text: str) -> int:
    cents = scaled(Decimal(text), CENT_PLACES)
    if cents is None:
        raise ValueError(f"{text} is not in whole cents")
    return cents


# Whole cents inside, euro in what is stored.
_CENTS = Codec(euro_text, typed(str, _cents))

_DAYS = record(Days, dict.fromkeys(Days._fields, COUNT))
_CUT = record(Cut, {"reason": TEXT, "cents": _CENTS})
LINE = record(
    EmployeeLine,
    {
        "employee": TEXT,
        "area": TEXT,
        "participation": NUMBER,
        "score": optional(NUMBER),
        "days": _DAYS,
        "weight_units": COUNT,
        "weight_scale": COUNT,
        "quota_numerator": COUNT,
        "quota_denominator": COUNT,
        "share_cents": _CENTS,
        "correction_cents": _CENTS,
        "cuts": many(_CUT),
        "amount_cents": _CENTS,
        "reason": TEXT,
    },
)


def _write_line(line: EmployeeLine) -> dict[str, Any]:
    """With the weight and the quota that a person reads beside the whole numbers."""
    return {**LINE.write(line), "weight": PLACES.write(line.weight), "quota": str(line.quota)}


_ECONOMY = record(Economy, {"reason": TEXT, "amount": MONEY, "area": TEXT})
_PRICED = record(
    PricedPresence,
    {
        "employee": TEXT,
        "on": DAY,
        "event": TEXT,
        "hours": NUMBER,
        "extra": FLAG,
        "up_to_hours": NUMBER,
        "amount": MONEY,
        "paid": FLAG,
    },
)
_AREA = record(AreaLine, {"area": TEXT, "parts": COUNT, "exact": FRACTION, "amount": MONEY})
PROJECT_LINE = record(
    ProjectLine,
    {
        "number": COUNT,
        "allocated": MONEY,
        "result": optional(PLACES),
        "threshold": NUMBER,
        "met": optional(FLAG),
        "payout_kind": TEXT,
        "percent": PLACES,
        "sharing_kind": TEXT,
        "payable": MONEY,
        "areas": many(_AREA),
        "presences": many(_PRICED),
        "people": many(Codec(_write_line, LINE.read)),
        "economies": many(_ECONOMY),
        "paid": MONEY,
    },
)
PERSON_LINE = record(
    PersonLine,
    {
        "employee": TEXT,
        "chapter": TEXT,
        "amount_cents": _CENTS,
        "charges_cents": many(_CENTS),
    },
)
CHAPTER = record(
    ChapterLine,
    {
        "chapter": TEXT,
        "people": COUNT,
        "amount": MONEY,
        "charges": many(MONEY),
        "total_cost": MONEY,
    },
)
RATE = record(Rate, {"code": TEXT, "percent": NUMBER})
RESULT = record(
    Distribution,
    {
        "pool": MONEY,
        "projects": many(PROJECT_LINE),
        "people": many(PERSON_LINE),
        "chapters": many(CHAPTER),
        "rates": many(RATE),
        "economies": many(_ECONOMY),
        "reserves": many(record(ReserveLine, {"name": TEXT, "amount": MONEY})),
        "paid": MONEY,
        "economies_total": MONEY,
        "reserved": MONEY,
        "unassigned": MONEY,
    },
)
