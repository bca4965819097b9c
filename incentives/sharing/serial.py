"""Inputs and results as plain JSON values, and back: what a run stores and commands print.

Decimals are text: amounts with two decimals, quotas with ten, other numbers without trailing
zeros; dates are 2023-12-31. The keys are the attribute names of types.py and results.py and part
of the stored format.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from incentives.allocation.numbers import CENT_PLACES, euro_text
from incentives.payout import PayoutBand, PayoutRule
from incentives.sharing.distribute import distribute
from incentives.sharing.errors import SharingError
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
from incentives.sharing.types import (
    Absence,
    AbsenceKind,
    Adjustment,
    AreaQuota,
    Assignment,
    Caps,
    ChargeRate,
    DistributionInput,
    Employment,
    Factors,
    Person,
    Presence,
    ProjectInput,
    Reserve,
    SharingRule,
    TariffBand,
)
from objectives.canonical import sha256_hex
from objectives.codec import (
    COUNT,
    DAY,
    FLAG,
    FRACTION,
    NUMBER,
    PLACES,
    TEXT,
    Codec,
    CodecError,
    many,
    optional,
    record,
    typed,
)
from objectives.exact import scaled

RULES = (
    "PAYOUT-1",
    "RUNS-1",
    "RUNS-2",
    "SHARE-1",
    "SHARE-2",
    "SHARE-3",
    "SHARE-4",
    "SHARE-5",
    "SHARE-6",
    "SHARE-7",
)
RULES_VERSION = 1


def _money_text(value: Decimal) -> str:
    cents = scaled(value, CENT_PLACES)
    if cents is None:
        raise SharingError("bad_amount", field="", owner="", value=str(value))
    return euro_text(cents)


def _cents(text: str) -> int:
    cents = scaled(Decimal(text), CENT_PLACES)
    if cents is None:
        raise ValueError(f"{text} is not in whole cents")
    return cents


_MONEY = Codec(_money_text, typed(str, Decimal))
# Whole cents inside, euro in what is stored.
_CENTS = Codec(euro_text, typed(str, _cents))

# --- Inputs ---------------------------------------------------------------------------------

_PAYOUT_BAND = record(PayoutBand, {"from_result": NUMBER, "percent": NUMBER})
_PAYOUT = record(
    PayoutRule,
    {
        "kind": TEXT,
        "full_from": optional(NUMBER),
        "bands": many(_PAYOUT_BAND),
        "base": optional(NUMBER),
        "step": optional(NUMBER),
    },
)
_FACTORS = record(
    Factors, dict.fromkeys(("participation", "period", "part_time", "presence", "score"), TEXT)
)
_ABSENCE_KIND = record(AbsenceKind, {"code": TEXT, "effect": TEXT, "sickness": FLAG})
_EMPLOYMENT = record(
    Employment, {"start": DAY, "end": optional(DAY), "part_time": NUMBER, "eq": FLAG}
)
_ABSENCE = record(Absence, {"kind": TEXT, "start": DAY, "end": DAY})
_PERSON = record(
    Person,
    {
        "code": TEXT,
        "employments": many(_EMPLOYMENT),
        "absences": many(_ABSENCE),
        "chapter": TEXT,
    },
)
_ASSIGNMENT = record(
    Assignment,
    {
        "employee": TEXT,
        "participation": NUMBER,
        "start": optional(DAY),
        "end": optional(DAY),
        "shares": FLAG,
        "area": TEXT,
        "score": optional(NUMBER),
        "attendance": optional(NUMBER),
        "test_passed": optional(FLAG),
    },
)
_PRESENCE = record(
    Presence, {"employee": TEXT, "on": DAY, "event": TEXT, "hours": NUMBER, "extra": FLAG}
)
_QUOTA = record(AreaQuota, {"area": TEXT, "parts": COUNT})
_TARIFF_BAND = record(TariffBand, {"up_to_hours": NUMBER, "amount": _MONEY})
_SHARING = record(
    SharingRule,
    {
        "kind": TEXT,
        "quotas": many(_QUOTA),
        "tariff": many(_TARIFF_BAND),
        "extra_percent": NUMBER,
        "min_attendance": NUMBER,
    },
)
_PROJECT = record(
    ProjectInput,
    {
        "number": COUNT,
        "allocated": _MONEY,
        "result": optional(NUMBER),
        "threshold": NUMBER,
        "people": many(_ASSIGNMENT),
        "presences": many(_PRESENCE),
        "sharing": _SHARING,
        "payout": optional(_PAYOUT),
        "cap": optional(_MONEY),
        "withdrawn": FLAG,
    },
)
_CAPS = record(Caps, {"per_project": optional(_MONEY), "per_person": optional(_MONEY)})
CHARGE = record(ChargeRate, {"code": TEXT, "percent": NUMBER, "start": DAY, "end": optional(DAY)})
_ADJUSTMENT = record(
    Adjustment, {"project": COUNT, "employee": TEXT, "amount": _MONEY, "reason": TEXT}
)
_INPUTS = record(
    DistributionInput,
    {
        "pool": _MONEY,
        "start": DAY,
        "end": DAY,
        "paid_on": DAY,
        "projects": many(_PROJECT),
        "people": many(_PERSON),
        "payout": _PAYOUT,
        "factors": _FACTORS,
        "absence_kinds": many(_ABSENCE_KIND),
        "caps": _CAPS,
        "rates": many(CHARGE),
        "reserves": many(record(Reserve, {"name": TEXT, "amount": _MONEY})),
        "adjustments": many(_ADJUSTMENT),
    },
)

# --- Results --------------------------------------------------------------------------------

_DAYS = record(Days, dict.fromkeys(Days._fields, COUNT))
_CUT = record(Cut, {"reason": TEXT, "cents": _CENTS})
_LINE = record(
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
    return {**_LINE.write(line), "weight": PLACES.write(line.weight), "quota": str(line.quota)}


_ECONOMY = record(Economy, {"reason": TEXT, "amount": _MONEY, "area": TEXT})
_PRICED = record(
    PricedPresence,
    {
        "employee": TEXT,
        "on": DAY,
        "event": TEXT,
        "hours": NUMBER,
        "extra": FLAG,
        "up_to_hours": NUMBER,
        "amount": _MONEY,
        "paid": FLAG,
    },
)
_AREA = record(AreaLine, {"area": TEXT, "parts": COUNT, "exact": FRACTION, "amount": _MONEY})
_PROJECT_LINE = record(
    ProjectLine,
    {
        "number": COUNT,
        "allocated": _MONEY,
        "result": optional(PLACES),
        "threshold": NUMBER,
        "met": optional(FLAG),
        "payout_kind": TEXT,
        "percent": PLACES,
        "sharing_kind": TEXT,
        "payable": _MONEY,
        "areas": many(_AREA),
        "presences": many(_PRICED),
        "people": many(Codec(_write_line, _LINE.read)),
        "economies": many(_ECONOMY),
        "paid": _MONEY,
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
        "amount": _MONEY,
        "charges": many(_MONEY),
        "total_cost": _MONEY,
    },
)
RATE = record(Rate, {"code": TEXT, "percent": NUMBER})
_RESULT = record(
    Distribution,
    {
        "pool": _MONEY,
        "projects": many(_PROJECT_LINE),
        "people": many(PERSON_LINE),
        "chapters": many(CHAPTER),
        "rates": many(RATE),
        "economies": many(_ECONOMY),
        "reserves": many(record(ReserveLine, {"name": TEXT, "amount": _MONEY})),
        "paid": _MONEY,
        "economies_total": _MONEY,
        "reserved": _MONEY,
        "unassigned": _MONEY,
    },
)


def inputs_to_dict(inputs: DistributionInput) -> dict[str, Any]:
    """SharingError: bad_amount when an amount has more than two decimals."""
    return dict(_INPUTS.write(inputs))


def inputs_from_dict(data: Mapping[str, Any]) -> DistributionInput:
    """SharingError: bad_inputs, with the innermost field that is missing or malformed."""
    return _read(_INPUTS, data)  # type: ignore[no-any-return]


def result_to_dict(distribution: Distribution) -> dict[str, Any]:
    """The result with the rules that made it, under "rules" and "rules_version"."""
    return {"rules": list(RULES), "rules_version": RULES_VERSION, **_RESULT.write(distribution)}


def result_from_dict(data: Mapping[str, Any]) -> Distribution:
    """A stored result as it was; nothing is computed. SharingError: bad_inputs."""
    return _read(_RESULT, data)  # type: ignore[no-any-return]


def project_from_dict(data: Mapping[str, Any]) -> ProjectLine:
    """One project of a stored result; without "people" or "presences" it has none."""
    return _read(_PROJECT_LINE, {"people": [], "presences": [], **data})  # type: ignore[no-any-return]


def recompute(inputs: Mapping[str, Any]) -> Distribution:
    """The distribution of stored inputs, computed anew."""
    return distribute(inputs_from_dict(inputs))


def _read(codec: Codec, data: Mapping[str, Any]) -> Any:
    try:
        return codec.read(data)
    except CodecError as error:
        raise SharingError("bad_inputs", field=error.field) from error


def fingerprint(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of both dictionaries; the result names its rules."""
    return sha256_hex({"inputs": inputs, "results": result})


def line_from_dict(data: Mapping[str, Any]) -> EmployeeLine:
    """One person of a stored result, as a run's line keeps it. SharingError: bad_inputs."""
    return _read(_LINE, data)  # type: ignore[no-any-return]
