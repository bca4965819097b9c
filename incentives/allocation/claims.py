"""What each project may claim of its group's budget, checked and in whole numbers (ALLOC-2, 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from incentives.allocation.bands import find_band, points, scaled_points, scaled_weight
from incentives.allocation.errors import AllocationError
from incentives.allocation.numbers import check_count, to_cents
from incentives.allocation.types import FIXED, MODES, POINTS, Band, GroupInput, ProjectInput


@dataclass(frozen=True, slots=True)
class Claim:
    """A checked project.

    `sharing_points` (points × 10**POINT_PLACES) and `fixed` (cents) are 0 in the other mode.
    """

    project: ProjectInput
    coefficient: Decimal | None
    points: Decimal | None
    sharing_points: int
    fixed: int
    deliberated: int | None

    @property
    def on_points(self) -> bool:
        return self.project.mode == POINTS


def group_claims(group: GroupInput, bands: Sequence[Band]) -> list[Claim]:
    """The claims in the order of the project numbers, which is the order that settles ties.

    AllocationError: see ERROR_PARAMS, "Projects" and "Values".
    """
    projects = sorted(group.projects, key=lambda project: project.number)
    return [_claim(project, bands) for project in projects]


def _claim(project: ProjectInput, bands: Sequence[Band]) -> Claim:
    _check(project)
    factor = _coefficient(project, bands)
    return Claim(
        project=project,
        coefficient=factor,
        points=None if factor is None else points(project.weight, factor),
        sharing_points=_sharing_points(project, factor),
        fixed=_fixed_cents(project),
        deliberated=_deliberated_cents(project),
    )


def _check(project: ProjectInput) -> None:
    owner = str(project.number)
    if project.mode not in MODES:
        raise AllocationError("bad_mode", project=owner, mode=str(project.mode))
    check_count(project.counted_staff, owner)
    scaled_weight(project.weight, owner)


def _coefficient(project: ProjectInput, bands: Sequence[Band]) -> Decimal | None:
    band = find_band(bands, project.counted_staff)
    if band is not None:
        return band.coefficient
    if project.mode == POINTS:
        raise AllocationError(
            "no_band", project=str(project.number), heads=str(project.counted_staff)
        )
    return None


def _sharing_points(project: ProjectInput, factor: Decimal | None) -> int:
    if factor is None or project.mode == FIXED:
        return 0
    return scaled_points(project.weight, factor)


def _fixed_cents(project: ProjectInput) -> int:
    if project.mode != FIXED:
        return 0
    if project.fixed_amount is None:
        raise AllocationError("fixed_amount_missing", project=str(project.number))
    return to_cents(project.fixed_amount, "fixed_amount", str(project.number))


def _deliberated_cents(project: ProjectInput) -> int | None:
    if project.deliberated is None:
        return None
    return to_cents(project.deliberated, "deliberated", str(project.number))
