"""The findings of a whole plan, from its rows, and how a page writes them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.checks import pool_finding, run_finding, sum_finding
from objectives.checks import Finding, Reading, class_findings, merged, project_findings
from objectives.templatetags.display import money, number, percent
from reporting.rows import PlanRow, PlanTable

WRITTEN = {"money": money, "number": number, "percent": percent}


def plan_findings(table: PlanTable, *, with_money: bool) -> list[Finding]:
    """All findings of the rows; those on sums only for who sees the whole plan's money."""
    rows = table.rows
    found = [*class_findings(rows), *(f for row in rows for f in row_findings(row))]
    if with_money:
        found += _money_findings(table)
    return merged(found)


def row_findings(row: PlanRow) -> list[Finding]:
    changed = None
    if row.line_weight is not None and row.line_counted_staff is not None:
        shared_on = (row.line_weight, row.line_counted_staff)
        changed = run_finding(row.number, shared_on, (row.weight, row.counted_staff))
    return [*project_findings(row), *([changed] if changed else [])]


def _money_findings(table: PlanTable) -> Iterator[Finding]:
    for group in table.groups:
        if group.deliberated is not None and group.budget is not None:
            yield from _some(sum_finding(group.deliberated, group.budget, group=group.name))
    if table.deliberated is not None and table.budget is not None:
        yield from _some(sum_finding(table.deliberated, table.budget))
    if table.run is not None:
        stored = table.run.results
        yield from _some(pool_finding(Decimal(stored["unassigned"]), Decimal(stored["pool"])))


def _some(finding: Finding | None) -> Iterator[Finding]:
    if finding is not None:
        yield finding


def finding_rows(
    findings: Iterable[Finding], year: int, *, linked: bool = True
) -> list[dict[str, Any]]:
    """What findings_table.html takes; not `linked` where the page is the place itself."""
    return [
        {
            "severity": finding.severity.value,
            "place": place_text(finding),
            "place_url": _place_url(finding, year) if linked else "",
            "text": finding.text,
            "rule": finding.rule,
            "applied": applied_text(finding),
            "values": [_value(finding.first), _value(finding.second)],
        }
        for finding in findings
    ]


def place_text(finding: Finding) -> str:
    """Where it is: "Progetto 20", "Progetti 5, 9, 20, 22", "Settore 5"."""
    if not finding.projects:
        return finding.place
    numbers = ", ".join(map(str, finding.projects))
    template = ngettext("Project %(numbers)s", "Projects %(numbers)s", len(finding.projects))
    return template % {"numbers": numbers}


def applied_text(finding: Finding) -> str:
    """Which of the two values holds for now, empty when neither does."""
    applied = next((r for r in (finding.first, finding.second) if r.applied), None)
    if applied is None:
        return ""
    return _("%(value)s applies (%(source)s)") % {
        "value": written(applied),
        "source": applied.source,
    }


def written(reading: Reading) -> str:
    return WRITTEN[reading.unit](reading.value)


def _value(reading: Reading) -> dict[str, Any]:
    return {"value": written(reading), "source": reading.source, "applied": reading.applied}


def _place_url(finding: Finding, year: int) -> str:
    """The project; where there are several, the plan with all that have findings."""
    if not finding.projects:
        return ""
    if len(finding.projects) > 1:
        return reverse("plan", kwargs={"year": year}) + "?incongruenze=1"
    return reverse("project", kwargs={"year": year, "number": finding.projects[0]})
