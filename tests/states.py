"""A plan in the state a test begins from, recorded as any change of state is."""

from objectives.models import Plan, PlanTransition, User


def put_in_state(plan: Plan, state: str, by: User | None = None) -> Plan:
    if plan.state != state:
        by = by or User.objects.order_by("pk")[0]
        PlanTransition.objects.create(plan=plan, from_state=plan.state, to_state=state, by=by)
        Plan.objects.filter(pk=plan.pk).update(state=state)
    plan.refresh_from_db()
    return plan
