"""The sheet of a manager: one row per indicator, read in a few queries whatever their number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from objectives.forms.entry_row import CONFLICT, WRONG, EntryRow
from objectives.models import (
    EntryDraft,
    Evidence,
    Indicator,
    MonitoringWindow,
    Neutralisation,
    Plan,
    ProgressEntry,
    Project,
    User,
)
from objectives.queries import headed_projects
from objectives.windows import Access, entry_accesses, standing_results


@dataclass(frozen=True)
class EntrySheet:
    """The rows of one person, in the order of projects and indicators."""

    plan: Plan
    rows: list[EntryRow]

    @property
    def window(self) -> MonitoringWindow | None:
        """The window most rows are in: the one the page is about."""
        found = Counter(row.window for row in self.rows if row.window)
        return found.most_common(1)[0][0] if found else None

    @property
    def until(self) -> Any:
        days = [row.access.until for row in self.rows if row.window == self.window and row.window]
        return min(filter(None, days), default=None)

    @property
    def counts(self) -> dict[str, int]:
        return {**Counter(row.state for row in self.rows), "to_fix": len(self.to_fix)}

    @property
    def to_fix(self) -> list[EntryRow]:
        return [row for row in self.rows if row.state in (WRONG, CONFLICT)]

    @property
    def ready(self) -> list[EntryRow]:
        return [row for row in self.rows if row.is_ready]

    @property
    def is_open(self) -> bool:
        return any(row.form is not None for row in self.rows)

    def find(self, project: Project, order: int) -> EntryRow | None:
        matching = (r for r in self.rows if r.indicator.project_id == project.pk)
        return next((row for row in matching if row.indicator.order == order), None)


def entry_sheet(user: User, plan: Plan, *, checked: bool = False) -> EntrySheet:
    """The indicators of the projects this manager heads."""
    projects = list(headed_projects(user).filter(plan=plan).order_by("number").distinct())
    return sheet_of(user, plan, projects, checked=checked)


def sheet_of(
    user: User, plan: Plan, projects: Sequence[Project], *, checked: bool = False
) -> EntrySheet:
    """Rows for all indicators of these projects of one plan."""
    for project in projects:
        project.plan = plan
    accesses = entry_accesses(projects)
    for access in accesses.values():
        if access.window:
            access.window.plan = plan
    by_key = {project.pk: project for project in projects}
    indicators = list(
        Indicator.objects.filter(project__in=by_key).order_by("project__number", "order")
    )
    found = _Found.of(user, indicators)
    rows = []
    for indicator in indicators:
        indicator.project = by_key[indicator.project_id]
        rows.append(found.row(indicator, accesses[indicator.project_id], checked))
    return EntrySheet(plan, rows)


@dataclass(frozen=True)
class _Found:
    """What hangs on the indicators of a sheet, by key of the indicator."""

    entries: Mapping[int, list[ProgressEntry]]
    drafts: Mapping[int, EntryDraft]
    evidence: Mapping[int, int]
    neutralised: Mapping[int, Neutralisation]
    confirmed: frozenset[int]

    @classmethod
    def of(cls, user: User, indicators: Sequence[Indicator]) -> "_Found":
        keys = [indicator.pk for indicator in indicators]
        drafts = EntryDraft.objects.filter(user=user, indicator__in=keys)
        revoked = Neutralisation.objects.filter(indicator__in=keys, revoked_at__isnull=True)
        results = standing_results({indicator.project_id for indicator in indicators})
        return cls(
            entries=_standing(keys),
            drafts={draft.indicator_id: draft for draft in drafts},
            evidence=evidence_counts(keys),
            neutralised={row.indicator_id: row for row in revoked.select_related("act")},
            confirmed=frozenset(result.project_id for result in results),
        )

    def row(self, indicator: Indicator, access: Access, checked: bool) -> EntryRow:
        entries = self.entries.get(indicator.pk, [])
        for entry in entries:
            entry.indicator = indicator
        window = access.window
        return EntryRow(
            indicator=indicator,
            access=access,
            current=next((e for e in entries if window and e.window_id == window.pk), None),
            latest=entries[-1] if entries else None,
            draft=self.drafts.get(indicator.pk),
            evidence=self.evidence.get(indicator.pk, 0),
            neutralised=self.neutralised.get(indicator.pk),
            confirmed=indicator.project_id in self.confirmed,
            checked=checked,
        )


def _standing(keys: Iterable[int]) -> dict[int, list[ProgressEntry]]:
    """The values in force of each window, in the order of the windows (one query)."""
    found: dict[int, list[ProgressEntry]] = {}
    entries = ProgressEntry.objects.filter(indicator__in=list(keys), replaced_by__isnull=True)
    for entry in entries.select_related("window", "by").order_by("window__reference_date", "pk"):
        found.setdefault(entry.indicator_id, []).append(entry)
    return found


def evidence_counts(keys: Iterable[int]) -> dict[int, int]:
    """Pieces of evidence in force by indicator (one query)."""
    rows = Evidence.objects.filter(indicator__in=list(keys), withdrawn_at__isnull=True)
    counted = rows.order_by().values_list("indicator").annotate(count=Count("pk"))
    return {key: count for key, count in counted if key}
