"""Findings: each check on plain figures, then the contradictions of the Chiari plan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from incentives.checks import pool_finding, run_finding, sum_finding
from objectives.checks import class_findings, merged, project_findings
from objectives.models import Plan
from reporting.findings import applied_text, place_text, plan_findings, written
from reporting.rows import plan_table


@dataclass(frozen=True)
class Facts:
    number: int = 1
    class_name: str = "innovativo"
    class_weight: Decimal = Decimal(30)
    class_legend_weight: Decimal | None = None
    weight: Decimal = Decimal(30)
    threshold: Decimal = Decimal(80)
    threshold_card: Decimal | None = None
    counted_staff: int = 4
    counted_staff_card: int | None = None
    indicator_weights: Decimal = Decimal(100)
    sharing_staff: int = 4


def rules(**facts: Any) -> list[tuple[str, str]]:
    return [(f.rule, f.severity.value) for f in project_findings(Facts(**facts))]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"indicator_weights": Decimal(90)}, [("CHK-WEIGHT", "blocks")]),
        ({"indicator_weights": Decimal("100.01")}, [("CHK-WEIGHT", "blocks")]),
        ({"indicator_weights": Decimal(0)}, [("CHK-WEIGHT", "blocks")]),
        ({"threshold_card": Decimal(90)}, [("CHK-THRESHOLD", "blocks")]),
        ({"threshold_card": Decimal(70)}, [("CHK-THRESHOLD", "unclear")]),
        ({"threshold_card": Decimal(80)}, []),
        ({"counted_staff_card": 3}, [("CHK-STAFF", "unclear")]),
        ({"counted_staff_card": 4}, []),
        ({"weight": Decimal(20)}, [("CHK-CLASS", "unclear")]),
        ({"sharing_staff": 3}, [("CHK-COEFF", "info")]),
    ],
)
def test_each_check(facts: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert rules(**facts) == expected


def test_the_gravest_comes_first() -> None:
    found = rules(sharing_staff=3, weight=Decimal(20), indicator_weights=Decimal(90))
    assert found == [("CHK-WEIGHT", "blocks"), ("CHK-CLASS", "unclear"), ("CHK-COEFF", "info")]


@pytest.mark.parametrize(("card", "applied"), [(90, "90"), (70, "80")])
def test_the_stricter_threshold_applies(card: int, applied: str) -> None:
    (finding,) = project_findings(Facts(threshold_card=Decimal(card)))
    assert f"{applied}\N{NO-BREAK SPACE}%" in applied_text(finding)


def test_a_class_is_compared_with_the_legend_once() -> None:
    legend = Decimal(25)
    projects = [Facts(number=n, class_legend_weight=legend) for n in (1, 2)]
    (finding,) = class_findings(projects)
    assert (finding.first.value, finding.second.value) == (Decimal(30), legend)
    assert class_findings([Facts(class_legend_weight=Decimal(30)), Facts()]) == []


def test_equal_contradictions_become_one_line() -> None:
    found = [
        finding
        for number, weights in ((3, 90), (1, 90), (2, 80))
        for finding in project_findings(Facts(number=number, indicator_weights=Decimal(weights)))
    ]
    assert [finding.projects for finding in merged(found)] == [(1, 3), (2,)]


def test_sums_within_the_budget_are_no_finding() -> None:
    assert sum_finding(Decimal("10.00"), Decimal("10.00")) is None
    assert sum_finding(Decimal("10.01"), Decimal("10.00"), group="G") is not None
    assert pool_finding(Decimal("0.00"), Decimal(10)) is None
    assert run_finding(1, (Decimal(20), 4), (Decimal("20.00"), 4)) is None


def test_a_change_after_the_run_names_what_changed() -> None:
    weight = run_finding(1, (Decimal(20), 4), (Decimal(30), 4))
    heads = run_finding(1, (Decimal(20), 4), (Decimal(20), 5))
    assert weight is not None
    assert heads is not None
    assert (weight.second.value, heads.second.value) == (Decimal(30), 5)


CHIARI = [
    "blocks CHK-WEIGHT Progetti 5, 9, 20, 22: 90 | 100",
    "blocks CHK-THRESHOLD Progetto 20: 80 % | 90 %",
    "unclear CHK-POOL Monte premi: 91.200,00 | 91.223,09",
    "unclear CHK-SUM Settore 5: 4.225,01 | 4.225,00",
    "unclear CHK-STAFF Progetto 5: 8 | 6",
    "unclear CHK-THRESHOLD Progetto 5: 70 % | 65 %",
    "unclear CHK-STAFF Progetto 11: 4 | 2",
    "unclear CHK-STAFF Progetto 12: 3 | 4",
    "unclear CHK-STAFF Progetto 14: 10 | 11",
    "unclear CHK-CLASS Progetto 22: 30 | 20",
    "info CHK-LEGEND Classe «innovativo»: 30 | 25",
    "info CHK-SUM Tutto il piano: 63.200,01 | 63.200,00",
]


def test_the_contradictions_of_the_chiari_plan(allocated: Plan) -> None:
    found = plan_findings(plan_table(allocated), with_money=True)
    lines = [
        f"{f.severity.value} {f.rule} {place_text(f)}: {written(f.first)} | {written(f.second)}"
        for f in found
    ]
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] == CHIARI


def test_sums_are_left_out_for_who_sees_no_whole_money(allocated: Plan) -> None:
    found = plan_findings(plan_table(allocated, with_budgets=False), with_money=False)
    assert not {"CHK-SUM", "CHK-POOL"} & {finding.rule for finding in found}
