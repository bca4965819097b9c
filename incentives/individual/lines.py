"""Rows of a run, in the order of its results: readers pair the two by position."""

from collections.abc import Iterator, Mapping
from typing import Any

from incentives.differentiation import Differentiation
from incentives.models import IndividualLine, IndividualRun

COLUMNS = ("rank", "evaluation", "with_extra", "correction", "amount")


def line_rows(
    run: IndividualRun, result: Differentiation, people: Mapping[str, int]
) -> Iterator[IndividualLine]:
    """`people` gives the key of each employee code."""
    for line in result.lines:
        values: dict[str, Any] = {name: getattr(line, name) for name in COLUMNS}
        yield IndividualLine(run=run, employee_id=people[line.employee], **values)
