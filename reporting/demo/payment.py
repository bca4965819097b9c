"""From the final report to the payment and the difference after it, from `payment.json`.

Each step is the application's own action, by the person it belongs to, on the day of loading:
managers complete and confirm, the NIV validates, human resources pay; then the NIV comes back
with remarks and a second distribution, which supersedes the first, waits for its approval.
Between the two the presences of project 3 go from above its 15,000.00 to below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from incentives.actions.data import delete_data
from incentives.actions.distribution import approve_distribution, prepare_distribution
from incentives.models import EventAttendance
from objectives.actions.entries import current_entry, save_entry
from objectives.actions.evidence import add_evidence
from objectives.actions.records import save_row
from objectives.actions.results import confirm_result, confirm_second, last_result
from objectives.actions.states import move_plan
from objectives.actions.validation import (
    answer_remark,
    close_remark,
    open_remark,
    validate_result,
)
from objectives.entry_checks import EntryValues
from objectives.enums import PlanState, ResultState, ValidationOutcome, WindowKind
from objectives.models import Act, MonitoringWindow, Plan, Project, Remark, User
from objectives.outcomes import latest_results, second_confirmers
from reporting.demo.base import Row, without
from reporting.demo.work import measure


@dataclass(frozen=True)
class Year:
    """What the rows of the file refer to."""

    plan: Plan
    window: MonitoringWindow
    projects: dict[int, Project]
    users: dict[str, User]
    acts: dict[str, Act]
    hr: User
    second_hr: User
    niv: User

    def move(self, to: PlanState, by: User, act: str = "", reason: str = "") -> None:
        move_plan(by=by, plan=self.plan, to=to, act=self.acts.get(act), reason=reason)
        self.plan.refresh_from_db()


def load_payment(plan: Plan, source: Row) -> None:
    """Take the final report to a paid plan and on to its second distribution.

    Raises what the actions raise when the file asks for something they refuse.
    """
    year = _year(plan, source)
    _complete(year, source)
    _decide(year, source)
    year.move(PlanState.VALIDATED, year.niv, "validation")
    _pay(year, source)
    _correct(year, source["after"])


def _year(plan: Plan, source: Row) -> Year:
    users = {user.username: user for user in User.objects.select_related("employee")}
    hr = users[source["hr"]]
    return Year(
        plan=plan,
        window=plan.windows.get(kind=WindowKind.FINAL),
        projects={row.number: row for row in plan.projects.select_related("plan")},
        users=users,
        acts={row["key"]: _register(plan, row, hr) for row in source["acts"]},
        hr=hr,
        second_hr=users[source["second_hr"]],
        niv=users[source["niv"]],
    )


def _register(plan: Plan, row: Row, by: User) -> Act:
    act = Act(plan=plan, **{**without(row, "key"), "date": date.fromisoformat(row["date"])})
    save_row(by=by, row=act)
    return act


# --- The final report ------------------------------------------------------------------------


def _complete(year: Year, source: Row) -> None:
    for row in source["values"]:
        _enter(year, row)
    for row in source["evidence"]:
        project = year.projects[row["project"]]
        add_evidence(
            by=year.users[row["by"]],
            project=project,
            indicator=project.indicators.get(order=row["indicator"]),
            **without(row, "project", "indicator", "by"),
        )
    for username, numbers in source["confirmed"].items():
        for number in numbers:
            confirm_result(by=year.users[username], project=year.projects[number])
    _confirm_second(year)


def _enter(year: Year, row: Row) -> None:
    indicator = year.projects[row["project"]].indicators.get(order=row["indicator"])
    values = EntryValues(
        reference_date=year.window.reference_date,
        deviation=row.get("deviation", ""),
        **measure(indicator.target_kind, row["value"]),
    )
    save_entry(
        by=year.users[row["by"]],
        indicator=indicator,
        window=year.window,
        based_on=current_entry(indicator, year.window),
        values=values,
    )


def _confirm_second(year: Year) -> None:
    """By the first head of a sector who may."""
    accounts = {user.employee_id: user for user in year.users.values()}
    waiting = latest_results(project.pk for project in year.projects.values()).values()
    for result in waiting:
        if result.state == ResultState.SECOND_NEEDED:
            project = result.project
            heads = second_confirmers(project, result.confirmed_by)
            confirm_second(by=accounts[heads[0]], project=project)


def _decide(year: Year, source: Row) -> None:
    for row in source["answers"]:
        remark = year.projects[row["project"]].remarks.get(closed_at=None)
        answer_remark(by=year.users[row["by"]], remark=remark, text=row["text"])
    remarked = {int(number): text for number, text in source["with_remarks"].items()}
    for number, project in year.projects.items():
        _validate(year, project, remarked.get(number, ""))
    _close(year, Remark.objects.filter(project__plan=year.plan, closed_at=None))


def _validate(year: Year, project: Project, remark: str = "") -> None:
    result = last_result(project)
    if result is None or result.state == ResultState.VALIDATED:
        return
    kinds = ValidationOutcome.WITH_REMARKS, ValidationOutcome.VALIDATED
    outcome = kinds[0] if remark else kinds[1]
    validate_result(by=year.niv, project=project, result=result, outcome=outcome, text=remark)


def _close(year: Year, remarks: Iterable[Remark]) -> None:
    for remark in remarks:
        close_remark(by=year.niv, remark=remark)


# --- The payment, and what follows it ----------------------------------------------------------


def _pay(year: Year, source: Row) -> None:
    paid_on = date.fromisoformat(source["paid_on"])
    run = prepare_distribution(by=year.hr, plan=year.plan, paid_on=paid_on)
    approve_distribution(by=year.second_hr, run=run, act=year.acts["payment"])
    year.move(PlanState.PAYABLE, year.hr)
    year.move(PlanState.PAID, year.hr, "payment")


def _correct(year: Year, source: Row) -> None:
    """The NIV's remarks after the payment, what they change, and the distribution they ask for."""
    year.move(PlanState.SENT_BACK, year.niv, "remarks", source["reason"])
    _correct_presences(year, source)
    back = source["sent_back"]
    project = year.projects[back["project"]]
    project.plan = year.plan
    validate_result(
        by=year.niv,
        project=project,
        result=project.results.latest("number"),
        outcome=ValidationOutcome.SENT_BACK,
        text=back["text"],
    )
    _enter(year, source["value"])
    confirm_result(by=year.users[source["value"]["by"]], project=project)
    year.move(PlanState.FINAL_REPORT, year.hr, reason=source["returned"])
    _validate(year, project)
    year.move(PlanState.VALIDATED, year.niv, "validation_again")
    paid_on = date.fromisoformat(source["paid_on"])
    prepare_distribution(by=year.hr, plan=year.plan, paid_on=paid_on, reason=source["distribution"])


def _correct_presences(year: Year, source: Row) -> None:
    opened = source["remark"]
    project = year.projects[opened["project"]]
    remark = open_remark(
        by=year.niv, project=project, subject=opened["subject"], text=opened["text"]
    )
    for row in EventAttendance.objects.filter(project=project, event=source["event"]):
        delete_data(by=year.hr, plan=year.plan, row=row)
    answer_remark(by=year.hr, remark=remark, text=source["answer"])
    close_remark(by=year.niv, remark=remark)
