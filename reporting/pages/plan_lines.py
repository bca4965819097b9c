"""The lines of the plan's table as written text, a cell at a time.

From row to row the same figures and words come again and again. A page writes each of them once and
then finds it: writing and escaping every cell was a third of its time.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from objectives.templatetags.components import icon
from objectives.templatetags.display import money, number, percent
from reporting.rows import PlanRow

WHOLE = Decimal(100)
NOTHING = SafeString("")
SUB = '<span class="pp-sub">{}</span>'


class Line(NamedTuple):
    """A project as written. Where card, class or indicators disagree the cell holds both values,
    the other one below with its sign."""

    number: SafeString
    url: SafeString
    title: str
    notes: SafeString
    kind: SafeString
    macro_category: SafeString
    threshold: SafeString
    class_name: SafeString
    staff: SafeString
    weight: SafeString
    coefficient: SafeString
    points: SafeString
    amount: SafeString
    result: str


class LineWriter:
    """Of one page in one language. `base` is the address that a project's number is added to,
    `results` the cells of the column of results by key of the project, empty without one."""

    def __init__(self, base: str, results: Mapping[int, str], *, with_staff: bool) -> None:
        self._base, self._results, self._with_staff = base, results, with_staff
        self._kinds: dict[tuple[str, str | None], SafeString] = {}
        self._escaped = cache(escape)
        self._indicators = cache(_indicators)
        self._threshold = cache(_threshold)
        self._staff = cache(_staff)
        self._weight = cache(_weight)
        self._number = cache(_number)
        self._money = cache(_money)

    def line(self, row: PlanRow) -> Line:
        return Line(
            number=SafeString(row.number),
            url=SafeString(f"{self._base}{row.number}/"),
            title=row.title,
            notes=self._notes(row),
            kind=self._kind(row),
            macro_category=self._escaped(row.macro_category or ""),
            threshold=self._threshold(row.threshold, row.threshold_card),
            class_name=self._escaped(row.class_name),
            staff=self._staff(row.counted_staff, row.counted_staff_card),
            weight=self._weight(row.weight, row.class_weight),
            coefficient=self._number(row.coefficient),
            points=self._number(row.points),
            amount=self._money(row.amount),
            result=self._results.get(row.pk, ""),
        )

    def _kind(self, row: PlanRow) -> SafeString:
        key = (row.kind, row.sector_code)
        if key not in self._kinds:
            self._kinds[key] = escape(row.kind_text)
        return self._kinds[key]

    def _notes(self, row: PlanRow) -> SafeString:
        """What stands below the title: that an act amended the project, odd weights, the staff."""
        amended = _other("", row.amendment_text) if row.amended else NOTHING
        staff = format_html(SUB, row.staff_text) if self._with_staff and row.staff_text else NOTHING
        return amended + self._indicators(row.indicator_weights) + staff


def _number(value: Decimal | None) -> SafeString:
    return SafeString(number(value))


def _money(value: Decimal | None) -> SafeString:
    return SafeString(money(value))


def _indicators(weights: Decimal) -> SafeString:
    if weights == WHOLE:
        return NOTHING
    return _other("", _("indicators' weights %(total)s") % {"total": number(weights)})


def _threshold(threshold: Decimal, card: Decimal | None) -> SafeString:
    table = SafeString(percent(threshold))
    if card is None or card == threshold:
        return table
    return _other(table, _("card %(value)s") % {"value": percent(card)})


def _staff(counted: int, card: int | None) -> SafeString:
    table = SafeString(counted)
    if card is None or card == counted:
        return table
    return _other(table, _("card %(value)s") % {"value": card})


def _weight(weight: Decimal, of_class: Decimal) -> SafeString:
    own = _number(weight)
    if weight == of_class:
        return own
    return _other(own, _("class %(value)s") % {"value": number(of_class)})


def _other(value: str, other: str) -> SafeString:
    """A second value below the first, as everywhere on the pages (app.css, "pp-other")."""
    return format_html('{}<span class="pp-other">{}{}</span>', value, icon("warning"), other)
