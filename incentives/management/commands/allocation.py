import json
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incentives.allocation import (
    Allocation,
    AllocationError,
    GroupResult,
    Line,
    allocate,
    reconciliation,
)
from incentives.enums import RoundingRule
from incentives.messages import sentence
from incentives.models import Pool
from incentives.queries import allocation_inputs
from objectives.models import Plan

LINE = ("mode", "weight", "counted_staff", "coefficient", "points", "quota", "amount", "correction")
RECONCILIATION = (
    "pool",
    "lines_total",
    "rounding",
    "undistributed",
    "assigned",
    "reserved",
    "unassigned",
    "difference",
)


class Command(BaseCommand):
    help = "Compute the allocation of a plan from its current data; nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", type=int, required=True, metavar="YEAR")
        parser.add_argument(
            "--rule", choices=RoundingRule.values, default=RoundingRule.LARGEST_REMAINDER.value
        )
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, plan: int, rule: str, **options: Any) -> None:
        try:
            found = Plan.objects.get(year=plan)
            allocation = allocate(allocation_inputs(found, rule))
        except Plan.DoesNotExist:
            raise CommandError(f"There is no plan for {plan}.") from None
        except Pool.DoesNotExist:
            raise CommandError(f"The plan for {plan} has no pool: nothing to allocate.") from None
        except AllocationError as error:
            raise CommandError(sentence(error)) from None
        report = allocation_report(found, allocation)
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))


def allocation_report(plan: Plan, allocation: Allocation) -> dict[str, Any]:
    """The allocation as plain JSON values; every decimal is text, amounts are in euro."""
    totals = reconciliation(allocation)
    return {
        "plan": plan.year,
        "rule": allocation.rule,
        "pool": _text(allocation.pool),
        "groups": [_group(group) for group in allocation.groups],
        "reserves": [
            {"name": item.name, "amount": _text(item.amount)} for item in allocation.reserves
        ],
        "unassigned": _text(allocation.unassigned),
        "rounding": _text(allocation.rounding),
        "rounding_lines": [
            {"group": group.code, "name": group.name, "amount": _text(group.rounding)}
            for group in allocation.groups
            if group.rounding
        ],
        "reconciliation": {name: _text(getattr(totals, name)) for name in RECONCILIATION},
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "code": group.code,
        "name": group.name,
        "budget": _text(group.budget),
        "points": _text(group.points),
        "euro_per_point": _text(group.euro_per_point),
        "lines": [_line(line) for line in group.lines],
        "total": _text(group.total),
        "rounding": _text(group.rounding),
        "undistributed": _text(group.undistributed),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "project": line.project,
        **{name: _text(getattr(line, name)) for name in LINE},
        "deliberated": _text(line.deliberated),
        "difference": _text(line.difference),
    }


def _text(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value
