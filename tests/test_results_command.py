"""`manage.py results` and `verify_runs`: figures as text, and stored results made again."""

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from objectives.actions.results import confirm_result
from objectives.actions.sums import neutralise
from objectives.models import MonitoringWindow, Plan, ProjectResult, User
from objectives.verification import result_differences
from tests.measured import complete, enter, final_report


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return final_report(demo)


def report() -> dict[str, Any]:
    out = io.StringIO()
    call_command("results", "--plan", "2023", "--format", "json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue(), parse_float=pytest.fail)
    return found


def project(number: int) -> dict[str, Any]:
    return next(row for row in report()["projects"] if row["number"] == number)


def test_every_project_is_there_and_nothing_is_measured(window: MonitoringWindow) -> None:
    found = report()
    assert (found["plan"], found["state"]) == (2023, "final_report")
    assert [row["number"] for row in found["projects"]] == list(range(1, 25))
    assert {row["state"] for row in found["projects"]} == {"missing"}
    assert project(8)["indicators"][0] == {
        "order": 1,
        "weight": "10.00",
        "kind": "number_up",
        "value": None,
        "target": "3",
        "achievement": "0.00",
        "missing": True,
        "neutralised": False,
    }


def test_values_of_each_kind(demo: Plan, window: MonitoringWindow) -> None:
    complete(window, *demo.projects.filter(number__in=[1, 8, 13]))
    fourth = demo.projects.get(number=4)
    first, second = fourth.indicators.all()
    enter(first, window, number=Decimal("1.5"))
    enter(second, window, numerator=80, denominator=100)
    assert [row["value"] for row in project(4)["indicators"]] == [
        "1.5",
        {"numerator": "80", "denominator": "100"},
    ]
    assert project(4)["result"] == "76.50"
    assert (project(4)["met"], project(4)["threshold"]) == (False, "80.00")
    assert project(8)["indicators"][1]["value"] is True
    assert project(13)["indicators"][0]["value"] == "100"
    assert project(8)["state"] == "to_confirm"


def test_a_confirmed_result_is_printed_as_stored(demo: Plan, window: MonitoringWindow) -> None:
    found = demo.projects.get(number=8)
    complete(window, found)
    hr, manager = (User.objects.get(username=n) for n in ("risorse.umane", "responsabile"))
    neutralise(by=hr, indicator=found.indicators.all()[4], act=demo.acts.all()[0], reason="x")
    confirm_result(by=manager, project=found)
    entry = found.indicators.all()[0].entries.get()
    enter(entry.indicator, window, number=0, replaces=entry)
    row = project(8)
    assert (row["state"], row["result"], row["mode"]) == ("confirmed", "100.00", "normalised")
    assert row["indicators"][4]["neutralised"] is True
    assert row["indicators"][4]["achievement"] is None


def test_queries_do_not_grow_with_the_projects(demo: Plan, window: MonitoringWindow) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            report()
        return len(queries)

    other = Plan.objects.create(year=2024, triennium_start=2024, triennium_end=2026, title="Altro")
    many = count()
    demo.projects.exclude(number=8).update(plan=other)
    assert count() == many


def test_says_that_the_plan_is_missing(db: None) -> None:
    with pytest.raises(CommandError, match=r"^There is no plan for 2022\.$"):
        call_command("results", "--plan", "2022")


def test_stored_results_are_made_again(demo: Plan, window: MonitoringWindow) -> None:
    found = demo.projects.get(number=8)
    complete(window, found)
    result = confirm_result(by=User.objects.get(username="responsabile"), project=found)
    out = io.StringIO()
    call_command("verify_runs", stdout=out)
    assert f"Plan 2023, project 8, result 1: identical, {result.sha256}" in out.getvalue()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"result": Decimal("50.00")}, ["columns"]),
        ({"sha256": "0" * 64}, ["fingerprint"]),
        ({"inputs": {}}, ["fingerprint", "results", "columns"]),
    ],
)
def test_a_result_that_was_tampered_with_is_found(
    change: dict[str, Any], found: list[str], demo: Plan, window: MonitoringWindow
) -> None:
    project = demo.projects.get(number=8)
    complete(window, project)
    confirmed = confirm_result(by=User.objects.get(username="responsabile"), project=project)
    result = ProjectResult.objects.get(pk=confirmed.pk)
    for name, value in change.items():
        setattr(result, name, value)
    assert result_differences(result) == found
