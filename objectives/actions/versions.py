"""Versions of a plan: what it said from a day on, by which act (domain.md §2.3)."""

import json
from datetime import date

from django.db import transaction

from objectives.actions.audit import record_event
from objectives.canonical import canonical_json, sha256_hex
from objectives.contents import plan_content
from objectives.enums import AuditAction
from objectives.models import Act, Plan, PlanVersion, User


def lock_plan(plan_id: int) -> Plan:
    """Writers of one plan queue here, so that what they check still holds when they write."""
    return Plan.objects.select_for_update().get(pk=plan_id)


@transaction.atomic
def record_version(
    *, plan: Plan, by: User | None, act: Act | None, reason: str, in_force_from: date
) -> PlanVersion:
    """Write the plan as it stands now as its next version, or give back the last one when the
    content is the same."""
    lock_plan(plan.pk)
    content = json.loads(canonical_json(plan_content(plan)))
    digest = sha256_hex(content)
    last = plan.versions.order_by("-number").first()
    if last and last.sha256 == digest:
        return last
    version = PlanVersion.objects.create(
        plan=plan,
        number=last.number + 1 if last else 1,
        act=act,
        in_force_from=in_force_from,
        reason=reason,
        content=content,
        sha256=digest,
        created_by=by,
    )
    record_event(
        by=by, action=AuditAction.VERSION, target=version, plan=plan, act=act, reason=reason
    )
    return version
