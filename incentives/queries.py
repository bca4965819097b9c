"""Reads of the money: what an allocation starts from, stored runs, the parts of the pool."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives import models
from incentives.allocation import (
    Allocation,
    AllocationInput,
    Band,
    GroupInput,
    GroupResult,
    ProjectInput,
    ReserveInput,
    result_from_dict,
)
from incentives.charts import PoolPart
from incentives.enums import FundingMode, RoundingRule, RunState, SharingKind
from incentives.models import AllocationGroup, AllocationRun, Pool, ProjectFunding
from incentives.sharing import Adjustment
from objectives.enums import ProjectKind
from objectives.models import Plan
from objectives.templatetags.display import money, number

OF_A_SECTOR = (ProjectKind.SECTOR, ProjectKind.EXTRA_SECTOR)


# --- What an allocation starts from --------------------------------------------------------


def allocation_inputs(
    plan: Plan, rule: str = RoundingRule.LARGEST_REMAINDER, pool: Pool | None = None
) -> AllocationInput:
    """The plan's current data, in five queries whatever its size. Raises Pool.DoesNotExist."""
    pool = pool or Pool.objects.get(plan=plan)
    projects = _projects_by_group(pool)
    return AllocationInput(
        pool=pool.amount,
        rule=str(rule),
        bands=tuple(
            Band(band.from_heads, band.to_heads, band.coefficient) for band in pool.bands.all()
        ),
        groups=tuple(_group_input(group, projects[group.pk]) for group in pool.groups.all()),
        reserves=tuple(ReserveInput(item.name, item.amount) for item in pool.reserves.all()),
        heads_amount=pool.heads_amount,
        heads_unit=pool.heads_unit,
    )


def _projects_by_group(pool: Pool) -> dict[int, list[ProjectInput]]:
    fundings = ProjectFunding.objects.filter(group__pool=pool).select_related("project")
    by_group = defaultdict(list)
    for funding in fundings.order_by("project__number"):
        by_group[funding.group_id].append(_project_input(funding))
    return by_group


def _project_input(funding: ProjectFunding) -> ProjectInput:
    return ProjectInput(
        number=funding.project.number,
        mode=funding.mode,
        weight=funding.project.weight,
        counted_staff=funding.project.counted_staff,
        fixed_amount=funding.fixed_amount,
        deliberated=funding.deliberated_amount,
    )


def _group_input(group: AllocationGroup, projects: Iterable[ProjectInput]) -> GroupInput:
    return GroupInput(
        code=group.code,
        name=group.name,
        budget_mode=group.budget_mode,
        amount=group.budget_amount,
        percent=group.percent,
        heads=group.heads,
        projects=tuple(projects),
    )


# --- What a distribution takes beside the facts ---------------------------------------------


def adjustments_for(plan: Plan) -> tuple[Adjustment, ...]:
    """What upheld requests for review add or take, in every run from then on (RUNS-2)."""
    rows = models.Adjustment.objects.filter(review__project__plan=plan).order_by("pk")
    columns = ("review__project__number", "review__employee__code", "amount", "reason")
    return tuple(Adjustment(*row) for row in rows.values_list(*columns))


# --- Stored runs ---------------------------------------------------------------------------


def runs_of(plan: Plan) -> QuerySet[AllocationRun]:
    """The runs of a plan, latest first, without their bulky record."""
    people = ("prepared_by", "approved_by", "act", "superseded_by")
    runs = AllocationRun.objects.filter(pool__plan=plan).select_related(*people)
    return runs.defer("inputs", "results", "superseded_by__inputs", "superseded_by__results")


def run_in_force(plan: Plan) -> AllocationRun | None:
    runs = AllocationRun.objects.filter(pool__plan=plan, state=RunState.APPROVED)
    return runs.select_related("prepared_by", "approved_by", "act").first()


def run_numbered(plan: Plan, number: int) -> AllocationRun | None:
    runs = AllocationRun.objects.filter(pool__plan=plan, number=number)
    return runs.select_related("prepared_by", "approved_by", "act", "superseded_by").first()


def run_to_show(plan: Plan) -> AllocationRun | None:
    """The run in force, else the latest one."""
    runs = AllocationRun.objects.filter(pool__plan=plan)
    return run_in_force(plan) or runs.select_related("prepared_by").order_by("-number").first()


