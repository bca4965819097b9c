"""From declared terms and evaluations to the plain inputs of DIFF-1, in three queries."""

from datetime import date

from incentives.differentiation import DifferentiationInput, Evaluated, Quota
from incentives.distribution.terms import rates_until
from incentives.enums import QuotaKind
from incentives.models import EmployeeChapter, Evaluation, IndividualPremium


def gather(premium: IndividualPremium, *, paid_on: date) -> DifferentiationInput:
    """`paid_on` says which employer's charges are valid."""
    return DifferentiationInput(
        pot=premium.amount,
        quota=quota_of(premium),
        extra=premium.extra,
        tie_rule=premium.tie_rule,
        people=_people(premium),
        paid_on=paid_on,
        rates=rates_until(paid_on),
    )


def quota_of(premium: IndividualPremium) -> Quota:
    if premium.quota_kind == QuotaKind.PEOPLE:
        return Quota(people=premium.quota_people)
    return Quota(percent=premium.quota_percent, rounding=premium.quota_rounding)


def _people(premium: IndividualPremium) -> tuple[Evaluated, ...]:
    """In the order of the code, whatever the order of the rows."""
    chapters = dict(
        EmployeeChapter.objects.filter(plan=premium.plan_id).values_list(
            "employee", "chapter__code"
        )
    )
    rows = Evaluation.objects.filter(plan=premium.plan_id).order_by("employee__code")
    columns = ("evaluation", "positive", "service_days", "extras", "lot")
    return tuple(
        Evaluated(code, mark, positive, days, extras, lot, chapters.get(key, ""))
        for key, code, mark, positive, days, extras, lot in rows.values_list(
            "employee", "employee__code", *columns
        )
    )
