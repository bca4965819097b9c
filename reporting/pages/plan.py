"""The plan page: rows, groups and totals as written text, in as few steps as the page has cells.

The page must stay quick with thousands of projects, so everything is written here once and the
template only places it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.templatetags.display import money, number, signed
from reporting.pages.plan_lines import Line, LineWriter
from reporting.rows import Bundle, GroupRows, PlanRow, PlanTable

Table = PlanTable[PlanRow] | PlanTable[Bundle]
AnyGroup = GroupRows[PlanRow] | GroupRows[Bundle]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    note: str
    amount: str
    over: str
    lines: list[Line]


def groups(table: Table, shown: Iterable[PlanRow], whole: Table, writer: LineWriter) -> list[Group]:
    """The groups with rows on this page; subtotals are those of `table`, the filtered rows.

    `shown` are the rows in the order of the table.
    """
    sizes = {group.code: group.count for group in whole.groups}
    lines: dict[str | None, list[Line]] = defaultdict(list)
    for row in shown:
        lines[row.group_code].append(writer.line(row))
    return [
        _group(group, lines[group.code], sizes[group.code])
        for group in table.groups
        if group.code in lines
    ]


def _group(group: AnyGroup, lines: list[Line], size: int) -> Group:
    complete = group.count == size
    over = group.over_budget if complete else None
    return Group(
        name=group.name,
        note=" · ".join(_group_notes(group, size)),
        amount=money(group.amount),
        over=_("%(difference)s on the budget") % {"difference": signed(over)} if over else "",
        lines=lines,
    )


def _group_notes(group: AnyGroup, size: int) -> list[str]:
    count = group.count
    if count != size:
        return [_("%(count)s projects of %(size)s") % {"count": count, "size": size}]
    projects = ngettext("%(count)s project", "%(count)s projects", count) % {"count": count}
    if group.fixed_total and group.distributable is not None:
        return [projects, _fixed_and_points(group)]
    return [projects, _("%(points)s points") % {"points": number(group.points)}]


def _fixed_and_points(group: AnyGroup) -> str:
    fixed = group.fixed
    names = {
        "fixed": money(group.fixed_total),
        "points": money(group.distributable),
        "projects": ", ".join(map(str, fixed)),
    }
    return (
        ngettext(
            "%(fixed)s fixed to project %(projects)s + %(points)s by points",
            "%(fixed)s fixed to projects %(projects)s + %(points)s by points",
            len(fixed),
        )
        % names
    )


def project_base(year: int) -> str:
    """Address of the projects, to which a number is added: reversing each row would cost more."""
    return reverse("project", kwargs={"year": year, "number": 0}).removesuffix("0/")


def total_label(table: Table) -> str:
    count = table.count
    deliberated = all(row.deliberated is not None for row in table.rows)
    if deliberated:
        template = ngettext(
            "Total of %(count)s project, as deliberated",
            "Total of the %(count)s projects, as deliberated",
            count,
        )
    else:
        template = ngettext("Total of %(count)s project", "Total of the %(count)s projects", count)
    return template % {"count": count}


def difference_text(table: Table) -> str:
    """Where the amounts leave the sum assigned: groups, and projects that differ from the run."""
    places = [_place(group) for group in table.groups if group.over_budget]
    return "; ".join(places)


def _place(group: AnyGroup) -> str:
    numbers = group.differing
    if not numbers:
        return group.name
    template = ngettext(
        "%(group)s (project %(numbers)s)", "%(group)s (projects %(numbers)s)", len(numbers)
    )
    return template % {"group": group.name, "numbers": ", ".join(map(str, numbers))}
