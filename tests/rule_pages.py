"""The pages of docs/rules/ as tables that can be executed."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "docs" / "rules"

Row = dict[str, str]


def worked_table(rule: str) -> list[Row]:
    text = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    section = text.partition("\n## Worked table\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    assert len(cells) > 2, f"{rule} has no worked table"
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def cases(rows: Iterable[Row], *columns: str) -> Iterator[list[Row]]:
    for _, same in groupby(rows, lambda row: [row[column] for column in columns]):
        yield list(same)
