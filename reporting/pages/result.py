"""The result of a project as its page shows it: the computation, state, what comes next."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from objectives import rules, scoring
from objectives.actions.results import (
    confirmation_refusal,
    may_confirm_second,
    no_result_text,
    send_back_refusal,
)
from objectives.actions.validation import remark_refusal, validation_refusal
from objectives.enums import ResultMode, ResultState, ValidationOutcome, label_of
from objectives.measurements import is_final
from objectives.models import Remark, User
from objectives.outcomes import (
    CONFIRMED,
    MISSING,
    SECOND_NEEDED,
    SENT_BACK,
    TO_CONFIRM,
    VALIDATED,
    WITH_REMARKS,
    WITHDRAWN,
    Outcome,
)
from objectives.prepared import Prepared
from objectives.templatetags.display import date_it, number, percent
from objectives.trend import trend_of
from reporting.pages.trend import trend_texts
from reporting.values import number_2, sum_text

CHIPS = {
    MISSING: "missing",
    TO_CONFIRM: "sent",
    SENT_BACK: "error",
    SECOND_NEEDED: "unclear",
    CONFIRMED: "confirmed",
    VALIDATED: "confirmed",
    WITH_REMARKS: "unclear",
    WITHDRAWN: "missing",
}


def stage_text(stage: str) -> str:
    return {
        MISSING: _("Values missing"),
        TO_CONFIRM: _("To confirm"),
        SENT_BACK: _("Sent back"),
        SECOND_NEEDED: _("Second confirmation needed"),
        CONFIRMED: _("Confirmed, to validate"),
        VALIDATED: _("Validated"),
        WITH_REMARKS: _("Validated with remarks"),
        WITHDRAWN: pgettext("amendment", "Withdrawn"),
    }[stage]


# --- The computation ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Computation:
    """ "(70 × 100 + 30 × 80) / 100" and "94,00"; one note for each thing to know about it."""

    sum: str
    result: str
    notes: list[str] = field(default_factory=list)


def computation(result: scoring.Result) -> Computation | None:
    parts = scoring.formula(result)
    if parts is None:
        return None
    return Computation(sum_text(parts), number_2(parts.result), _notes(parts, result))


def _notes(parts: scoring.Formula, result: scoring.Result) -> list[str]:
    notes = []
    if not parts.exact:
        notes.append(_("achievements are shown with two decimals and counted whole"))
    if parts.rounded:
        notes.append(_("rounded once, half up, to two decimals"))
    if parts.capped:
        notes.append(_("more than 100 counts 100"))
    if result.missing or result.undecided:
        notes.append(_("a missing value counts 0 until it is entered"))
    return notes


def mode_note(result: scoring.Result) -> str:
    """Which choice was made where the weights do not total 100; empty where it does not matter."""
    if not result.mode_matters:
        return ""
    return _("The weights total %(total)s: %(mode)s.") % {
        "total": number(result.weight_total),
        "mode": _lower(str(ResultMode(result.mode).label)),
    }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# --- State and acts ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """An act of this person: its address, or why it is refused now."""

    name: str
    label: str
    refusal: str


def buttons(user: User, outcome: Outcome) -> list[Button]:
    """The first is the step expected of this person."""
    return [*_managers(user, outcome), *_nivs(user, outcome), *_hrs(user, outcome)]


def _managers(user: User, outcome: Outcome) -> list[Button]:
    project, standing = outcome.project, outcome.standing
    if not rules.confirm_result(user, project):
        return []
    if standing and standing.state == ResultState.SECOND_NEEDED:
        mine = may_confirm_second(user, project, standing)
        waits = _("A head of the sector who shares nothing of the project confirms now.")
        return [Button("result_confirm", _("Confirm the result"), "" if mine else waits)]
    refusal = confirmation_refusal(user, outcome.measured, outcome.last)
    return [Button("result_confirm", _("Confirm the result"), refusal[1] if refusal else "")]


def _nivs(user: User, outcome: Outcome) -> list[Button]:
    if not rules.validate_result(user, outcome.project):
        return []
    refusal = validation_refusal(outcome.project, outcome.last, found=outcome.measured)
    found = [Button("result_validate", _("Record the outcome"), refusal[1] if refusal else "")]
    if remark_refusal(outcome.project.plan) is None:
        found.append(Button("remark_open", _("Open a remark"), ""))
    return found


def _hrs(user: User, outcome: Outcome) -> list[Button]:
    project = outcome.project
    if not rules.send_back_result(user, project) or outcome.standing is None:
        return []
    refusal = send_back_refusal(project.plan, outcome.last)
    return [Button("result_send_back", _("Send the result back"), refusal[1] if refusal else "")]


def story(outcome: Outcome) -> list[str]:
    """What happened to the latest result, in order."""
    last, texts = outcome.last, []
    if last is None:
        return []
    first = {"name": last.confirmed_by, "day": date_it(last.confirmed_at)}
    texts.append(_("confirmed by %(name)s on %(day)s") % first)
    if last.second_by:
        second = {"name": last.second_by, "day": date_it(last.second_at)}
        texts.append(_("confirmed a second time by %(name)s on %(day)s") % second)
    if outcome.validation:
        decided = {
            "outcome": _lower(label_of(ValidationOutcome, outcome.validation.outcome)),
            "name": outcome.validation.by,
            "day": date_it(outcome.validation.at),
        }
        texts.append(_("%(outcome)s by the NIV (%(name)s) on %(day)s") % decided)
    elif last.sent_back_by:
        back = {"name": last.sent_back_by, "day": date_it(last.sent_back_at)}
        texts.append(_("sent back by %(name)s on %(day)s") % back)
    return texts


def remarks_of(user: User, project: Any) -> list[Remark]:
    """For who may read the findings: the threads of a project read in full, the open ones first."""
    if not (project.has_remarks and rules.view_findings(user)):
        return []
    found = _REMARKS.rows(project=project.pk)
    return sorted(found, key=lambda row: (not row.is_open, -row.pk))


_REMARKS = Prepared[Remark](
    lambda project: Remark.objects.filter(project=project).select_related("by", "closed_by"),
    "project",
)


def context(
    user: User, outcome: Outcome, shown: scoring.Result, today: datetime.date
) -> dict[str, Any]:
    """What templates/reporting/project_indicators.html and project_result.html take."""
    project = outcome.project
    running = not is_final(project.plan)
    reads = rules.view_findings(user)
    return {
        "outcome": outcome,
        "stage": outcome.stage,
        "stage_chip": CHIPS[outcome.stage],
        "stage_text": stage_text(outcome.stage),
        "missing_orders": [row.indicator.order for row in outcome.measured.missing],
        "result_text": percent(shown.result, 2),
        "result_number": number_2(shown.result),
        "result_label": _result_label(outcome),
        "computation": computation(shown),
        "no_result": no_result_text(shown.reason) if shown.reason else "",
        "mode_note": mode_note(shown),
        "trend": trend_texts(trend_of(outcome.measured, today), today) if running else None,
        "story": story(outcome) if reads else [],
        "decision": outcome.validation.text if outcome.validation and reads else "",
        "sent_back_reason": _sent_back(outcome) if reads else "",
        "buttons": buttons(user, outcome),
        "remarks": remarks_of(user, project),
        "may_set_mode": rules.edit_project(user, project),
        "may_answer": rules.answer_remark(user, project),
        "shows_acts": reads,
    }


def _sent_back(outcome: Outcome) -> str:
    return outcome.last.sent_back_reason if outcome.last and not outcome.validation else ""


def _result_label(outcome: Outcome) -> str:
    days = [row.entry.reference_date for row in outcome.measured.indicators if row.entry]
    return _("Result as of %(day)s") % {"day": date_it(max(days))} if days else _("Result")
