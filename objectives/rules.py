"""Who may do what: predicates `(user, object) -> bool`, one place for the whole application.

Objects are fetched and checked together by `objectives.access.fetch`. Roles: domain.md §1.
"""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser

from objectives.enums import Role
from objectives.models import Employee, Plan, Project, User
from objectives.reach import reach_of

Someone = User | AnonymousUser

WHOLE_BODY_READERS = frozenset({Role.HR, Role.NIV, Role.ADMINISTRATOR})
MONEY_READERS = frozenset({Role.HR, Role.NIV})


def has_role(user: Someone, *roles: Role) -> TypeGuard[User]:
    return isinstance(user, User) and user.is_active and user.role in roles


def is_hr(user: Someone) -> bool:
    return has_role(user, Role.HR)


def may_enter_data(user: Someone) -> bool:
    """Reach the admin: HR for the organisation and the plan, the administrator for accounts."""
    return has_role(user, Role.HR, Role.ADMINISTRATOR)


def enter_organisation(user: Someone) -> bool:
    """Sectors, areas, employees and their periods: no pay data."""
    return has_role(user, Role.HR, Role.ADMINISTRATOR)


def enter_plan(user: Someone) -> bool:
    """Plan, projects, acts and versions; their money follows the same rule."""
    return is_hr(user)


def manage_users(user: Someone) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def reads_all_projects(user: Someone) -> bool:
    return has_role(user, *WHOLE_BODY_READERS)


def view_plan(user: Someone, plan: Plan) -> bool:
    return isinstance(user, User) and user.is_active


def edit_plan(user: Someone, plan: Plan) -> bool:
    return is_hr(user)


def view_project(user: Someone, project: Project) -> bool:
    from objectives.queries import visible_projects  # the same rule as the lists, one place

    if reads_all_projects(user) or reach_of(user, project):
        return True
    return visible_projects(user).filter(pk=project.pk).exists()


def edit_project(user: Someone, project: Project) -> bool:
    return is_hr(user)


def amend_project(user: Someone, project: Project) -> bool:
    """Suspend, withdraw, take up again."""
    return is_hr(user)


def view_money(user: Someone) -> bool:
    """Amounts of every project: the pool, the allocation, its explanations."""
    return has_role(user, *MONEY_READERS)


def view_project_money(user: Someone) -> bool:
    """Amounts of the projects one can see. Neither employees (one sharer's amount is their pay)
    nor the administrator, who needs no pay data."""
    return has_role(user, Role.MANAGER, *MONEY_READERS)


def view_staff(user: Someone) -> bool:
    """Names of the people on a project: an employee sees only their own."""
    return has_role(user, Role.MANAGER, *WHOLE_BODY_READERS)


def export_plan(user: Someone, plan: Plan) -> bool:
    """Take the table of the plan away as a file: what one sees of it, employees nothing."""
    return has_role(user, Role.MANAGER, *WHOLE_BODY_READERS)


def view_findings(user: Someone) -> bool:
    """The contradictions of the plan; managers see those of their projects."""
    return has_role(user, Role.MANAGER, *MONEY_READERS)


def view_history(user: Someone) -> bool:
    return has_role(user, Role.MANAGER, *MONEY_READERS)


def prepare_allocation(user: Someone, plan: Plan) -> bool:
    return is_hr(user)


def approve_allocation(user: Someone, plan: Plan) -> bool:
    return is_hr(user)


# --- The year's work ---------------------------------------------------------------------------


def enter_progress(user: Someone, project: Project) -> bool:
    """Values, evidence and phases: the managers who head what the project involves."""
    from objectives.queries import headed_projects

    if not has_role(user, Role.MANAGER):
        return False
    known = reach_of(user, project)
    return known.enters if known else headed_projects(user).filter(pk=project.pk).exists()


def enter_some_progress(user: Someone, plan: Plan) -> bool:
    """Have a sheet of indicators, though nothing may be headed just now."""
    return has_role(user, Role.MANAGER)


def view_entries(user: Someone, project: Project) -> bool:
    """Who wrote which value, when and why: names of people, so nothing for employees."""
    return has_role(user, Role.MANAGER, *MONEY_READERS) and view_project(user, project)


