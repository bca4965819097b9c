"""How the inputs of a distribution are stored: a codec for each kind of value of types.py."""

from decimal import Decimal

from incentives.allocation.numbers import CENT_PLACES, euro_text
from incentives.payout import PayoutBand, PayoutRule
from incentives.sharing.errors import SharingError
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
from objectives.codec import COUNT, DAY, FLAG, NUMBER, TEXT, Codec, many, optional, record, typed
from objectives.exact import scaled


def _money_text(value: Decimal) -> str:
    cents = scaled(value, CENT_PLACES)
    if cents is None:
        raise SharingError("bad_amount", field="", owner="", value=str(value))
    return euro_text(cents)


MONEY = Codec(_money_text, typed(str, Decimal))

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
_TARIFF_BAND = record(TariffBand, {"up_to_hours": NUMBER, "amount": MONEY})
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
        "allocated": MONEY,
        "result": optional(NUMBER),
        "threshold": NUMBER,
        "people": many(_ASSIGNMENT),
        "presences": many(_PRESENCE),
        "sharing": _SHARING,
        "payout": optional(_PAYOUT),
        "cap": optional(MONEY),
        "withdrawn": FLAG,
    },
)
_CAPS = record(Caps, {"per_project": optional(MONEY), "per_person": optional(MONEY)})
CHARGE = record(ChargeRate, {"code": TEXT, "percent": NUMBER, "start": DAY, "end": optional(DAY)})
_ADJUSTMENT = record(
    Adjustment, {"project": COUNT, "employee": TEXT, "amount": MONEY, "reason": TEXT}
)
INPUTS = record(
    DistributionInput,
    {
        "pool": MONEY,
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
        "reserves": many(record(Reserve, {"name": TEXT, "amount": MONEY})),
        "adjustments": many(_ADJUSTMENT),
    },
)
