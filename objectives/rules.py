"""Who may do what: predicates `(user, object) -> bool`, one place for the whole application.

Objects are fetched and checked together by `objectives.access.fetch`. Roles: domain.md §1.
"""

from typing import TypeGuard

from django.contrib.auth.models import AnonymousUser

from objectives.enums import Role
from objectives.models import Plan, Project, User

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

    return visible_projects(user).filter(pk=project.pk).exists()


def edit_project(user: Someone, project: Project) -> bool:
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
