"""The plan page: rows, groups and totals as written text, in as few steps as the page has cells.

The page must stay quick with thousands of projects, so everything is written here once and the
template only places it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.templatetags.components import icon
from objectives.templatetags.display import money, number, percent, signed
from reporting.rows import Bundle, GroupRows, PlanRow, PlanTable

Table = PlanTable[PlanRow] | PlanTable[Bundle]
AnyGroup = GroupRows[PlanRow] | GroupRows[Bundle]
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Line:
    """A project as written. Where card, class or indicators disagree the cell holds both values,
    the other one below with its sign."""

    number: str
    url: str
    title: str
    notes: str
    kind: str
    macro_category: str
    threshold: str
    class_name: str
    staff: str
    weight: str
    coefficient: str
    points: str
    amount: str
    result: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    note: str
    amount: str
    over: str
    lines: list[Line]


def groups(
    table: Table,
    shown: Iterable[PlanRow],
    base: str,
    whole: Table,
    results: Mapping[int, str],
    *,
    with_staff: bool,
) -> list[Group]:
    """The groups with rows on this page; subtotals are those of `table`, the filtered rows.

    `shown` are the rows in the order of the table, `results` the cells of the column of results by
    key of the project, empty without one. `with_staff` adds the staff to involve as the plan
    describes it.
    """
    sizes = {group.code: group.count for group in whole.groups}
    lines: dict[str | None, list[Line]] = defaultdict(list)
    for row in shown:
        lines[row.group_code].append(_line(row, base, results, with_staff=with_staff))
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


def _line(row: PlanRow, base: str, results: Mapping[int, str], *, with_staff: bool) -> Line:
    return Line(
        number=SafeString(row.number),
        url=SafeString(f"{base}{row.number}/"),
        title=row.title,
        notes=_notes(row, with_staff=with_staff),
        kind=row.kind_text,
        macro_category=row.macro_category or "",
        threshold=_threshold(row),
        class_name=row.class_name,
        staff=_staff(row),
        weight=_weight(row),
        coefficient=_figure(number(row.coefficient)),
        points=_figure(number(row.points)),
        amount=_figure(money(row.amount)),
        result=results.get(row.pk, ""),
    )


def _notes(row: PlanRow, *, with_staff: bool) -> SafeString:
    """What stands below the title: that an act amended the project, odd weights, the staff."""
    amended = _other("", row.amendment_text) if row.amended else SafeString("")
    staff = with_staff and row.staff_text
    return amended + _indicators(row) + (format_html(_SUB, staff) if staff else SafeString(""))


_SUB = '<span class="pp-sub">{}</span>'


def _figure(text: str) -> SafeString:
    """Digits and their signs: escaping every cell of them was a tenth of the page."""
    return SafeString(text)


def _indicators(row: PlanRow) -> SafeString:
    if row.indicator_weights == WHOLE:
        return SafeString("")
    total = number(row.indicator_weights)
    return _other("", _("indicators' weights %(total)s") % {"total": total})


def _threshold(row: PlanRow) -> str:
    table = _figure(percent(row.threshold))
    if row.threshold_card is None or row.threshold_card == row.threshold:
        return table
    return _other(table, _("card %(value)s") % {"value": percent(row.threshold_card)})


def _staff(row: PlanRow) -> str:
    table = _figure(str(row.counted_staff))
    if row.counted_staff_card is None or row.counted_staff_card == row.counted_staff:
        return table
    return _other(table, _("card %(value)s") % {"value": row.counted_staff_card})


def _weight(row: PlanRow) -> str:
    own = _figure(number(row.weight))
    if row.weight == row.class_weight:
        return own
    return _other(own, _("class %(value)s") % {"value": number(row.class_weight)})


def _other(value: str, other: str) -> SafeString:
    """A second value below the first, as everywhere on the pages (app.css, "pp-other")."""
    return format_html('{}<span class="pp-other">{}{}</span>', value, icon("warning"), other)


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
