"""`{% pool_bar parts %}`, `{% pool_table parts %}` and `{% group_bars rows %}`."""

from collections.abc import Sequence
from typing import Any

from django import template

from incentives import charts

register = template.Library()


@register.inclusion_tag("components/pool_bar.html")
def pool_bar(parts: Sequence[charts.PoolPart]) -> dict[str, Any]:
    return charts.pool_bar(parts)


@register.inclusion_tag("components/pool_table.html")
def pool_table(parts: Sequence[charts.PoolPart]) -> dict[str, Any]:
    return charts.pool_bar(parts)


@register.inclusion_tag("components/group_bars.html")
def group_bars(rows: Sequence[charts.GroupBar]) -> dict[str, Any]:
    return charts.group_bars(rows)