def manage_windows(user: Someone, plan: Plan) -> bool:
    """Open, close and reopen monitoring windows."""
    return is_hr(user)


def see_missing(user: Someone, plan: Plan) -> bool:
    """Who still has to enter values: HR and the NIV for the body, managers for what they head."""
    return has_role(user, Role.HR, Role.NIV, Role.MANAGER)


def confirm_result(user: Someone, project: Project) -> bool:
    """Close the year of a project: a manager who may enter its values."""
    return enter_progress(user, project)


def send_back_result(user: Someone, project: Project) -> bool:
    return is_hr(user)


def neutralise_indicator(user: Someone, project: Project) -> bool:
    return is_hr(user)


def validate_result(user: Someone, project: Project) -> bool:
    """The NIV's own acts: outcome per project, remarks, the validation of the plan."""
    return has_role(user, Role.NIV)


def answer_remark(user: Someone, project: Project) -> bool:
    """In the thread of a remark: the NIV, HR and the managers of the project."""
    return has_role(user, Role.HR, Role.NIV) or enter_progress(user, project)


def view_result(user: Someone) -> bool:
    """Values, achievements and results of the projects one can see: everybody, employees too."""
    return isinstance(user, User) and user.is_active


def view_evidence(user: Someone, project: Project) -> bool:
    """Evidence follows the right to read the project; an employee's page does not list it."""
    return has_role(user, Role.MANAGER, *MONEY_READERS) and view_project(user, project)


def view_state(user: Someone, plan: Plan) -> bool:
    """The steps of a plan with who took them; employees find the states on their home."""
    return has_role(user, Role.HR, Role.NIV, Role.MANAGER)


def view_results(user: Someone, plan: Plan) -> bool:
    """The list of results, for the projects one can see; employees find theirs on each project."""
    return has_role(user, Role.HR, Role.NIV, Role.MANAGER)


def change_plan_state(user: Someone, plan: Plan) -> bool:
    """HR moves the plan; to validated or sent back it is the NIV alone (actions/states)."""
    return has_role(user, Role.HR, Role.NIV)


# --- The year-end distribution -------------------------------------------------------------------


def enter_attendance(user: Someone) -> bool:
    """Absences, presences, tests, scores and chapters: what the shares depend on."""
    return is_hr(user)


def enter_participation(user: Someone, project: Project) -> bool:
    """The participation weights of a project: its manager enters, HR confirms."""
    return enter_progress(user, project)


def view_participation(user: Someone, project: Project) -> bool:
    """Weights by name: HR, and the manager who enters them."""
    return is_hr(user) or enter_participation(user, project)


def list_participation(user: Someone) -> bool:
    return has_role(user, Role.HR, Role.MANAGER)


def confirm_participation(user: Someone, project: Project) -> bool:
    return is_hr(user)


def view_distribution(user: Someone, plan: Plan) -> bool:
    """Amounts by name: each look at them is recorded."""
    return has_role(user, Role.HR, Role.NIV)


def prepare_distribution(user: Someone, plan: Plan) -> bool:
    return is_hr(user)


def approve_distribution(user: Someone, plan: Plan) -> bool:
    """Who approves also differs from who prepared: the action says so."""
    return is_hr(user)


def hand_over_distribution(user: Someone, plan: Plan) -> bool:
    """Payroll files, determination annex, totals by chapter."""
    return has_role(user, Role.HR, Role.NIV)


def view_statement(user: Someone, employee: Employee) -> bool:
    """Why this amount: the person concerned, HR and the NIV."""
    own = isinstance(user, User) and user.is_active and user.employee_id == employee.pk
    return own or has_role(user, Role.HR, Role.NIV)


def answer_review(user: Someone, plan: Plan) -> bool:
    return is_hr(user)


# --- The individual premium, where a plan has it --------------------------------------------------


def view_individual_premium(user: Someone, plan: Plan) -> bool:
    """Evaluations and amounts by name: each look at them is recorded."""
    return has_role(user, Role.HR, Role.NIV)


def manage_individual_premium(user: Someone, plan: Plan) -> bool:
    """Switch it on and off, declare, prepare; who approves also differs from who prepared."""
    return is_hr(user)
