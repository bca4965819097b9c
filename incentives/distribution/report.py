"""A distribution as plain JSON values for other programs: decimals are text, amounts in euro."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from incentives.sharing import Distribution, EmployeeLine, ProjectLine, reconciliation
from objectives.exact import rounded

TOTALS = ("pool", "paid", "economies", "reserves", "unassigned", "difference")
PLACES = 6
FOUR_PLACES = Decimal("0.0001")


def distribution_report(
    distribution: Distribution, sources: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """`sources` says of each project whether its result is validated, confirmed or measured."""
    kinds = {source["project"]: source["kind"] for source in sources}
    totals = reconciliation(distribution)
    return {
        "pool": _text(distribution.pool),
        "projects": [_project(line, kinds) for line in distribution.projects],
        "employees": _employees(distribution),
        "economies": [
            {"reason": item.reason, "amount": _text(item.amount)} for item in distribution.economies
        ],
        "reserves": [
            {"name": item.name, "amount": _text(item.amount)} for item in distribution.reserves
        ],
        "unassigned": _text(distribution.unassigned),
        "reconciliation": {name: _text(getattr(totals, name)) for name in TOTALS},
    }


def _project(line: ProjectLine, kinds: Mapping[int, str]) -> dict[str, Any]:
    """`factor` is the part of the allocated amount that the result pays, 0-1."""
    paid = line.paid
    return {
        "project": line.number,
        "allocated": _text(line.allocated),
        "result": _text(line.result),
        "result_source": kinds.get(line.number, ""),
        "threshold": _text(line.threshold),
        "met": line.met,
        "rule": line.payout_kind,
        "factor": _fraction(line.percent),
        "sharing": line.sharing_kind,
        "payable": _text(line.payable),
        "paid": _text(paid),
        "economy": _text(line.allocated - paid),
        "economies": [
            {"reason": item.reason, "area": item.area, "amount": _text(item.amount)}
            for item in line.economies
        ],
    }


def _employees(distribution: Distribution) -> list[dict[str, Any]]:
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for project in distribution.projects:
        for line in project.people:
            lines[line.employee].append({"project": project.number, **_line(line)})
    return [
        {
            "code": person.employee,
            "chapter": person.chapter,
            "amount": _text(person.amount),
            "charges": {
                rate.code: _text(amount)
                for rate, amount in zip(distribution.rates, person.charges, strict=True)
            },
            "projects": lines[person.employee],
        }
        for person in distribution.people
    ]


def _line(line: EmployeeLine) -> dict[str, Any]:
    return {
        "weight": _text(line.weight),
        "factors": factors_of(line),
        "quota": _text(line.quota),
        "share": _text(line.share),
        "correction": _text(line.correction),
        "cut": _text(line.cut),
        "cuts": [{"reason": cut.reason, "amount": _text(cut.amount)} for cut in line.cuts],
        "amount": _text(line.amount),
        "reason": line.reason,
    }


def factors_of(line: EmployeeLine) -> dict[str, str | None]:
    """Each factor 0-1 as it stands for the person, whether the plan counts it or not."""
    days = line.days
    absent = days.redistributed + days.economy
    return {
        "participation": _fraction(line.participation),
        "period": _ratio(days.days, days.period_days),
        "part_time": _fraction(days.part_time),
        "presence": _ratio(days.days - absent, days.days),
        "score": _fraction(line.score),
    }


def _ratio(part: int, whole: int) -> str | None:
    return _text(rounded(Fraction(part, whole), PLACES)) if whole else None


def _fraction(percent: Decimal | None) -> str | None:
    """0-100 with two decimals at most as 0-1 with four."""
    return None if percent is None else format((percent / 100).quantize(FOUR_PLACES), "f")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
