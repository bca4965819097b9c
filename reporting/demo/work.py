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
from objectives.actions.audit import new_event
from objectives.actions.evidence import TOLD
from objectives.enums import (
    AuditAction,
    EvidenceKind,
    ResultState,
    TargetKind,
    ValidationOutcome,
)
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
from reporting.demo.trail import Trail, store_past, told


@dataclass(frozen=True)
class Work:
    """What the rows of the file refer to."""

    loaded: Loaded
    windows: dict[str, MonitoringWindow]
    entered: dict[str, str]
    users: dict[str, User]
    hr: User
    niv: User
    trail: Trail


def take_step(loaded: Loaded, plan: Plan, steps: Iterable[Row], to: str, by: User) -> None:
    """Put the plan into a state by the recorded transition of the file."""
    row = next(step for step in steps if step["to"] == to)
    before = plan.get_state_display()
    step = create_past(
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
    event = new_event(
        by=by,
        action=AuditAction.STATE,
        target=plan,
        changes={"state": [str(before), str(plan.get_state_display())]},
        project=None,
        plan=plan,
        act=step.act,
        reason=step.reason,
    )
    event.at = step.at
    store_past([event])


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
        trail=Trail(),
    )
    take_step(loaded, plan, steps, "final_report", hr)
    for row in source["projects"]:
        _load_project(work, loaded.projects[row["number"]], row)
    work.trail.store()


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
    _load_entries(work, project, indicators, row.get("entries", ()), by)
    for report in row.get("phases", ()):
        _load_report(work, phases[report["phase"]], report, by)
    for paper in row.get("evidence", ()):
        _load_evidence(work, project, indicators, paper, by)
    if "neutralisation" in row:
        _neutralise(work, project, indicators, row["neutralisation"])
    if "result" in row:
        _load_outcome(work, project, row, by)
    if "remark" in row:
        _load_remark(work, project, row["remark"])


# --- What was measured -----------------------------------------------------------------------


def _load_entries(
    work: Work, project: Project, indicators: dict[int, Indicator], rows: Iterable[Row], by: User
) -> None:
    """A second value of an indicator in one window replaces the first."""
    last: dict[tuple[int, str], ProgressEntry] = {}
    for row in rows:
        place = (row["indicator"], row["window"])
        window = work.windows[row["window"]]
        indicator = indicators[row["indicator"]]
        before = last.get(place)
        last[place] = entry = create_past(
            ProgressEntry,
            indicator=indicator,
            window=window,
            replaces=before,
            reference_date=window.reference_date,
            by=by,
            at=moment(row.get("on", work.entered[row["window"]])),
            **measure(indicator.target_kind, row["value"]),
            **without(row, "indicator", "window", "value", "on"),
        )
        work.trail.tell_entry(entry, before, project)


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


def _load_report(work: Work, phase: Phase, row: Row, by: User) -> None:
    done_on, note = row["done_on"], row.get("note", "")
    day = done_on and date.fromisoformat(done_on)
    at = moment(done_on or "2024-01-16")
    report = create_past(PhaseReport, phase=phase, done_on=day, note=note, by=by, at=at)
    changes = told({"done_on": day, "note": note}, ("done_on", "note"))
    about: Row = {"by": by, "at": at, "project": phase.project, "changes": changes, "reason": note}
    work.trail.tell(AuditAction.ENTERED, report, **about)


def _load_evidence(
    work: Work, project: Project, indicators: dict[int, Indicator], row: Row, by: User
) -> None:
    values = without(row, "indicator", "text")
    if row["kind"] == EvidenceKind.FILE:
        values |= stored_pdf(row["file"], row["text"])
    at = moment("2024-01-16")
    indicator = indicators.get(row["indicator"])
    paper = create_past(Evidence, project=project, indicator=indicator, by=by, at=at, **values)
    changes = told(values, TOLD)
    work.trail.tell(AuditAction.CREATED, paper, by=by, at=at, project=project, changes=changes)


def _neutralise(work: Work, project: Project, indicators: dict[int, Indicator], row: Row) -> None:
    neutralised = create_past(
        Neutralisation,
        indicator=indicators[row["indicator"]],
        act=work.loaded.acts[row["act"]],
        reason=row["reason"],
        by=work.hr,
        at=moment(row["on"]),
    )
    work.trail.tell(
        AuditAction.NEUTRALISED,
        neutralised,
        by=work.hr,
        at=neutralised.at,
        project=project,
        act=neutralised.act,
        reason=neutralised.reason,
    )


# --- What was decided ------------------------------------------------------------------------


def _load_outcome(work: Work, project: Project, row: Row, by: User) -> None:
    result = _result(work, project, row["result"], by)
    if "validation" not in row:
        return
    decided = row["validation"]
    at, text = moment(decided["on"]), decided.get("text", "")
    outcome = ValidationOutcome(decided["outcome"])
    said = create_past(Validation, result=result, outcome=outcome, text=text, by=work.niv, at=at)
    about: Row = {"by": work.niv, "at": at, "project": project, "reason": text}
    work.trail.tell(AuditAction.VALIDATED, said, **about)
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
    work.trail.tell(AuditAction.CONFIRMED, result, by=by, at=result.confirmed_at, project=project)
    if result.sent_back_at:
        about: Row = {"by": work.hr, "at": result.sent_back_at, "reason": result.sent_back_reason}
        work.trail.tell(AuditAction.SENT_BACK, result, project=project, **about)
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
        by, at = work.users[message["by"]], moment(message["on"])
        text = message["text"]
        stored = create_past(RemarkMessage, remark=remark, text=text, by=by, at=at)
        if message is first:
            opened: Row = {"by": by, "at": at, "project": project, "reason": text}
            work.trail.tell(AuditAction.OPENED, remark, **opened)
        else:
            answered: Row = {"by": by, "at": at, "project": project, "reason": remark.subject}
            work.trail.tell(AuditAction.ANSWERED, stored, **answered)
