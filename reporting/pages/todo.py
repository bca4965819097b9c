"""What results and remarks ask of each person today: confirm, validate, answer, close."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.actions.results import CONFIRMING, may_confirm_second
from objectives.enums import PlanState, Role
from objectives.models import Plan, Project, Remark, RemarkMessage, User
from objectives.outcomes import (
    CONFIRMED,
    MISSING,
    SECOND_NEEDED,
    SENT_BACK,
    TO_CONFIRM,
    Outcome,
    outcomes,
)
from objectives.queries import headed_projects, visible_projects
from objectives.rules import has_role
from objectives.states import listed

LISTED_TASKS = 5


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    text: str
    action: str
    url: str


def result_tasks(user: User, plan: Plan) -> list[Task]:
    """Most pressing first; the queries do not grow with the projects."""
    tasks = [*_remarks(user, plan)]
    if has_role(user, Role.MANAGER) and plan.state in CONFIRMING:
        tasks += _of_a_manager(user, plan)
    if has_role(user, Role.NIV) and plan.state == PlanState.FINAL_REPORT:
        tasks += _of_the_niv(user, plan)
    return tasks


def _of_a_manager(user: User, plan: Plan) -> Iterator[Task]:
    rows = _outcomes(headed_projects(user).filter(plan=plan))
    for row in rows:
        waiting = row.standing if row.stage == SECOND_NEEDED else None
        if waiting and may_confirm_second(user, row.project, waiting):
            text = _("Who confirmed it shares the premium of the project.")
            yield _confirm(row, _("Confirm the result of project %(number)s too"), text)
    ready = [row for row in rows if _is_ready(row)]
    for row in ready[:LISTED_TASKS]:
        text = _("Every value is there: you can confirm.")
        if row.stage == SENT_BACK and row.last:
            text = _("Sent back: %(reason)s") % {"reason": row.last.sent_back_reason}
        yield _confirm(row, _("Confirm the result of project %(number)s"), text)
    if others := [row.project.number for row in ready[LISTED_TASKS:]]:
        yield Task(
            _("Confirm the other results that are ready"),
            listed(others),
            _("See the results"),
            reverse("results", kwargs={"year": plan.year}) + f"?stato={TO_CONFIRM}",
        )
    if missing := [r.project.number for r in rows if r.stage == MISSING or _is_open(r)]:
        yield Task(
            ngettext(
                "Complete the values of %(count)s project",
                "Complete the values of %(count)s projects",
                len(missing),
            )
            % {"count": len(missing)},
            listed(missing),
            _("Enter the values"),
            reverse("my_indicators", kwargs={"year": plan.year}),
        )


def _is_ready(row: Outcome) -> bool:
    return row.stage == TO_CONFIRM or (row.stage == SENT_BACK and not row.measured.result.blocked)


def _is_open(row: Outcome) -> bool:
    """Sent back, and a value is missing again."""
    return row.stage == SENT_BACK and row.measured.result.blocked


def _confirm(row: Outcome, title: str, text: str) -> Task:
    place = {"year": row.project.plan.year, "number": row.project.number}
    return Task(title % place, text, _("Confirm"), reverse("result_confirm", kwargs=place))


def _of_the_niv(user: User, plan: Plan) -> Iterator[Task]:
    rows = _outcomes(visible_projects(user).filter(plan=plan))
    waiting = [row.project.number for row in rows if row.stage == CONFIRMED]
    if waiting:
        yield Task(
            ngettext(
                "Validate %(count)s confirmed result",
                "Validate %(count)s confirmed results",
                len(waiting),
            )
            % {"count": len(waiting)},
            listed(waiting),
            _("See the results"),
            reverse("results", kwargs={"year": plan.year}) + "?da_validare=1",
        )


def _outcomes(projects: QuerySet[Project]) -> list[Outcome]:
    rows = list(projects.select_related("plan").order_by("number"))
    found = outcomes(rows)
    return [found[row.pk] for row in rows]


def _remarks(user: User, plan: Plan) -> Iterator[Task]:
    """Open threads whose last word is the other side's."""
    for remark in waiting_remarks(user, plan)[:LISTED_TASKS]:
        place = {"year": plan.year, "number": remark.project.number, "key": remark.pk}
        answers = has_role(user, Role.NIV)
        title = (
            _("Read the answer on project %(number)s")
            if answers
            else _("Answer the remark of the NIV on project %(number)s")
        )
        yield Task(
            title % {"number": remark.project.number},
            remark.subject,
            _("Open the remark"),
            reverse("remark", kwargs=place),
        )


def waiting_remarks(user: User, plan: Plan) -> Sequence[Remark]:
    last = RemarkMessage.objects.filter(remark=OuterRef("pk")).order_by("-pk")
    found = Remark.objects.filter(project__plan=plan, closed_at=None).select_related("project")
    found = found.annotate(last_role=Subquery(last.values("by__role")[:1])).order_by("pk")
    if has_role(user, Role.NIV):
        return list(found.exclude(last_role=Role.NIV))
    if has_role(user, Role.HR):
        return list(found.filter(last_role=Role.NIV))
    if has_role(user, Role.MANAGER):
        return list(found.filter(last_role=Role.NIV, project__in=headed_projects(user)))
    return []
