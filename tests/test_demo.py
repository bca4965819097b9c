"""The demo at year end: what the tour shows is there, marked as invented, and is loaded once."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from objectives import scoring
from objectives.enums import EvidenceKind, PlanState, ResultState, Role
from objectives.measurements import measured_projects
from objectives.models import (
    AuditEvent,
    Evidence,
    Neutralisation,
    Plan,
    ProgressEntry,
    Project,
    ProjectResult,
    Remark,
    User,
)
from objectives.queries import headed_projects
from objectives.windows import entry_access
from tests import snapshot

WORK = Path(__file__).parent.parent / "fixtures" / "chiari_2023" / "work.json"


def result_of(plan: Plan, number: int) -> ProjectResult:
    return ProjectResult.objects.get(project__plan=plan, project__number=number)


def test_the_plan_waits_for_the_niv(year_end: Plan) -> None:
    assert year_end.state == PlanState.FINAL_REPORT
    steps = year_end.transitions.order_by("pk").values_list("from_state", "to_state")
    assert list(steps) == [
        ("draft", "approved"),
        ("approved", "in_progress"),
        ("in_progress", "final_report"),
    ]


def test_most_indicators_have_values_and_a_few_are_missing(year_end: Plan) -> None:
    found = measured_projects(list(year_end.projects.all()))
    missing = sum(len(row.missing) for row in found.values())
    assert sum(len(row.indicators) for row in found.values()) == 65
    assert 5 <= missing <= 10
    assert ProgressEntry.objects.filter(replaces__isnull=False).exists()
    assert ProgressEntry.objects.exclude(deviation="").exists()


@pytest.mark.parametrize(
    ("number", "result", "threshold", "met"),
    [(15, "70.00", "70.00", True), (16, "83.75", "90.00", False), (7, "100.00", "70.00", True)],
    ids=["exactly on its threshold", "below", "with a neutralised indicator"],
)
def test_the_cases_of_the_tour(
    year_end: Plan, number: int, result: str, threshold: str, met: bool
) -> None:
    stored = result_of(year_end, number)
    assert (stored.result, stored.threshold) == (Decimal(result), Decimal(threshold))
    assert stored.met is met


def test_one_indicator_is_neutralised_by_an_act_and_one_remark_is_open(year_end: Plan) -> None:
    neutralised = Neutralisation.objects.get(revoked_at=None)
    assert neutralised.reason
    assert neutralised.act.plan == year_end
    assert [row.messages.count() for row in Remark.objects.filter(closed_at=None)] == [3]


def test_stored_results_are_what_the_values_give(year_end: Plan) -> None:
    for row in ProjectResult.objects.filter(project__plan=year_end):
        assert scoring.recompute(row.inputs).result == row.result
        assert scoring.fingerprint(row.inputs, row.results) == row.sha256
    states = set(ProjectResult.objects.values_list("state", flat=True))
    assert states == set(ResultState.values)


def test_only_those_who_head_a_project_reported_on_it(year_end: Plan) -> None:
    pairs = ProgressEntry.objects.values_list("by", "indicator__project").distinct().order_by()
    for user, project in pairs:
        assert headed_projects(User.objects.get(pk=user)).filter(pk=project).exists()


def test_the_last_window_is_open_for_twelve_days(year_end: Plan) -> None:
    window = year_end.windows.get(kind="final")
    assert window.opens == date(2024, 1, 8)
    assert timedelta(11) <= window.last_day - timezone.localdate() <= timedelta(12)
    assert entry_access(Project.objects.get(plan=year_end, number=24)).window == window


def test_papers_are_in_the_store_and_say_that_they_are_invented(year_end: Plan) -> None:
    paper = Evidence.objects.get(kind=EvidenceKind.FILE)
    with default_storage.open(paper.file.name) as file:
        content = file.read()
    assert content.startswith(b"%PDF")
    assert len(content) == paper.size
    assert "inventati" in json.loads(WORK.read_text(encoding="utf-8"))["note"]


def test_loading_again_changes_nothing(year_end: Plan) -> None:
    before = snapshot.take()
    call_command("load_demo", stdout=io.StringIO())
    assert snapshot.take() == before


def test_every_head_with_work_to_report_can_log_in_and_be_written_to(year_end: Plan) -> None:
    managers = User.objects.filter(role=Role.MANAGER)
    assert all(user.email and user.employee_id for user in managers)
    reached = {row.pk for user in managers for row in headed_projects(user)}
    assert reached == set(Project.objects.values_list("pk", flat=True))


def test_the_history_of_a_card_tells_the_year_in_the_order_of_its_days(year_end: Plan) -> None:
    found = AuditEvent.objects.filter(project__plan=year_end, project__number=8, at__year__lt=2025)
    events = list(found.order_by("pk"))
    assert [event.at for event in events] == sorted(event.at for event in events)
    actions = {event.action for event in events}
    assert {"entered", "corrected", "created", "confirmed", "validated"} <= actions
    assert (
        ProgressEntry.objects.count()
        == AuditEvent.objects.filter(target_type="progressentry").count()
    )
