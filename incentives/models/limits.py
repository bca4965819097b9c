"""What the money may not exceed (ALLOC-1, -2, -5), asked of a row before it is stored.

The allocation itself is the judge: it is tried with the row as it would be. Coefficients do not
matter here, so that a plan can be entered before its bands and its counted staff.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from incentives.allocation import (
    AllocationError,
    AllocationInput,
    Band,
    GroupInput,
    ProjectInput,
    ReserveInput,
    allocate,
)
from incentives.enums import BudgetMode, FundingMode, RoundingRule
from incentives.messages import sentence

if TYPE_CHECKING:
    from objectives.models import Project

    from .pool import AllocationGroup, Pool, ProjectFunding, Reserve

ANY_STAFF = Band(1, None, Decimal(1))
BUDGET_FIELDS: Mapping[str, str] = {
    BudgetMode.AMOUNT: "budget_amount",
    BudgetMode.PERCENT: "percent",
    BudgetMode.HEADS: "heads",
}


# Refusals about rows taken together; a value by itself is its own field's business.
TOGETHER = frozenset(
    {
        "fixed_over_budget",
        "groups_over_pool",
        "heads_amount_missing",
        "no_heads",
        "no_points",
        "percent_over_100",
    }
)


def check_pool(pool: Pool) -> None:
    """The pool carries its groups and reserves, the groups their fixed amounts."""
    groups = list(pool.groups.prefetch_related("fundings__project"))
    members = {group.code: list(group.fundings.all()) for group in groups}
    fields = {"heads_amount_missing": "heads_amount", "no_heads": "heads_amount"}
    _try(pool, groups, list(pool.reserves.all()), members, fields, "amount")


def check_group(group: AllocationGroup) -> None:
    """The budget fits the pool and carries the group's fixed amounts."""
    groups = [*group.pool.groups.exclude(pk=group.pk), group]
    fundings = list(group.fundings.select_related("project")) if group.pk else []
    field = BUDGET_FIELDS.get(group.budget_mode, "budget_amount")
    reserves = list(group.pool.reserves.all())
    _try(group.pool, groups, reserves, {group.code: fundings}, {}, field)


def check_reserve(reserve: Reserve) -> None:
    """The reserve fits what the groups leave of the pool."""
    pool = reserve.pool
    reserves = [*pool.reserves.exclude(pk=reserve.pk), reserve]
    _try(pool, list(pool.groups.all()), reserves, {}, {}, "amount")


def check_funding(funding: ProjectFunding) -> None:
    """Fixed amounts stay within the group's budget, and its points are not all zero."""
    if funding.mode == FundingMode.POINTS and funding.project.weight:
        return
    others = funding.group.fundings.exclude(project=funding.project_id)
    fields = {"fixed_over_budget": "fixed_amount", "no_points": "mode"}
    _try_members(funding, [*others.select_related("project"), funding], fields, "group")


def check_weight(project: Project) -> None:
    """The last weight above zero of a group cannot become zero."""
    funding = getattr(project, "funding", None) if project.pk else None
    if project.weight != 0 or funding is None or funding.mode != FundingMode.POINTS:
        return
    others = funding.group.fundings.exclude(pk=funding.pk).select_related("project")
    funding.project = project
    _try_members(funding, [*others, funding], {}, "weight")


def _try_members(
    funding: ProjectFunding,
    members: Sequence[ProjectFunding],
    fields: Mapping[str, str],
    field: str,
) -> None:
    pool = funding.group.pool
    reserves = list(pool.reserves.all())
    _try(pool, list(pool.groups.all()), reserves, {funding.group.code: members}, fields, field)


def _try(
    pool: Pool,
    groups: Sequence[AllocationGroup],
    reserves: Sequence[Reserve],
    members: Mapping[str, Sequence[ProjectFunding]],
    fields: Mapping[str, str],
    field: str,
) -> None:
    """Raise the allocation's refusal as a ValidationError at its field, else at `field`."""
    inputs = AllocationInput(
        pool=pool.amount,
        rule=RoundingRule.LARGEST_REMAINDER,
        bands=(ANY_STAFF,),
        groups=tuple(_group(group, members.get(group.code, ())) for group in groups),
        reserves=tuple(ReserveInput(row.name, row.amount) for row in reserves),
        heads_amount=pool.heads_amount,
        heads_unit=pool.heads_unit,
    )
    try:
        allocate(inputs)
    except AllocationError as error:
        if error.code in TOGETHER:
            place = fields.get(error.code, field)
            found = ValidationError(sentence(error), error.code)
            raise ValidationError({place: found}) from None


def _group(group: AllocationGroup, fundings: Sequence[ProjectFunding]) -> GroupInput:
    return GroupInput(
        code=group.code,
        name=group.name,
        budget_mode=group.budget_mode,
        amount=group.budget_amount,
        percent=group.percent,
        heads=group.heads,
        projects=tuple(_project(funding) for funding in fundings),
    )


def _project(funding: ProjectFunding) -> ProjectInput:
    return ProjectInput(
        number=funding.pk or 0,  # one of them at most is not stored yet
        mode=funding.mode,
        weight=funding.project.weight,
        counted_staff=1,
        fixed_amount=funding.fixed_amount,
    )
