"""The year's work of the demo: everything in it is invented.

Rows carry the day on which they would have been written; the last window alone ends some days
after the demo is loaded, so that there is something to enter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from objectives import scoring
from objectives.enums import EvidenceKind, ResultState, TargetKind, ValidationOutcome
from objectives.measurements import measured
from objectives.models import (
    Evidence,
    Indicator,
    MonitoringWindow,
    Neutralisation,
    Phase,
    PhaseReport,
    Plan,
    PlanTransition,
    ProgressEntry,
    Project,
    ProjectResult,
    Remark,
    RemarkMessage,
    User,
    Validation,
)
from reporting.demo.base import Loaded, Row, create, create_past, moment, without
from reporting.demo.papers import stored_pdf


@dataclass(frozen=True)
class Work:
    """What the rows of the file refer to."""

    loaded: Loaded
    windows: dict[str, MonitoringWindow]
    entered: dict[str, str]
    users: dict[str, User]
    hr: User
    niv: User


def take_step(loaded: Loaded, plan: Plan, steps: Iterable[Row], to: str, by: User) -> None:
    """Put the plan into a state by the recorded transition of the file."""
    row = next(step for step in steps if step["to"] == to)
    create_past(
        PlanTransition,
        plan=plan,
        from_state=plan.state,
        to_state=to,
        act=loaded.acts.get(row.get("act", "")),
        reason=row["reason"],
        by=by,
        at=moment(row["on"]),
    )
    plan.state = to
    plan.save(update_fields=["state"])


def load_work(loaded: Loaded, plan: Plan, source: Row, steps: Iterable[Row]) -> None:
    users = {user.username: user for user in User.objects.all()}
    hr = users[source["hr"]]
    work = Work(
        loaded=loaded,
        windows={row["key"]: _window(plan, row) for row in source["windows"]},
        entered={row["key"]: row["entered"] for row in source["windows"]},
        users=users,
        hr=hr,
        niv=users[source["niv"]],
    )
    take_step(loaded, plan, steps, "final_report", hr)
    for row in source["projects"]:
        _load_project(work, loaded.projects[row["number"]], row)


def _window(plan: Plan, row: Row) -> MonitoringWindow:
    values = without(row, "key", "entered", "days_after_loading")
    if "days_after_loading" in row:
        values["closes"] = timezone.localdate() + timedelta(days=row["days_after_loading"])
    window: MonitoringWindow = create(MonitoringWindow, plan=plan, **values)
    return window


def _load_project(work: Work, project: Project, row: Row) -> None:
    by = work.users[row["by"]]
    indicators = {indicator.order: indicator for indicator in project.indicators.all()}
    phases = {phase.order: phase for phase in project.phases.all()}
    _load_entries(work, indicators, row.get("entries", ()), by)
    for report in row.get("phases", ()):
        _load_report(phases[report["phase"]], report, by)
    for paper in row.get("evidence", ()):
        _load_evidence(project, indicators, paper, by)
    if "neutralisation" in row:
        _neutralise(work, indicators, row["neutralisation"])
    if "result" in row:
        _load_outcome(work, project, row, by)
    if "remark" in row:
        _load_remark(work, project, row["remark"])


# --- What was measured -----------------------------------------------------------------------


def _load_entries(
    work: Work, indicators: dict[int, Indicator], rows: Iterable[Row], by: User
) -> None:
    """A second value of an indicator in one window replaces the first."""
    last: dict[tuple[int, str], ProgressEntry] = {}
    for row in rows:
        place = (row["indicator"], row["window"])
        window = work.windows[row["window"]]
        indicator = indicators[row["indicator"]]
        last[place] = create_past(
            ProgressEntry,
            indicator=indicator,
            window=window,
            replaces=last.get(place),
            reference_date=window.reference_date,
            by=by,
            at=moment(row.get("on", work.entered[row["window"]])),
            **measure(indicator.target_kind, row["value"]),
            **without(row, "indicator", "window", "value", "on"),
        )


def measure(kind: str, text: str) -> Row:
    """Columns of an entry from how the file writes a value: 12, 3/4, yes, no, 2023-12-31."""
    if kind == TargetKind.RATIO:
        numerator, denominator = map(Decimal, text.split("/"))
        return {"numerator": numerator, "denominator": denominator}
    if kind == TargetKind.YES_NO:
        return {"done": text == "yes"}
    if kind == TargetKind.MILESTONE:
        return {"done_on": None if text == "no" else date.fromisoformat(text)}
    return {"percent" if kind == TargetKind.JUDGED else "number": Decimal(text)}


def _load_report(phase: Phase, row: Row, by: User) -> None:
    done_on = row["done_on"]
    create_past(
        PhaseReport,
        phase=phase,
        done_on=done_on and date.fromisoformat(done_on),
        note=row.get("note", ""),
        by=by,
        at=moment(done_on or "2024-01-16"),
    )


def _load_evidence(project: Project, indicators: dict[int, Indicator], row: Row, by: User) -> None:
    values = without(row, "indicator", "text")
    if row["kind"] == EvidenceKind.FILE:
        values |= stored_pdf(row["file"], row["text"])
    create_past(
        Evidence,
        project=project,
        indicator=indicators.get(row["indicator"]),
        by=by,
        at=moment("2024-01-16"),
        **values,
    )


def _neutralise(work: Work, indicators: dict[int, Indicator], row: Row) -> None:
    create_past(
        Neutralisation,
        indicator=indicators[row["indicator"]],
        act=work.loaded.acts[row["act"]],
        reason=row["reason"],
        by=work.hr,
        at=moment(row["on"]),
    )


# --- What was decided ------------------------------------------------------------------------


def _load_outcome(work: Work, project: Project, row: Row, by: User) -> None:
    result = _result(work, project, row["result"], by)
    if "validation" not in row:
        return
    decided = row["validation"]
    create_past(
        Validation,
        result=result,
        outcome=ValidationOutcome(decided["outcome"]),
        text=decided.get("text", ""),
        by=work.niv,
        at=moment(decided["on"]),
    )
    result.state = ResultState.VALIDATED
    result.save(update_fields=["state"])


def _result(work: Work, project: Project, row: Row, by: User) -> ProjectResult:
    found = measured(project)
    inputs = scoring.inputs_to_dict(found.inputs)
    results = scoring.result_to_dict(found.result)
    result: ProjectResult = create_past(
        ProjectResult,
        project=project,
        number=1,
        mode=found.result.mode,
        result=found.result.result,
        threshold=found.result.threshold,
        met=found.result.met,
        inputs=inputs,
        results=results,
        sha256=scoring.fingerprint(inputs, results),
        confirmed_by=by,
        confirmed_at=moment(row["on"]),
        state=row["state"],
        **_sent_back(work, row),
    )
    return result


def _sent_back(work: Work, row: Row) -> dict[str, Any]:
    if row["state"] != ResultState.SENT_BACK:
        return {}
    return {
        "sent_back_by": work.hr,
        "sent_back_at": moment(row["sent_back"]),
        "sent_back_reason": row["sent_back_reason"],
    }


def _load_remark(work: Work, project: Project, row: Row) -> None:
    first = row["messages"][0]
    remark = create_past(
        Remark, project=project, subject=row["subject"], by=work.niv, at=moment(first["on"])
    )
    for message in row["messages"]:
        create_past(
            RemarkMessage,
            remark=remark,
            text=message["text"],
            by=work.users[message["by"]],
            at=moment(message["on"]),
        )
