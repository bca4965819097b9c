import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from objectives.canonical import decimal_text
from objectives.models import Plan
from objectives.outcomes import Outcome
from objectives.scoring import Achievement, Done, DoneOn, Judged, Number, Ratio, Value
from objectives.states import plan_outcomes


class Command(BaseCommand):
    help = "Print the result of every project of a plan, confirmed or as the values stand today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", type=int, required=True, metavar="YEAR")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, plan: int, **options: Any) -> None:
        found = Plan.objects.filter(year=plan).first()
        if found is None:
            raise CommandError(f"There is no plan for {plan}.")
        report = {
            "plan": plan,
            "state": found.state,
            "projects": [_project(row) for row in plan_outcomes(found)],
        }
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))


def _project(row: Outcome) -> dict[str, Any]:
    """Plain JSON values: every decimal is text, percentages are 0-100. `state` is the stage of
    objectives/outcomes.py; a result is null where there is none to compute."""
    shown = row.shown
    return {
        "number": row.project.number,
        "indicators": [_indicator(line) for line in shown.lines],
        "mode": shown.mode,
        "result": _text(shown.result),
        "threshold": _text(shown.threshold),
        "met": shown.met,
        "state": row.stage,
    }


def _indicator(line: Achievement) -> dict[str, Any]:
    """`achievement` is null for a neutralised indicator, which has no figure."""
    return {
        "order": line.order,
        "weight": _text(line.weight),
        "kind": line.kind,
        "value": _value(line.value),
        "target": None if line.target is None else decimal_text(line.target),
        "achievement": _text(line.shown),
        "missing": line.missing,
        "neutralised": line.neutralised,
    }


def _value(value: Value | None) -> Mapping[str, str | None] | str | bool | None:
    """A ratio is its two terms; a milestone its day, null when it was not done."""
    match value:
        case Number():
            return decimal_text(value.value)
        case Ratio():
            terms = {"numerator": value.numerator, "denominator": value.denominator}
            return {name: decimal_text(term) for name, term in terms.items()}
        case Done():
            return value.done
        case DoneOn():
            return value.on.isoformat() if value.on else None
        case Judged():
            return decimal_text(value.percent)
    return None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
