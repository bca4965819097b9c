"""`manage.py allocation`: the published amounts to the cent, as text, without a trace."""

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incentives.models import AllocationRun, CoefficientBand, Pool
from objectives.models import Plan
from tests.allocation_cases import published_amounts


def _run(*args: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("allocation", *args, "--format", "json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def _lines(report: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {line["project"]: line for group in report["groups"] for line in group["lines"]}


def _amounts(report: dict[str, Any]) -> dict[int, Decimal]:
    return {number: Decimal(line["amount"]) for number, line in _lines(report).items()}


def test_half_up_gives_all_published_amounts(demo: Plan) -> None:
    report = _run("--plan", "2023", "--rule", "half_up")
    assert _amounts(report) == published_amounts()
    assert report["reconciliation"]["lines_total"] == "63200.01"
    assert report["rounding"] == "0.01"
    assert report["rounding_lines"] == [{"group": "S5", "name": "Settore 5", "amount": "0.01"}]
    assert report["reconciliation"]["difference"] == "0.00"


def test_largest_remainder_differs_at_project_24_alone(demo: Plan) -> None:
    report = _run("--plan", "2023")
    published = published_amounts()
    different = {n: amount for n, amount in _amounts(report).items() if amount != published[n]}
    assert different == {24: Decimal("528.12")}
    assert sum(_amounts(report).values()) == Decimal("63200.00")
    assert (report["rule"], report["rounding"], report["rounding_lines"]) == (
        "largest_remainder",
        "0.00",
        [],
    )


def test_prints_every_figure_as_text(demo: Plan) -> None:
    report = _run("--plan", "2023")
    assert (report["plan"], report["pool"], report["unassigned"]) == (2023, "91223.09", "23.09")
    assert report["reserves"] == [{"name": "Riserva per un atto successivo", "amount": "28000.00"}]
    general = report["groups"][0]
    assert {key: general[key] for key in ("code", "budget", "points")} == {
        "code": "GEN",
        "budget": "33200.00",
        "points": "500",
    }
    assert _lines(report)[8] == {
        "project": 8,
        "mode": "points",
        "weight": "30.00",
        "counted_staff": 9,
        "coefficient": "2.50",
        "points": "75",
        "quota": "2730.0000000000",
        "amount": "2730.00",
        "correction": "0.00",
        "deliberated": "2730.00",
        "difference": "0.00",
    }
    assert _lines(report)[3]["mode"] == "fixed"
    assert _lines(report)[24]["difference"] == "0.01"


def test_heads_rebuild_the_five_sector_budgets(demo: Plan) -> None:
    Pool.objects.get().groups.exclude(code="GEN").update(budget_mode="heads", budget_amount=None)
    budgets = {group["code"]: group["budget"] for group in _run("--plan", "2023")["groups"]}
    assert budgets == {
        "GEN": "33200.00",
        "S1": "3380.00",
        "S2": "11831.00",
        "S3": "5071.00",
        "S4": "5493.00",
        "S5": "4225.00",
    }


def test_stores_nothing(demo: Plan) -> None:
    before = AllocationRun.objects.count()
    _run("--plan", "2023")
    assert AllocationRun.objects.count() == before


def test_says_that_the_plan_is_missing(demo: Plan) -> None:
    with pytest.raises(CommandError, match=r"^There is no plan for 2022\.$"):
        _run("--plan", "2022")


def test_says_that_the_pool_is_missing(demo: Plan) -> None:
    Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Nuovo")
    with pytest.raises(CommandError, match="The plan for 2024 has no pool"):
        _run("--plan", "2024")


def test_says_why_the_data_cannot_be_shared(demo: Plan) -> None:
    CoefficientBand.objects.filter(to_heads=None).delete()
    with pytest.raises(CommandError, match="nessuna fascia comprende 62 dipendenti"):
        _run("--plan", "2023")
