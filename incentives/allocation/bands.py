"""The coefficient of a project by its counted staff, and its points (ALLOC-3)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from incentives.allocation.errors import AllocationError
from incentives.allocation.types import Band
from objectives.exact import scaled, trimmed, unscaled

WEIGHT_PLACES = 2
COEFFICIENT_PLACES = 4
POINT_PLACES = WEIGHT_PLACES + COEFFICIENT_PLACES
_LARGEST = 100


def check_bands(bands: Sequence[Band]) -> None:
    """Bands may leave heads uncovered, never cover them twice.

    AllocationError: no_bands, bad_band, bad_coefficient, overlapping_bands.
    """
    if not bands:
        raise AllocationError("no_bands")
    for band in bands:
        _check_band(band)
    for first, second in pairwise(sorted(bands, key=lambda band: band.from_heads)):
        if first.to_heads is None or first.to_heads >= second.from_heads:
            raise AllocationError(
                "overlapping_bands", first=band_text(first), second=band_text(second)
            )


def _check_band(band: Band) -> None:
    if band.from_heads < 1 or (band.to_heads is not None and band.to_heads < band.from_heads):
        raise AllocationError("bad_band", band=band_text(band))
    value = scaled(band.coefficient, COEFFICIENT_PLACES)
    if value is None or not 0 < value <= _LARGEST * 10**COEFFICIENT_PLACES:
        raise AllocationError("bad_coefficient", band=band_text(band), value=str(band.coefficient))


def band_text(band: Band) -> str:
    """ "4-5", or "10-" for "10 and more"."""
    return f"{band.from_heads}-{'' if band.to_heads is None else band.to_heads}"


def find_band(bands: Sequence[Band], counted_staff: int) -> Band | None:
    for band in bands:
        if band.from_heads <= counted_staff and (
            band.to_heads is None or counted_staff <= band.to_heads
        ):
            return band
    return None


def coefficient(bands: Sequence[Band], counted_staff: int) -> Decimal:
    """The coefficient for that many people.

    AllocationError: no_band when none covers them. Bands start at 1, so a project nobody is
    counted on has no coefficient: it can only be funded with a fixed amount.
    """
    band = find_band(bands, counted_staff)
    if band is None:
        raise AllocationError("no_band", project="", heads=str(counted_staff))
    return band.coefficient


def points(weight: Decimal, coefficient: Decimal) -> Decimal:
    """weight × coefficient, exactly and without trailing zeros.

    AllocationError: bad_weight with an empty project, bad_coefficient with an empty band.
    """
    return trimmed(unscaled(scaled_points(weight, coefficient), POINT_PLACES))


def scaled_points(weight: Decimal, coefficient: Decimal, project: str = "") -> int:
    """Points × 10**POINT_PLACES, the whole number that the sharing counts with."""
    factor = scaled(coefficient, COEFFICIENT_PLACES)
    if factor is None:
        raise AllocationError("bad_coefficient", band="", value=str(coefficient))
    return scaled_weight(weight, project) * factor


def scaled_weight(weight: Decimal, project: str) -> int:
    """A weight of 0-100 as hundredths; AllocationError: bad_weight."""
    value = scaled(weight, WEIGHT_PLACES)
    if value is None or not 0 <= value <= _LARGEST * 10**WEIGHT_PLACES:
        raise AllocationError("bad_weight", project=project, value=str(weight))
    return value
