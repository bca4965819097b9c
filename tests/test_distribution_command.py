"""`manage.py distribution`: a stored run or today's data as text, without a trace."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from incentives.models import DistributionRun
from objectives.enums import ResultState
from objectives.models import Plan
from tests.distributed import give_result, human_resources, prepared, ready, small_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return ready(small_plan(), {1: "90", 2: "79.99"})


def report(*args: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("distribution", "--plan", "2031", *args, "--format", "json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_without_a_run_today_is_computed_and_nothing_stored(plan: Plan) -> None:
    found = report()
    assert (found["plan"], found["run"], found["state"]) == (2031, None, "simulation")
    assert found["reconciliation"] == {
        "pool": "215.00",
        "paid": "90.00",
        "economies": "110.00",
        "reserves": "10.00",
        "unassigned": "5.00",
        "difference": "0.00",
    }
    assert found["economies"] == [
        {"reason": "below_threshold", "amount": "100.00"},
        {"reason": "not_full_result", "amount": "10.00"},
    ]
    assert not DistributionRun.objects.exists()


def test_projects_say_how_they_pay(plan: Plan) -> None:
    first, second = report()["projects"]
    assert first == {
        "project": 1,
        "allocated": "100.00",
        "result": "90.00",
        "result_source": "validated",
        "threshold": "80.00",
        "met": True,
        "rule": "proportional",
        "factor": "0.9000",
        "sharing": "by_weight",
        "payable": "90.00",
        "paid": "90.00",
        "economy": "10.00",
        "economies": [{"reason": "not_full_result", "area": "", "amount": "10.00"}],
    }
    assert (second["met"], second["factor"], second["economy"]) == (False, "0.0000", "100.00")


def test_employees_say_every_factor(plan: Plan) -> None:
    found = report()["employees"]
    assert [employee["code"] for employee in found] == ["T-00001", "T-00002", "T-00003"]
    assert found[0]["charges"] == {"CPDEL": "7.14", "IRAP": "2.55"}
    assert found[0]["projects"][0] == {
        "project": 1,
        "weight": "365.000000",
        "factors": {
            "participation": "1.0000",
            "period": "1.000000",
            "part_time": "1.0000",
            "presence": "1.000000",
            "score": None,
        },
        "quota": "30.0000000000",
        "share": "30.00",
        "correction": "0.00",
        "cut": "0.00",
        "cuts": [],
        "amount": "30.00",
        "reason": "",
    }


def test_a_stored_run_says_what_it_stored(plan: Plan) -> None:
    run = prepared(plan)
    give_result(plan.projects.get(number=1), "100", ResultState.CONFIRMED)
    assert report()["reconciliation"]["paid"] == "100.00"
    found = report("--run", "1")
    assert (found["run"], found["state"], found["sha256"]) == (1, "prepared", run.sha256)
    assert found["reconciliation"]["paid"] == "90.00"
    assert [p["result_source"] for p in found["projects"]] == ["validated", "validated"]


def test_no_number_is_a_number(plan: Plan) -> None:
    def numbers(value: Any) -> bool:
        if isinstance(value, dict):
            return any(numbers(v) for k, v in value.items() if k not in ("plan", "project"))
        if isinstance(value, list):
            return any(map(numbers, value))
        return isinstance(value, (int, float)) and not isinstance(value, bool)

    assert not numbers(report())


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("--plan", "1999"), "There is no plan for 1999"),
        (("--plan", "2031", "--run", "9"), "has no distribution 9"),
    ],
)
def test_what_is_not_there_is_said(plan: Plan, args: tuple[str, ...], text: str) -> None:
    with pytest.raises(CommandError, match=text):
        call_command("distribution", *args)


def test_what_is_missing_is_said(plan: Plan) -> None:
    plan.projects.get(number=2).results.update(
        state=ResultState.SENT_BACK, sent_back_by=human_resources()[0], sent_back_reason="No"
    )
    with pytest.raises(CommandError, match="Il progetto 2 non ha un risultato"):
        call_command("distribution", "--plan", "2031")
    empty = Plan.objects.create(
        year=2041, triennium_start=2041, triennium_end=2043, title="Piano 2041"
    )
    with pytest.raises(CommandError, match="has no pool"):
        call_command("distribution", "--plan", str(empty.year))
