"""What must hold before anything is shared."""

from dataclasses import fields

from incentives.payout import check_rule
from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import check_mode, check_unique, to_cents, to_days, to_hundredths
from incentives.sharing.tariff import check_tariff
from incentives.sharing.types import (
    ABSENCE_EFFECTS,
    ATTENDANCE_AND_TEST,
    FACTOR_MODES,
    HOURS_TARIFF,
    SHARING_KINDS,
    DistributionInput,
    Factors,
    ProjectInput,
)


def check(inputs: DistributionInput) -> None:
    """SharingError: see ERROR_PARAMS. PayoutError: a rule of the payout is impossible."""
    to_days(inputs.start, inputs.end, "plan")
    check_rule(inputs.payout)
    _check_factors(inputs.factors)
    for kind in inputs.absence_kinds:
        check_mode(kind.effect, ABSENCE_EFFECTS, "effect", kind.code)
    check_unique([kind.code for kind in inputs.absence_kinds], "absence_kind")
    check_unique([person.code for person in inputs.people], "employee")
    check_unique([project.number for project in inputs.projects], "project")
    check_unique([reserve.name for reserve in inputs.reserves], "reserve")
    for project in inputs.projects:
        _check_project(project)


def _check_factors(factors: Factors) -> None:
    for factor in fields(factors):
        check_mode(getattr(factors, factor.name), FACTOR_MODES, factor.name)


def _check_project(project: ProjectInput) -> None:
    owner, rule = str(project.number), project.sharing
    check_mode(rule.kind, SHARING_KINDS, "sharing", owner)
    check_unique([person.employee for person in project.people], "assignment", owner)
    to_hundredths(project.threshold, "threshold", owner)
    if project.payout is not None:
        check_rule(project.payout, owner)
    if project.cap is not None:
        to_cents(project.cap, "cap", owner)
    if rule.kind == HOURS_TARIFF:
        if rule.quotas:
            raise SharingError("quotas_with_tariff", project=owner)
        check_tariff(rule, owner)
    elif project.presences:
        raise SharingError("presences_not_paid", project=owner)
    if rule.kind == ATTENDANCE_AND_TEST:
        to_hundredths(rule.min_attendance, "min_attendance", owner)
    if rule.quotas:
        _check_quotas(project, owner)


def _check_quotas(project: ProjectInput, owner: str) -> None:
    quotas = project.sharing.quotas
    check_unique([quota.area for quota in quotas], "area", owner)
    for quota in quotas:
        if not isinstance(quota.parts, int) or quota.parts <= 0:
            raise SharingError("bad_parts", project=owner, area=quota.area, value=str(quota.parts))
