"""The column of results of the plan page: what is confirmed, else what the values entered so far
give, and how it stands to the threshold."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.enums import PlanState, ResultState
from objectives.measurements import MeasuredProject, measured_projects
from objectives.models import Plan, Project
from objectives.templatetags.components import drawn
from objectives.templatetags.display import percent
from reporting.rows import PlanRow

PROVISIONAL = "provisional"
Words = Mapping[str | bool, str]
NOT_BEGUN = frozenset({PlanState.DRAFT, PlanState.APPROVED})


def has_results(plan: Plan) -> bool:
    """Whether the year's work has begun: before that there is nothing to measure."""
    return plan.state not in NOT_BEGUN


def result_cells(plan: Plan, rows: Sequence[PlanRow]) -> dict[int, SafeString]:
    """By key of the project, for the rows of one page (one query)."""
    open_rows = [row for row in rows if row.result is None and not row.is_withdrawn]
    found = measured_projects([_project(row, plan) for row in open_rows])
    words = _words()
    confirmed = {row.pk: _confirmed(row, words) for row in rows if row.result is not None}
    return confirmed | {key: _provisional(measured, words) for key, measured in found.items()}


def _words() -> Words:
    """Looked up and escaped once for a page: by state of the result and by whether it is met."""
    words: Words = {
        ResultState.VALIDATED: _("validated"),
        ResultState.CONFIRMED: _("confirmed"),
        ResultState.SECOND_NEEDED: _("to confirm a second time"),
        PROVISIONAL: _("provisional"),
        True: _("threshold reached"),
        False: _("below the threshold"),
    }
    return {key: escape(word) for key, word in words.items()}


def _project(row: PlanRow, plan: Plan) -> Project:
    """What the measuring reads of a project, without reading it again."""
    return Project(
        pk=row.pk,
        plan=plan,
        number=row.number,
        threshold=row.threshold,
        threshold_card=row.threshold_card,
        result_mode=row.result_mode,
    )


def _confirmed(row: PlanRow, words: Words) -> SafeString:
    return _cell(
        row.result, row.result_threshold, bool(row.result_met), words[str(row.result_state)], words
    )


def _provisional(found: MeasuredProject, words: Words) -> SafeString:
    result, missing = found.result, len(found.missing)
    cell = _cell(result.result, result.threshold, bool(result.met), words[PROVISIONAL], words)
    if not missing:
        return cell
    text = ngettext("%(count)s value missing", "%(count)s values missing", missing)
    return cell + format_html(
        '<span class="pp-sub pp-result-missing">{}</span>', text % {"count": missing}
    )


def _cell(
    result: Decimal | None, threshold: Decimal | None, met: bool, state: str, words: Words
) -> SafeString:
    """Figures and words of ours, which need no more escaping."""
    if result is None or threshold is None:
        return SafeString("–")
    return SafeString(
        _CELL.format(
            percent=percent(result, 2),
            met=" pp-progress-fill--met" if met else "",
            width=drawn(min(result, Decimal(100))),
            tick=drawn(min(threshold, Decimal(100))),
            reached=words[met],
            state=state,
        )
    )


# The drawing of the tag `progress`; the words beside it say the same.
_CELL = (
    '<span class="pp-result"><span>{percent}</span>'
    '<svg class="pp-progress" height="12" aria-hidden="true" focusable="false">'
    '<rect class="pp-progress-ground" y="2" width="100%" height="8" rx="1"/>'
    '<rect class="pp-progress-fill{met}" y="2" width="{width}%" height="8" rx="1"/>'
    '<rect class="pp-progress-tick" x="{tick}%" width="2" height="12" transform="translate(-2)"/>'
    '</svg></span><span class="pp-sub">{reached}, {state}</span>'
)
