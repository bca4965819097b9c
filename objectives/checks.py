"""Where the plan contradicts itself: findings, reported and never corrected (domain.md §3).

Pure: plain figures in, findings out. Until a person settles one the stricter value applies, so a
finding on the threshold says which value that is.

    CHK-WEIGHT     the indicators' weights total 100
    CHK-THRESHOLD  table and card state the same threshold
    CHK-STAFF      table and card count the same staff
    CHK-COEFF      as many people are assigned and share as are counted
    CHK-CLASS      the project has the weight of its class
    CHK-LEGEND     the class has the weight of the plan's legend
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from django.utils.translation import gettext as _

from objectives.enums import Severity

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the two values: `unit` is "percent", "money" or "number"."""

    value: Decimal | int
    unit: str
    source: str
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction. `projects` are the numbers it concerns; `place` names anything else."""

    rule: str
    severity: Severity
    text: str
    first: Reading
    second: Reading
    projects: tuple[int, ...] = ()
    place: str = ""


class CheckedProject(Protocol):
    """What the checks need to know of a project; PlanRow has it."""

    @property
    def number(self) -> int: ...
    @property
    def class_name(self) -> str: ...
    @property
    def class_weight(self) -> Decimal: ...
    @property
    def class_legend_weight(self) -> Decimal | None: ...
    @property
    def weight(self) -> Decimal: ...
    @property
    def threshold(self) -> Decimal: ...
    @property
    def threshold_card(self) -> Decimal | None: ...
    @property
    def counted_staff(self) -> int: ...
    @property
    def counted_staff_card(self) -> int | None: ...
    @property
    def indicator_weights(self) -> Decimal: ...
    @property
    def sharing_staff(self) -> int: ...


def project_findings(project: CheckedProject) -> list[Finding]:
    """What is contradictory about one project, gravest first."""
    checks = (_weights, _threshold, _class_weight, _staff, _sharers)
    found = [finding for check in checks if (finding := check(project)) is not None]
    return in_order(replace(finding, projects=(project.number,)) for finding in found)


def class_findings(projects: Iterable[CheckedProject]) -> list[Finding]:
    """Classes whose weight is not the legend's; only the classes in use are looked at."""
    classes = {p.class_name: (p.class_weight, p.class_legend_weight) for p in projects}
    return [
        Finding(
            rule="CHK-LEGEND",
            severity=Severity.INFO,
            text=_("The weight of the class is not the one in the plan's legend"),
            first=Reading(weight, "number", _("in the rows"), applied=True),
            second=Reading(legend, "number", _("in the legend")),
            place=_("Class “%(name)s”") % {"name": name},
        )
        for name, (weight, legend) in classes.items()
        if legend is not None and legend != weight
    ]


def _weights(project: CheckedProject) -> Finding | None:
    if project.indicator_weights == WHOLE:
        return None
    return Finding(
        rule="CHK-WEIGHT",
        severity=Severity.BLOCKS,
        text=_("The indicators' weights do not total 100"),
        first=Reading(project.indicator_weights, "number", _("sum of the weights")),
        second=Reading(WHOLE, "number", _("expected")),
    )


def _threshold(project: CheckedProject) -> Finding | None:
    """Blocks where the card is stricter than the table, which is what everybody reads."""
    table, card = project.threshold, project.threshold_card
    if card is None or card == table:
        return None
    return Finding(
        rule="CHK-THRESHOLD",
        severity=Severity.BLOCKS if card > table else Severity.UNCLEAR,
        text=_("Table and card state different thresholds"),
        first=Reading(table, "percent", _("table"), applied=table > card),
        second=Reading(card, "percent", _("card"), applied=card > table),
    )


def _class_weight(project: CheckedProject) -> Finding | None:
    if project.weight == project.class_weight:
        return None
    return Finding(
        rule="CHK-CLASS",
        severity=Severity.UNCLEAR,
        text=_("The weight is not the one of the class “%(name)s”") % {"name": project.class_name},
        first=Reading(project.weight, "number", _("written"), applied=True),
        second=Reading(project.class_weight, "number", _("of the class")),
    )


def _staff(project: CheckedProject) -> Finding | None:
    card = project.counted_staff_card
    if card is None or card == project.counted_staff:
        return None
    return Finding(
        rule="CHK-STAFF",
        severity=Severity.UNCLEAR,
        text=_("Table and card count different staff"),
        first=Reading(project.counted_staff, "number", _("table"), applied=True),
        second=Reading(card, "number", _("card")),
    )


def _sharers(project: CheckedProject) -> Finding | None:
    """Information only: the coefficient stays as approved even if people come and go."""
    if project.sharing_staff == project.counted_staff:
        return None
    return Finding(
        rule="CHK-COEFF",
        severity=Severity.INFO,
        text=_("The people assigned who share are not as many as those counted"),
        first=Reading(project.counted_staff, "number", _("counted"), applied=True),
        second=Reading(project.sharing_staff, "number", _("assigned")),
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first, then in the order of the projects."""
    gravity = list(Severity)
    return sorted(findings, key=lambda f: (gravity.index(f.severity), f.projects or (0,)))


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """One finding where several projects show the same contradiction with the same values."""
    return in_order(_merge(findings))


def _merge(findings: Iterable[Finding]) -> Iterator[Finding]:
    def key(finding: Finding) -> tuple[str, ...]:
        parts = (finding.rule, finding.text, finding.first, finding.second, finding.place)
        return tuple(map(str, parts))

    for _key, same in groupby(sorted(findings, key=key), key=key):
        first, *others = same
        numbers = {n for finding in (first, *others) for n in finding.projects}
        yield replace(first, projects=tuple(sorted(numbers)))
