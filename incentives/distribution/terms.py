"""The rules of a plan and its projects as plain values; without a row the product's own apply."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from incentives import models, payout, sharing
from incentives.enums import FactorEffect, PayoutKind, SharingKind
from objectives.models import Plan

# CPDEL and IRAP as they are while nobody has entered a rate (rule SHARE-7).
USUAL_RATES = (
    sharing.ChargeRate("CPDEL", Decimal("23.80"), date(2000, 1, 1)),
    sharing.ChargeRate("IRAP", Decimal("8.50"), date(2000, 1, 1)),
)


def policy_of(plan: Plan) -> models.SharingPolicy:
    """The plan's policy, or an unsaved one with the usual factors (one query)."""
    found = models.SharingPolicy.objects.filter(plan=plan).first()
    return found or models.SharingPolicy(plan=plan)


def factors(policy: models.SharingPolicy) -> sharing.Factors:
    return sharing.Factors(
        participation=policy.participation,
        period=policy.period,
        part_time=policy.part_time,
        presence=policy.presence,
        score=policy.score,
    )


def payout_rules(plan: Plan) -> tuple[payout.PayoutRule, dict[int, payout.PayoutRule]]:
    """The rule of the plan, and those of single projects by their key (two queries)."""
    rows = models.PayoutRule.objects.filter(plan=plan).prefetch_related("bands")
    rules = {row.project_id: _payout_rule(row) for row in rows}
    own = {key: rule for key, rule in rules.items() if key is not None}
    return rules.get(None, payout.PayoutRule()), own


def _payout_rule(row: models.PayoutRule) -> payout.PayoutRule:
    return payout.PayoutRule(
        kind=row.kind,
        full_from=row.full_from,
        bands=tuple(payout.PayoutBand(b.from_result, b.percent) for b in row.bands.all()),
        base=row.base_percent,
        step=row.step_percent,
    )


def sharing_rules(projects: Iterable[int]) -> dict[int, sharing.SharingRule]:
    """By key of the project, of those that have a rule (three queries)."""
    rows = models.SharingRule.objects.filter(project__in=projects)
    with_parts = rows.prefetch_related("area_quotas__area", "tariff")
    return {row.project_id: _sharing_rule(row) for row in with_parts}


def _sharing_rule(row: models.SharingRule) -> sharing.SharingRule:
    usual = sharing.SharingRule()
    quotas = () if row.kind == SharingKind.HOURS_TARIFF else row.area_quotas.all()
    bands = tuple(sharing.TariffBand(b.up_to_hours, b.amount) for b in row.tariff.all())
    return sharing.SharingRule(
        kind=row.kind,
        quotas=tuple(sharing.AreaQuota(quota.area.code, quota.parts) for quota in quotas),
        tariff=bands or usual.tariff,
        extra_percent=_or(row.night_holiday_percent, usual.extra_percent),
        min_attendance=_or(row.min_attendance_percent, usual.min_attendance),
    )


def _or(value: Decimal | None, usual: Decimal) -> Decimal:
    return usual if value is None else value


def absence_kinds() -> tuple[sharing.AbsenceKind, ...]:
    rows = models.AbsenceKind.objects.values_list("code", "effect", "is_sickness")
    return tuple(sharing.AbsenceKind(*row) for row in rows)


def rates_until(day: date) -> tuple[sharing.ChargeRate, ...]:
    """Every rate that has begun by then; a charge that is no longer valid is left out."""
    rows: dict[str, list[sharing.ChargeRate]] = defaultdict(list)
    found = models.EmployerRate.objects.filter(start__lte=day)
    for row in found.values_list("code", "percent", "start", "end"):
        rows[row[0]].append(sharing.ChargeRate(*row))
    if not rows:
        return USUAL_RATES
    valid = [own for own in rows.values() if any(r.end is None or r.end >= day for r in own)]
    return tuple(rate for own in valid for rate in own)


def reading(factors: Mapping[str, str], payout: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The rules that a stored run applied, as pairs of words: what, and how."""
    effects = dict(FactorEffect.choices)
    kinds = dict(PayoutKind.choices)
    policy = models.SharingPolicy._meta
    rule = (_("Payout"), str(kinds.get(payout["kind"], payout["kind"])))
    return [
        rule,
        *(
            (str(policy.get_field(name).verbose_name).capitalize(), str(effects.get(mode, mode)))  # type: ignore[union-attr]
            for name, mode in factors.items()
        ),
    ]
