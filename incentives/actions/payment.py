"""How results are paid: the plan's rule and policy, and rules of single projects instead."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from incentives.distribution.destinations import USUAL
from incentives.models import EconomyRule, PayoutBand, PayoutRule, SharingPolicy
from objectives.actions.records import delete_row, save_row
from objectives.actions.versions import lock_plan
from objectives.models import Plan, User
from objectives.rules import prepare_distribution


@transaction.atomic
def save_payment_rules(
    *, by: User, rule: PayoutRule, bands: Sequence[PayoutBand], policy: SharingPolicy
) -> None:
    """The rule of a plan and its sharing policy. Raises PermissionDenied, ValidationError."""
    _queue(by, rule.plan)
    _save_rule(by, rule, bands)
    save_row(by=by, row=policy)


@transaction.atomic
def save_destinations(*, by: User, plan: Plan, chosen: Mapping[str, str]) -> None:
    """Where the economies of the plan go, by reason; one like the usual destination is no rule.

    Runs already made keep theirs. Raises PermissionDenied, ValidationError by reason.
    """
    _queue(by, plan)
    stored = {row.reason: row for row in EconomyRule.objects.filter(plan=plan)}
    for reason, destination in chosen.items():
        row = stored.get(reason)
        if destination == USUAL.get(reason):
            if row:
                delete_row(by=by, row=row)
        elif row is None or row.destination != destination:
            row = row or EconomyRule(plan=plan, reason=reason)
            row.destination = destination
            save_row(by=by, row=row)


@transaction.atomic
def save_override(*, by: User, rule: PayoutRule, bands: Sequence[PayoutBand]) -> None:
    """The rule of one project instead of the plan's, with the reason."""
    _queue(by, rule.plan)
    if not rule.reason.strip():
        message = _("Write why this project is paid by another rule.")
        raise ValidationError({"reason": message}, "required")
    _save_rule(by, rule, bands)


@transaction.atomic
def delete_override(*, by: User, rule: PayoutRule) -> None:
    """The project goes back to the plan's rule."""
    _queue(by, rule.plan)
    delete_row(by=by, row=rule)


def _queue(by: User, plan: Plan) -> None:
    if not prepare_distribution(by, plan):
        raise PermissionDenied
    lock_plan(plan.pk)


def _save_rule(by: User, rule: PayoutRule, bands: Sequence[PayoutBand]) -> None:
    """The bands are replaced as a whole where they differ: a rule has few."""
    save_row(by=by, row=rule)
    wanted = {band.from_result: band for band in bands}
    for stored in rule.bands.all():
        kept = wanted.pop(stored.from_result, None)
        if kept is None:
            delete_row(by=by, row=stored)
        elif kept.percent != stored.percent:
            stored.percent = kept.percent
            save_row(by=by, row=stored)
    for band in wanted.values():
        save_row(
            by=by, row=PayoutBand(rule=rule, from_result=band.from_result, percent=band.percent)
        )
