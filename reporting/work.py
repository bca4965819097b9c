"""What the year's work adds to a printed card: values, result, evidence, the NIV's outcome.

Frozen texts, so that their `repr` names a document in the store. A confirmed result is printed as
it was stored; before that, what the values entered so far give, and the card says so.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives import scoring
from objectives.enums import EvidenceKind, ResultState, WindowKind
from objectives.measurements import MeasuredIndicator, is_final
from objectives.models import (
    Evidence,
    MonitoringWindow,
    PhaseReport,
    Plan,
    Project,
    ProjectResult,
    Remark,
)
from objectives.outcomes import Outcome, outcomes
from objectives.templatetags.components import drawn
from objectives.templatetags.display import date_it, percent
from reporting.values import short_value_text, sum_text

FINGERPRINT_DIGITS = 16


class IndicatorWork(NamedTuple):
    """`value` with the evidence that shows it; `achievement` without its sign."""

    value: str
    evidence: str
    achievement: str
    deviation: str


class EvidenceLine(NamedTuple):
    """`label` is E1, E2 …; `detail` its protocol, its address or its fingerprint."""

    label: str
    description: str
    detail: str


class NivOutcome(NamedTuple):
    """`outcome` is empty until the NIV has decided; names only where they may be read."""

    outcome: str
    day: datetime.date | None
    text: str
    remarks: tuple[str, ...]
    manager: str
    member: str


class WorkFacts(NamedTuple):
    """`bar` and `tick` are coordinates 0–100 of result and threshold."""

    as_of: datetime.date | None
    phases: tuple[str, ...]
    indicators: tuple[IndicatorWork, ...]
    weight_total: Decimal
    result: Decimal | None
    threshold: Decimal
    met: bool | None
    bar: str
    tick: str
    computation: str
    notes: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]
    niv: NivOutcome | None

    @property
    def result_text(self) -> str:
        """100,00 without its sign, for a column of percentages."""
        return percent(self.result, 2)[:-2]

    @property
    def verdict(self) -> str:
        """How the result stands to the threshold, in the words of the card."""
        if self.result is None:
            return ""
        threshold = percent(self.threshold)
        if self.result == self.threshold:
            return _("equal to the threshold of %(threshold)s: threshold reached.") % {
                "threshold": threshold
            }
        if self.met:
            return _("above the threshold of %(threshold)s: threshold reached.") % {
                "threshold": threshold
            }
        return _("below the threshold of %(threshold)s: threshold not reached.") % {
            "threshold": threshold
        }


@dataclass(frozen=True, slots=True)
class _Read:
    """What the cards of some projects need, by key of the project."""

    outcomes: Mapping[int, Outcome]
    stored: Mapping[int, scoring.Result]
    reports: Mapping[int, str]
    evidence: Mapping[int, Sequence[Evidence]]
    remarks: Mapping[int, Sequence[str]]
    as_of: datetime.date | None


def work_of(
    plan: Plan, keys: Sequence[int], *, with_acts: bool, with_names: bool
) -> dict[int, WorkFacts]:
    """By key of the project; nothing before the work of the year has begun.

    `with_acts` is for who reads evidence, deviations and the NIV's words (not an employee).
    """
    as_of = _as_of(plan)
    if as_of is None and not is_final(plan):
        return {}
    rows = Project.objects.filter(pk__in=keys).select_related("plan")
    projects = list(rows.prefetch_related("phases"))
    stages = outcomes(projects)
    found = _Read(
        outcomes=stages,
        stored=_stored(stages.values()),
        reports=_reports(keys),
        evidence=_evidence(keys) if with_acts else {},
        remarks=_remarks(keys) if with_acts else {},
        as_of=as_of,
    )
    return {row.pk: _work(row, found, with_acts, with_names) for row in projects}


def _as_of(plan: Plan) -> datetime.date | None:
    """The day the values are measured on: that of the latest window with values.

    Once the year is over it is the final window's, whether its values are all in or not.
    """
    windows = MonitoringWindow.objects.filter(plan=plan)
    begun = windows.filter(entries__isnull=False)
    chosen = windows.filter(kind=WindowKind.FINAL) if is_final(plan) else begun
    return chosen.order_by("-reference_date").values_list("reference_date", flat=True).first()


def _stored(stages: Iterable[Outcome]) -> dict[int, scoring.Result]:
    """Standing results as they were confirmed, by key of the project."""
    keys = [row.standing.pk for row in stages if row.standing]
    rows = ProjectResult.objects.filter(pk__in=keys).values_list("project_id", "results")
    return {project: scoring.result_from_dict(results) for project, results in rows}


def _reports(keys: Sequence[int]) -> dict[int, str]:
    """What is known of each phase, by its key; the latest report counts."""
    rows = PhaseReport.objects.filter(phase__project__in=keys).order_by("pk")
    return {
        phase: date_it(day) or _("not done")
        for phase, day in rows.values_list("phase_id", "done_on")
    }


def _evidence(keys: Sequence[int]) -> dict[int, list[Evidence]]:
    rows = Evidence.objects.filter(project__in=keys, withdrawn_at__isnull=True)
    ordered = list(rows.select_related("indicator").order_by("pk"))
    ordered.sort(key=lambda row: row.indicator.order if row.indicator else 0)
    return {key: [row for row in ordered if row.project_id == key] for key in keys}


def _remarks(keys: Sequence[int]) -> dict[int, list[str]]:
    rows = Remark.objects.filter(project__in=keys, closed_at__isnull=True).order_by("pk")
    found = list(rows.values_list("project_id", "subject"))
    return {key: [subject for project, subject in found if project == key] for key in keys}


def _work(project: Project, found: _Read, with_acts: bool, with_names: bool) -> WorkFacts:
    outcome = found.outcomes[project.pk]
    shown = found.stored.get(project.pk, outcome.measured.result)
    papers = list(enumerate(found.evidence.get(project.pk, ()), start=1))
    return WorkFacts(
        as_of=found.as_of,
        phases=tuple(found.reports.get(phase.pk, "") for phase in project.phases.all()),
        indicators=tuple(_indicators(outcome, shown, papers, with_acts)),
        weight_total=shown.weight_total,
        result=shown.result,
        threshold=shown.threshold,
        met=shown.met,
        bar="" if shown.result is None else drawn(shown.result),
        tick=drawn(shown.threshold),
        computation=_computation(shown),
        notes=tuple(_notes(outcome, shown, with_names)),
        evidence=tuple(EvidenceLine(f"E{n}", row.description, _detail(row)) for n, row in papers),
        niv=_niv(outcome, found.remarks.get(project.pk, ()), with_acts, with_names),
    )


def _indicators(
    outcome: Outcome,
    shown: scoring.Result,
    papers: Sequence[tuple[int, Evidence]],
    with_acts: bool,
) -> Iterable[IndicatorWork]:
    lines = {line.order: line for line in shown.lines}
    for row in outcome.measured.indicators:
        line = lines.get(row.indicator.order, row.achievement)
        labels = [f"E{n}" for n, paper in papers if paper.indicator_id == row.indicator.pk]
        yield IndicatorWork(
            value=_neutralised(row) if line.neutralised else short_value_text(line) or _("missing"),
            evidence=", ".join(labels),
            achievement=percent(line.shown, 2)[:-2],
            deviation=row.entry.deviation if with_acts and row.entry else "",
        )


def _neutralised(row: MeasuredIndicator) -> str:
    if row.neutralisation is None:
        return _("neutralised")
    return _("neutralised, %(act)s") % {"act": row.neutralisation.act}


def _computation(result: scoring.Result) -> str:
    """Empty when there is no result."""
    parts = scoring.formula(result)
    return sum_text(parts) if parts else ""


def _notes(outcome: Outcome, shown: scoring.Result, with_names: bool) -> Iterable[str]:
    standing = outcome.standing
    if standing is None:
        yield _("Values entered so far: the result is not confirmed yet.")
    else:
        day = {"day": date_it(standing.confirmed_at), "name": standing.confirmed_by}
        text = _("Confirmed on %(day)s by %(name)s.") if with_names else _("Confirmed on %(day)s.")
        yield text % day
        if standing.state == ResultState.SECOND_NEEDED:
            yield _("A head of the sector has still to confirm it a second time.")
    orders = [str(order) for order in (*shown.missing, *shown.undecided)]
    if orders:
        yield ngettext(
            "The value of indicator %(orders)s is missing and counts 0.",
            "The values of indicators %(orders)s are missing and count 0.",
            len(orders),
        ) % {"orders": ", ".join(orders)}
    parts = scoring.formula(shown)
    if parts and not parts.exact:
        yield _("Achievements are printed with two decimals and counted whole.")


def _detail(row: Evidence) -> str:
    if row.kind == EvidenceKind.PROTOCOL:
        return row.reference
    if row.kind == EvidenceKind.LINK:
        return row.url
    digits = row.sha256[:FINGERPRINT_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _niv(
    outcome: Outcome, remarks: Sequence[str], with_acts: bool, with_names: bool
) -> NivOutcome | None:
    """Nothing before a result is there to be decided on."""
    decided, standing = outcome.validation, outcome.standing
    if standing is None:
        return None
    return NivOutcome(
        outcome=str(decided.get_outcome_display()) if decided else "",
        day=timezone.localtime(decided.at).date() if decided else None,
        text=decided.text if decided and with_acts else "",
        remarks=tuple(remarks),
        manager=str(standing.confirmed_by) if with_names else "",
        member=str(decided.by) if decided and with_names else "",
    )
