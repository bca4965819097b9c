"""Rows that hang on a project: replaced as a whole, told apart in the trail."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from objectives.actions.audit import difference, snapshot
from objectives.contents import PARENTS, row_content
from objectives.enums import AuditAction
from objectives.models import AuditEvent, Indicator, Phase, Project, StaffAssignment

# Phase, Indicator or StaffAssignment, and the class of one of them.
Row = Any
Rows = type[Any]
# record_event with who, project, act and reason filled in.
Log = Callable[..., AuditEvent]

WORK_OF_INDICATORS = (
    Q(entries__isnull=False) | Q(evidence__isnull=False) | Q(neutralisations__isnull=False)
)
# Beyond any real list, so that rows on their way to a new place never meet.
OUT_OF_THE_WAY = 10_000


def changed_rows(rows: Sequence[Row], stored: dict[int, Row]) -> list[Row]:
    """Rows that are new or say something else than the stored ones, order apart."""
    return [
        row
        for row in rows
        if row.pk not in stored or row_content(row) != row_content(stored[row.pk])
    ]


def known_rows(model: Rows, project: Project) -> dict[int, Row]:
    """The project's own rows by key: a key from elsewhere is no key here."""
    if not project.pk:
        return {}
    related = [name for name in ("employee", "area") if hasattr(model, name)]
    return {row.pk: row for row in model.objects.filter(project=project).select_related(*related)}


def work_errors(
    project: Project, phases: Iterable[Phase], indicators: Iterable[Indicator]
) -> Iterator[tuple[str, ValidationError]]:
    """Rows taken away although the year's work hangs on them, which is never lost."""
    if not project.pk:
        return
    kept = {row.pk for row in indicators}
    measured = project.indicators.exclude(pk__in=kept).filter(WORK_OF_INDICATORS)
    for row in measured.distinct().order_by("order"):
        message = _(
            "Indicator %(order)s, “%(name)s”, has values or evidence and cannot be taken away: "
            "give it the weight 0, or neutralise it with its act."
        )
        words = {"order": row.order, "name": str(row)[:60]}
        yield NON_FIELD_ERRORS, ValidationError(message, "has_work", words)
    kept = {row.pk for row in phases}
    for phase in project.phases.exclude(pk__in=kept).filter(reports__isnull=False).distinct():
        message = _("Phase %(order)s, “%(name)s”, has been reported on and cannot be taken away.")
        words = {"order": phase.order, "name": str(phase)[:60]}
        yield NON_FIELD_ERRORS, ValidationError(message, "has_work", words)


def replace_rows(project: Project, model: Rows, rows: Sequence[Row], log: Log) -> None:
    """Delete, move, create and change until the project has exactly these rows, in this order."""
    stored = known_rows(model, project)
    for row in rows:
        row.project = project
        row.pk = row.pk if row.pk in stored else None
    kept = {row.pk for row in rows}
    for pk in stored.keys() - kept:
        changes = difference(_readable(stored[pk]), {})
        log(action=AuditAction.DELETED, target=stored[pk], changes=changes)
        stored[pk].delete()
    if model is not StaffAssignment:
        _put_in_order(project, model, rows, log)
    for row in changed_rows(rows, stored):
        _write(row, stored.get(row.pk), log)


def _put_in_order(project: Project, model: Rows, rows: Sequence[Row], log: Log) -> None:
    """Two steps, because places are unique at every moment and not only in the end."""
    for place, row in enumerate(rows, start=1):
        row.order = place
    stored = list(model.objects.filter(project=project).order_by("order"))
    now = [row for row in rows if row.pk]
    if [(row.pk, row.order) for row in now] == [(row.pk, row.order) for row in stored]:
        return
    if [row.pk for row in now] != [row.pk for row in stored]:
        name = "phases" if model is Phase else "indicators"
        changes = {name: [_listed(stored), _listed(now)]}
        log(action=AuditAction.CHANGED, target=project, changes=changes)
    model.objects.filter(project=project).update(order=F("order") + OUT_OF_THE_WAY)
    model.objects.bulk_update(now, ["order"])


def _listed(rows: Sequence[Model]) -> str:
    return " · ".join(f"{place}. {str(row)[:40]}" for place, row in enumerate(rows, start=1))


def _write(row: Row, before: Row | None, log: Log) -> None:
    row.save()
    changes = difference(_readable(before) if before else {}, _readable(row))
    action = AuditAction.CHANGED if before else AuditAction.CREATED
    log(action=action, target=row, changes=changes)


def _readable(row: Model) -> dict[str, str]:
    """The order is told once, on the project, not again on every row that makes room."""
    return {name: text for name, text in snapshot(row).items() if name not in PARENTS}
