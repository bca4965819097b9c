"""Reading amounts by name: each view and each download leaves its row in the trail."""

from django.db import transaction

from incentives.models import StoredRun
from objectives.actions.audit import record_event
from objectives.enums import AuditAction
from objectives.models import Employee, User


@transaction.atomic
def record_reading(
    *, by: User, run: StoredRun, what: str, employee: Employee | None = None
) -> None:
    """`what` is the address's name, such as "distribution_run" or "payroll_xlsx".

    The one write of a GET, made before the answer: what nobody recorded nobody has read. Who
    reads their own statement leaves none, since it is nobody else's business.
    """
    if employee is not None and by.employee_id == employee.pk:
        return
    changes = {"what": ["", what]}
    if employee is not None:
        changes["employee"] = ["", str(employee)]
    record_event(by=by, action=AuditAction.READ, target=run, plan=run.plan, changes=changes)
