"""How the projects a person takes part in go: result so far and phases, nothing of other people."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from objectives.enums import ResultState
from objectives.models import Phase, PhaseReport, Project
from objectives.outcomes import Outcome, outcomes
from objectives.scoring import days_late
from objectives.templatetags.display import date_it


@dataclass(frozen=True, slots=True)
class OwnPhase:
    """`done` says when it was done, "" when nobody has reported on it."""

    when: str
    text: str
    done: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwnWork:
    """`percent` None: nothing measured yet."""

    percent: Decimal | None
    threshold: Decimal
    note: str
    phases: list[OwnPhase]


def own_work(projects: Sequence[Project], today: datetime.date) -> dict[int, OwnWork]:
    """By key of the project; queries constant in the number of projects. Phases are prefetched."""
    found = outcomes(list(projects))
    phases = [phase for project in projects for phase in project.phases.all()]
    done = latest_reports(phases)
    return {
        project.pk: OwnWork(
            percent=_percent(found[project.pk]),
            threshold=found[project.pk].threshold,
            note=_note(found[project.pk]),
            phases=[_phase(phase, done, today) for phase in project.phases.all()],
        )
        for project in projects
    }


def latest_reports(phases: Sequence[Phase]) -> dict[int, datetime.date | None]:
    """The day each phase was done by its latest report (None: not done after all), one query."""
    rows = PhaseReport.objects.filter(phase__in=phases).order_by("pk")
    return dict(rows.values_list("phase_id", "done_on"))


def _percent(outcome: Outcome) -> Decimal | None:
    measured = any(row.entry for row in outcome.measured.indicators)
    return outcome.percent if measured or outcome.standing else None


def _note(outcome: Outcome) -> str:
    standing = outcome.standing
    if standing is None:
        if _percent(outcome) is None:
            return _("no value entered yet")
        return _("values entered so far, not confirmed yet")
    if standing.state == ResultState.VALIDATED:
        return _("confirmed and validated by the NIV")
    return _("confirmed on %(day)s, waits for the NIV") % {"day": date_it(standing.confirmed_at)}


def _phase(phase: Phase, done: dict[int, Any], today: datetime.date) -> OwnPhase:
    reported = phase.pk in done
    day = done.get(phase.pk)
    late = phase.due_date is not None and days_late(phase.due_date, day, today) > 0
    return OwnPhase(
        when=date_it(phase.due_date) or phase.period or "–",
        text=phase.text,
        done=(date_it(day) or _("not done")) if reported else "",
        is_late=late and not (reported and day is None),
    )
