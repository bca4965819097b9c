"""Stored entries as the scoring reads them: what counts, what is missing, who may write when."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from objectives.enums import PlanState, Role, WindowKind
from objectives.measurements import entries_of, measured, measured_projects
from objectives.models import Indicator, MonitoringWindow, Plan, ProgressEntry, Project, User
from objectives.windows import entry_access, entry_accesses
from tests.states import put_in_state


@pytest.fixture
def september(demo: Plan) -> MonitoringWindow:
    MonitoringWindow.objects.filter(plan=demo).delete()
    return MonitoringWindow.objects.create(
        plan=demo,
        name="Settembre",
        kind=WindowKind.INTERMEDIATE,
        reference_date=date(2023, 9, 30),
        opens=date(2023, 10, 1),
        closes=date(2023, 10, 20),
        grace_days=2,
    )


@pytest.fixture
def final(demo: Plan, september: MonitoringWindow) -> MonitoringWindow:
    return MonitoringWindow.objects.create(
        plan=demo,
        name="Consuntivo",
        kind=WindowKind.FINAL,
        reference_date=date(2023, 12, 31),
        opens=date(2024, 1, 8),
        closes=date(2024, 1, 31),
    )


def enter(indicator: Indicator, window: MonitoringWindow, **values: Any) -> ProgressEntry:
    return ProgressEntry.objects.create(
        indicator=indicator,
        window=window,
        reference_date=window.reference_date,
        by=User.objects.filter(role=Role.MANAGER)[0],
        **values,
    )


def test_a_project_without_indicators_has_no_result(demo: Plan) -> None:
    found = measured(demo.projects.create(**_empty(demo)))
    assert found.result.result is None
    assert found.missing == []


def _empty(demo: Plan) -> dict[str, Any]:
    like = demo.projects.get(number=22)
    return {
        "number": 99,
        "kind": like.kind,
        "lead_sector": like.lead_sector,
        "project_class": like.project_class,
        "weight": like.weight,
        "counted_staff": 1,
        "threshold": 80,
        "title": "Senza indicatori",
    }


@pytest.fixture
def fresh(demo: Plan) -> Project:
    """A project with one indicator of each lasting and passing kind and no entry."""
    project = demo.projects.create(**_empty(demo))
    for order, (kind, target) in enumerate(
        [("number_up", 20), ("number_down", 10), ("ratio", 1)], start=1
    ):
        Indicator.objects.create(
            project=project,
            order=order,
            name=f"Indicatore {order}",
            quantity=str(target),
            target_kind=kind,
            target_value=target,
            weight=Decimal(30),
        )
    return project


def test_the_latest_value_counts_while_the_year_runs(
    fresh: Project, september: MonitoringWindow, final: MonitoringWindow
) -> None:
    first, second, third = fresh.indicators.all()
    old = enter(first, september, number=5)
    enter(first, september, number=15, replaces=old)
    enter(second, september, number=8)
    found = measured(fresh, final=False)
    assert [row.achievement.shown for row in found.indicators] == [75, 100, 0]
    assert [row.indicator for row in found.missing] == [third]
    assert found.result.result == Decimal("58.33")


def test_for_the_final_report_only_what_cannot_get_worse_is_carried_over(
    fresh: Project, september: MonitoringWindow, final: MonitoringWindow
) -> None:
    first, second, third = fresh.indicators.all()
    enter(first, september, number=20)
    enter(second, september, number=8)
    enter(third, september, numerator=1, denominator=1)
    assert [row.indicator for row in measured(fresh, final=True).missing] == [second, third]
    enter(second, final, number=20)
    enter(third, final, numerator=1, denominator=2)
    found = measured(fresh, final=True)
    assert [row.achievement.shown for row in found.indicators] == [100, 50, 50]
    assert not found.missing


def test_queries_do_not_grow_with_the_projects(demo: Plan) -> None:
    def count(projects: list[Project]) -> int:
        with CaptureQueriesContext(connection) as queries:
            measured_projects(projects)
            entry_accesses(projects)
        return len(queries)

    assert count(list(demo.projects.all()[:1])) == count(list(demo.projects.all()[:3]))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2023-09-30", "Il periodo si apre il 01/10/2023."),
        ("2023-10-22", ""),
        ("2023-10-23", "Periodo chiuso il 22/10/2023."),
    ],
)
def test_a_window_is_open_until_the_end_of_its_grace(
    day: str, said: str, fresh: Project, september: MonitoringWindow
) -> None:
    put_in_state(fresh.plan, PlanState.IN_PROGRESS)
    access = entry_access(fresh, date.fromisoformat(day))
    assert access.refusal.startswith(said)
    assert access.is_open is (said == "")


def test_one_of_two_first_entries_is_refused_by_the_database(
    fresh: Project, september: MonitoringWindow
) -> None:
    indicator = fresh.indicators.all()[0]
    entry = enter(indicator, september, number=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        enter(indicator, september, number=6)
    for change in (lambda: entry.delete(), lambda: _change(entry)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert [row.number for row in entries_of([indicator])[indicator.pk]] == [5]


def _change(entry: ProgressEntry) -> None:
    ProgressEntry.objects.filter(pk=entry.pk).update(number=99)


def test_a_state_changes_by_a_recorded_transition_alone(demo: Plan) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Plan.objects.filter(pk=demo.pk).update(state=PlanState.PAID)
    put_in_state(demo, PlanState.FINAL_REPORT)
    assert demo.state == PlanState.FINAL_REPORT
