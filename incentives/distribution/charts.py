"""Drawings of a distribution: coordinates alone, the amounts come written (incentives/charts.py).

Horizontal coordinates are percentages, so that text keeps its size at every width; heights are
pixels. Beside each drawing stands a table with the same figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext as _

from incentives.charts import drawn
from incentives.distribution.ledger import Row
from incentives.distribution.runs import Head

ZERO = Decimal(0)
FLOW_HEIGHT, GAP, LEAST = Decimal(250), Decimal(20), Decimal(3)
TOP = Decimal(22)  # room for the heading of each column
BARS_HEIGHT = Decimal(150)
MOST_BINS = 10
MOST_HEADS = 60  # projects; beyond that the table says it better


def charts_of(head: Head, rows: Sequence[Row], amounts: Iterable[Decimal]) -> dict[str, Any]:
    """Context of incentives/distribution/charts.html; `amounts` are euro, one for each person."""
    return {"flow": flow(head), "histogram": histogram(amounts), "heads": heads(rows)}


# --- Where the pool goes -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A bar of the flow: `y` and `height` in pixels, `fill` the number of its colour."""

    label: str
    amount: Decimal
    fill: int
    y: Decimal
    height: Decimal

    @property
    def drawn_y(self) -> str:
        return drawn(self.y)

    @property
    def drawn_height(self) -> str:
        return drawn(self.height)

    @property
    def middle(self) -> str:
        return drawn(self.y + self.height / 2 + 5)


def flow(head: Head) -> dict[str, Any]:
    """Pool → projects, reserves, unassigned; projects → paid, economies."""
    assigned = head.paid + head.economies_total
    parts = [
        (_("Projects"), assigned, 2),
        (_("Reserve"), head.reserved, 4),
        (_("Not attributed"), head.unassigned, 5),
    ]
    ends = [(_("Paid"), head.paid, 1), (_("Economies"), head.economies_total, 3)]
    scale = (FLOW_HEIGHT - 2 * GAP) / head.pool if head.pool else ZERO
    source = _stack([(_("Pool"), head.pool, 2)], scale)
    middle, last = _stack(parts, scale), _stack(ends, scale)
    return {
        "height": drawn(TOP + FLOW_HEIGHT),
        "plain_height": drawn(FLOW_HEIGHT),
        "top": drawn(TOP),
        "source": source[0],
        "middle": middle,
        "ends": last,
        "first_ribbons": _ribbons(source[0], middle),
        "second_ribbons": _ribbons(middle[0], last),
        "rows": [*last, *middle[1:]],
        "pool": head.pool,
    }


def _stack(parts: Sequence[tuple[str, Decimal, int]], scale: Decimal) -> list[Node]:
    """One under the other; what is nothing is left out, what is little is still seen."""
    nodes: list[Node] = []
    y = ZERO
    for label, amount, fill in parts:
        if not amount and nodes:
            continue
        height = max(amount * scale, LEAST)
        nodes.append(Node(label, amount, fill, y, height))
        y += height + GAP
    return nodes


def _ribbons(source: Node, targets: Sequence[Node]) -> list[dict[str, Any]]:
    """Bands from the source's edge to each target, in a box 100 wide."""
    found, y = [], source.y
    whole = sum((node.height for node in targets), ZERO) or Decimal(1)
    for node in targets:
        part = source.height * node.height / whole
        a, b, c, d = (drawn(v) for v in (y, y + part, node.y, node.y + node.height))
        path = f"M0 {a} C50 {a} 50 {c} 100 {c} L100 {d} C50 {d} 50 {b} 0 {b} Z"
        found.append({"path": path, "fill": node.fill})
        y += part
    return found


# --- Amounts per person --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """People with an amount above `above` and up to `up_to` euro; the first one has 0.00."""

    above: Decimal
    up_to: Decimal
    people: int
    x: str
    width: str
    middle: str
    y: str
    height: str
    text_y: str


def histogram(amounts: Iterable[Decimal]) -> dict[str, Any]:
    values = list(amounts)
    step = _step(max(values, default=ZERO))
    counts = [0] * (1 + _place(max(values, default=ZERO), step))
    for value in values:
        counts[_place(value, step)] += 1
    most = max(counts, default=0)
    bins = [_bin(place, people, most, len(counts), step) for place, people in enumerate(counts)]
    return {
        "bins": bins,
        "height": drawn(BARS_HEIGHT + 44),
        "axis": drawn(BARS_HEIGHT + 20),
        "label_y": drawn(BARS_HEIGHT + 38),
        "people": len(values),
    }


def _place(value: Decimal, step: Decimal) -> int:
    """0 for nothing, else the number of the step that reaches the value."""
    return int((value / step).to_integral_value(ROUND_CEILING)) if value > 0 else 0


def _step(most: Decimal) -> Decimal:
    """A round width that covers the largest amount in at most so many steps."""
    tens = Decimal(1)
    while tens * 5 * MOST_BINS < most:
        tens *= 10
    return next(tens * digit for digit in (1, 2, 5) if tens * digit * MOST_BINS >= most)


def _bin(place: int, people: int, most: int, all_bins: int, step: Decimal) -> Bin:
    width = Decimal(100) / all_bins
    height = BARS_HEIGHT * people / most if most else ZERO
    y = BARS_HEIGHT + 20 - height
    return Bin(
        above=step * max(place - 1, 0),
        up_to=step * place,
        people=people,
        x=drawn(width * place + width / 10),
        width=drawn(width * 8 / 10),
        middle=drawn(width * place + width / 2),
        y=drawn(y),
        height=drawn(height),
        text_y=drawn(y - 5),
    )


# --- Amount per head -----------------------------------------------------------------------


def heads(rows: Sequence[Row]) -> dict[str, Any]:
    """Projects in the order of their number, never ranked; none when they are too many."""
    paying = [row for row in rows if row.people]
    if not 0 < len(paying) <= MOST_HEADS:
        return {"rows": [], "all": len(paying)}
    most = max(row.per_head for row in paying)
    return {
        "rows": [
            {"row": row, "y": index * 24, "width": drawn(row.per_head * 100 / most)}
            for index, row in enumerate(paying)
        ],
        "height": len(paying) * 24,
        "all": len(paying),
    }
