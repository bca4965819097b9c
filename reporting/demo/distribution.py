"""What human resources know at the end of the demo's year, from `distribution.json`; all invented.

Absences, presences (a little more than the 15,000.00 of project 3), attendance and test of
project 4, chapters, charges, the rules of payment, and participation sheets that managers
entered and human resources confirmed, but for a few.
"""

from collections.abc import Mapping

from incentives.actions.participation import confirm_participation, enter_participation
from incentives.models import (
    Absence,
    AbsenceKind,
    BudgetChapter,
    CourseAttendance,
    EmployeeChapter,
    EmployerRate,
    EventAttendance,
    PayoutRule,
    SharingPolicy,
)
from objectives.enums import Role
from objectives.models import Employee, Plan, Project, User
from reporting.demo.base import Row


def load_distribution(plan: Plan, employees: Mapping[str, Employee], source: Row) -> None:
    """Create the rows for a freshly loaded plan. Raises ValidationError as a form would."""
    projects = {project.number: project for project in plan.projects.all()}
    _load_absences(source, employees)
    _load_presences(source, employees, projects)
    _load_chapters(source, employees, plan)
    for row in source["rates"]:
        EmployerRate(**row).save()
    _load_rules(source, plan, projects)
    _load_sheets(source["sheets"], projects)


def _load_absences(source: Row, employees: Mapping[str, Employee]) -> None:
    kinds = {}
    for row in source["absence_kinds"]:
        kinds[row["code"]] = kind = AbsenceKind(**row)
        kind.save()
    for row in source["absences"]:
        people = {"employee": employees[row["employee"]], "kind": kinds[row["kind"]]}
        Absence(**{**row, **people}).save()


def _load_presences(
    source: Row, employees: Mapping[str, Employee], projects: Mapping[int, Project]
) -> None:
    for key, model in (("presences", EventAttendance), ("attendance", CourseAttendance)):
        for number, rows in source[key].items():
            for row in rows:
                values = {**row, "employee": employees[row["employee"]]}
                model(project=projects[int(number)], **values).save()


def _load_chapters(source: Row, employees: Mapping[str, Employee], plan: Plan) -> None:
    chapters = {}
    for row in source["chapters"]:
        chapters[row["code"]] = chapter = BudgetChapter(**row)
        chapter.save()
    for row in source["employee_chapters"]:
        EmployeeChapter(
            plan=plan, employee=employees[row["employee"]], chapter=chapters[row["chapter"]]
        ).save()


def _load_rules(source: Row, plan: Plan, projects: Mapping[int, Project]) -> None:
    for row in source["payout_rules"]:
        project = projects.get(row.get("project", 0))
        PayoutRule(plan=plan, **{**row, "project": project}).save()
    SharingPolicy(plan=plan, **source["policy"]).save()


def _load_sheets(source: Row, projects: Mapping[int, Project]) -> None:
    """Managers save the weights as the plan has them; human resources confirm most sheets."""
    digests = {}
    for username, numbers in source["entered"].items():
        manager = User.objects.get(username=username)
        for number in numbers:
            sheet = enter_participation(by=manager, project=projects[number], weights={})
            digests[number] = sheet.digest
    first = User.objects.filter(role=Role.HR).order_by("pk")[0]
    for number in source["confirmed"]:
        confirm_participation(by=first, project=projects[number], digest=digests[number])
