"""Drawings of the money as SVG coordinates: only scaling here, the amounts come written.

A drawing has no viewBox: horizontal coordinates are percentages, so that text keeps its size at
every width. Beside each drawing stands a table with the same figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from incentives.allocation import largest_remainder

PartKind = Literal["fixed", "points", "sectors", "reserve", "unassigned"]
ASSIGNED: tuple[PartKind, ...] = ("fixed", "points", "sectors")
FILL: dict[PartKind, int] = {"fixed": 1, "points": 2, "sectors": 3, "reserve": 4, "unassigned": 5}
# Below this share of the bar a label has no room, below the second a part is drawn as a mark.
ROOM_FOR_LABEL = Decimal(12)
DRAWN_AS_MARK = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class PoolPart:
    """A named part of the pool: `amount` in euro, `how` says in words how it is formed."""

    key: str
    label: str
    how: str
    amount: Decimal
    kind: PartKind
    url: str = ""


@dataclass(frozen=True, slots=True)
class GroupBar:
    """Points and amount (euro) of one group of projects."""

    label: str
    points: Decimal
    amount: Decimal


def pool_bar(parts: Sequence[PoolPart]) -> dict[str, Any]:
    """Context of components/pool_bar.html and pool_table.html; parts in the act's order."""
    total = sum((part.amount for part in parts), Decimal(0))
    assigned = sum((part.amount for part in parts if part.kind in ASSIGNED), Decimal(0))
    unassigned = sum((part.amount for part in parts if part.kind == "unassigned"), Decimal(0))
    return {
        "parts": _parts(parts, total),
        "total": total,
        "assigned": assigned,
        "not_assigned": total - assigned,
        "unassigned": unassigned,
        "split": drawn(_percent(assigned, total)),
    }


def _parts(parts: Sequence[PoolPart], total: Decimal) -> list[dict[str, Any]]:
    shares = _shares(parts) if total else [Decimal(0)] * len(parts)
    rows, start = [], Decimal(0)
    for part, share in zip(parts, shares, strict=True):
        width = _percent(part.amount, total)
        rows.append(
            {
                "part": part,
                "share": share,
                "fill": FILL[part.kind],
                "x": drawn(start),
                "width": drawn(width),
                "labelled": width >= ROOM_FOR_LABEL,
                "mark": 0 < width < DRAWN_AS_MARK,
            }
        )
        start += width
    return rows


def _shares(parts: Sequence[PoolPart]) -> list[Decimal]:
    """Percentages with two decimals that total exactly 100.00."""
    cents = [int(part.amount.scaleb(2)) for part in parts]
    return [Decimal(share).scaleb(-2) for share in largest_remainder(10_000, cents)]


def group_bars(rows: Sequence[GroupBar]) -> dict[str, Any]:
    """Context of components/group_bars.html: each figure against the largest of its kind."""
    most_points = max((row.points for row in rows), default=Decimal(0))
    most_amount = max((row.amount for row in rows), default=Decimal(0))
    return {
        "rows": [
            {
                "bar": row,
                "y": index * 52,
                "points": drawn(_percent(row.points, most_points)),
                "amount": drawn(_percent(row.amount, most_amount)),
            }
            for index, row in enumerate(rows)
        ],
        "height": len(rows) * 52,
    }


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return part * 100 / whole if whole else Decimal(0)


def drawn(value: Decimal) -> str:
    """A coordinate with a decimal point, whatever the language of the page."""
    return f"{value.quantize(Decimal('0.001'), ROUND_HALF_UP):f}"
