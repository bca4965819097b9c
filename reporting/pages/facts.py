"""The figures at the head of a project's page, each with what there is to know about it."""

from collections.abc import Iterator
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.markup import filled, given, joined
from objectives.templatetags.display import difference, euro, number, percent
from reporting.rows import PlanRow

_FACT = "<div><dt>{}</dt><dd>{}</dd>{}</div>"
_NOTE = '<dd class="pp-fact-note">{}</dd>'


def facts_of(
    project: Any, row: PlanRow, result: dict[str, Any], *, with_money: bool, with_staff: bool
) -> SafeString:
    """Of a project read in full; `result` is what reporting/pages/result.py says of it."""
    facts = [
        *([_money(row)] if with_money else []),
        (result["result_label"], result["result_text"], result["stage_text"]),
        *_of_card(project, row),
    ]
    if with_staff and project.head_name:
        facts.append((_("Responsible"), project.head_name, row.sector_text))
    return joined(
        filled(_FACT, name, value or "–", given(_NOTE, note)) for name, value, note in facts
    )


def _money(row: PlanRow) -> tuple[str, str, str]:
    note = ""
    if row.amount is None:
        note = _("not deliberated, not allocated")
    elif row.difference:
        computed = _("computed %(computed)s") % {"computed": euro(row.computed)}
        note = filled("{} {}", computed, difference(row.difference))
    return _("Allotted amount"), euro(row.amount), note


def _of_card(project: Any, row: PlanRow) -> Iterator[tuple[str, str, str]]:
    threshold = percent(project.applied_threshold)
    yield _("Minimum threshold of the expected result"), threshold, _threshold_note(project)
    yield _("Class and weight"), f"{row.class_name}, {number(row.weight)}", class_note(row)
    yield _("Multiplying coefficient"), number(row.coefficient), _counted(row)
    yield _("Total coefficient"), number(row.points), _("weight × coefficient")


def _threshold_note(project: Any) -> str:
    if not project.threshold_differs:
        return _("table and card agree")
    return _("table %(table)s, card %(card)s") % {
        "table": percent(project.threshold),
        "card": percent(project.threshold_card),
    }


def class_note(row: PlanRow) -> str:
    """What contradicts the weight: the class or the legend of the plan."""
    if row.weight != row.class_weight:
        return _("the class weighs %(weight)s") % {"weight": number(row.class_weight)}
    if row.class_legend_weight not in (None, row.class_weight):
        return _("the plan's legend says %(weight)s") % {"weight": number(row.class_legend_weight)}
    return ""


def _counted(row: PlanRow) -> str:
    text = ngettext("%(count)s person counted", "%(count)s people counted", row.counted_staff)
    card = _("card %(count)s") % {"count": row.counted_staff_card} if row.counted_staff_card else ""
    return ", ".join(filter(None, (text % {"count": row.counted_staff}, card)))