def project_titles(run: AllocationRun, result: Allocation) -> dict[int, tuple[int, str]]:
    """Number in the run → number and title the project has today.

    Lines are stored in the order of the results: a project that was renumbered is still found.
    """
    numbers = [line.project for group in result.groups for line in group.lines]
    today = run.lines.order_by("pk").values_list("project__number", "project__title")
    return dict(zip(numbers, today, strict=True))


# --- The pool by part ----------------------------------------------------------------------


class Placed(NamedTuple):
    """A project of a run, with what tells where its money comes from."""

    group_code: str
    mode: str
    number: int
    kind: str
    sector: str | None
    of_extra_sector: bool | None
    sharing: str | None


PLACED_FROM = (
    "group_code",
    "mode",
    "project__number",
    "project__kind",
    "project__lead_sector__name",
    "project__lead_sector__is_extra",
    "project__sharing_rule__kind",
)


def pool_parts(plan: Plan) -> list[PoolPart]:
    """The parts of the run in force in the act's order, totalling the pool; empty without one."""
    run = run_in_force(plan)
    return parts_of_run(run, result_from_dict(run.results)) if run else []


def parts_of_run(run: AllocationRun, result: Allocation) -> list[PoolPart]:
    """Fixed amounts, groups by points, the sectors together, reserves, unassigned (one query)."""
    projects = [Placed(*row) for row in run.lines.values_list(*PLACED_FROM)]
    of_sectors = _groups_of_sectors(projects)
    sectors = [group for group in result.groups if group.code in of_sectors]
    others = [group for group in result.groups if group.code not in of_sectors]
    parts = [*_fixed_parts(others, projects), *_points_parts(others)]
    if sectors:
        parts.append(_sectors_part(sectors, projects))
    return [*parts, *_unassigned_parts(result)]


def _groups_of_sectors(projects: Sequence[Placed]) -> set[str]:
    kinds = defaultdict(set)
    for row in projects:
        kinds[row.group_code].add(row.kind)
    return {code for code, found in kinds.items() if found.issubset(OF_A_SECTOR)}


def _fixed_parts(groups: Sequence[GroupResult], projects: Sequence[Placed]) -> list[PoolPart]:
    amount = sum((group.fixed_total for group in groups), Decimal(0))
    codes = {group.code for group in groups}
    fixed = [row for row in projects if row.mode == FundingMode.FIXED and row.group_code in codes]
    if not fixed:
        return []
    label = _("Fixed amounts")
    if len(fixed) == 1:
        label = _("Project %(number)s, fixed amount") % {"number": fixed[0].number}
    by_hours = {row.sharing for row in fixed} == {SharingKind.HOURS_TARIFF}
    how = _("Tariff by hours; taken first") if by_hours else _("Taken first, before the points")
    return [PoolPart("fixed", label, how, amount, "fixed")]


def _points_parts(groups: Sequence[GroupResult]) -> list[PoolPart]:
    return [
        PoolPart(
            group.code,
            _("%(group)s, by points") % {"group": group.name} if group.fixed_total else group.name,
            _points_text(group),
            group.distributable,
            "points",
        )
        for group in groups
        if group.distributable
    ]


def _points_text(group: GroupResult) -> str:
    if group.euro_per_point is None:
        return _("No project by points yet")
    return _("%(points)s points, %(rate)s € a point") % {
        "points": number(group.points),
        "rate": money(group.euro_per_point),
    }


def _sectors_part(groups: Sequence[GroupResult], projects: Sequence[Placed]) -> PoolPart:
    codes = {group.code for group in groups}
    extra = {
        row.sector
        for row in projects
        if row.group_code in codes and row.sector and row.of_extra_sector
    }
    how = ngettext("%(count)s sector", "%(count)s sectors", len(groups)) % {"count": len(groups)}
    if extra:
        how = _("%(sectors)s and %(extra)s") % {"sectors": how, "extra": ", ".join(sorted(extra))}
    amount = sum((group.budget for group in groups), Decimal(0))
    return PoolPart("sectors", _("Sectors"), how, amount, "sectors")


def _unassigned_parts(result: Allocation) -> list[PoolPart]:
    parts = [
        PoolPart(item.name, item.name, _("Needs a later act"), item.amount, "reserve")
        for item in result.reserves
        if item.amount
    ]
    if result.unassigned:
        how = _("No act names them")
        parts.append(
            PoolPart("unassigned", _("Not attributed"), how, result.unassigned, "unassigned")
        )
    return parts
