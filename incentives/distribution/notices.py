"""What a person should look at before a distribution is approved: facts, not verdicts."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.distribution.ledger import Row, numbers_paying_nothing
from incentives.distribution.results import CONFIRMED, MEASURED
from incentives.ledger import Notice
from objectives.states import listed
from objectives.templatetags.display import money


def notices(rows: Sequence[Row], amounts: Iterable[Decimal], warn_above: Decimal) -> list[Notice]:
    """`amounts` are the euro of everybody on a project, over the whole plan."""
    totals = list(amounts)
    found = (
        _sources(rows),
        _nothing(list(numbers_paying_nothing(rows))),
        _without(sum(1 for amount in totals if not amount)),
        _above(sum(1 for amount in totals if amount > warn_above), warn_above),
    )
    return [notice for notice in found if notice]


def _sources(rows: Sequence[Row]) -> Notice | None:
    parts = []
    for kind, text in (
        (CONFIRMED, _("confirmed but not validated: %(projects)s")),
        (MEASURED, _("measured today, not confirmed: %(projects)s")),
    ):
        if numbers := [row.number for row in rows if row.source == kind]:
            parts.append(text % {"projects": listed(numbers)})
    if not parts:
        return None
    title = _("Some results are not validated by the NIV.")
    text = _("%(list)s. These figures are a simulation and cannot be approved.")
    return Notice(title, _first_upper(text % {"list": "; ".join(parts)}), "RUNS-1")


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing(numbers: list[int]) -> Notice | None:
    if not numbers:
        return None
    title = ngettext(
        "%(count)s project pays nothing.", "%(count)s projects pay nothing.", len(numbers)
    )
    text = _first_upper(listed(numbers)) + "."
    return Notice(title % {"count": len(numbers)}, text, "PAYOUT-1")


def _without(count: int) -> Notice | None:
    if not count:
        return None
    title = ngettext("%(count)s person gets nothing.", "%(count)s people get nothing.", count)
    text = _("EQ holders may be among them: they take part without a share.")
    return Notice(title % {"count": count}, text, "SHARE-2")


def _above(count: int, limit: Decimal) -> Notice | None:
    if not count:
        return None
    title = ngettext(
        "%(count)s person gets more than %(limit)s €.",
        "%(count)s people get more than %(limit)s €.",
        count,
    )
    text = _("The limit of this notice is in the sharing policy of the plan.")
    return Notice(title % {"count": count, "limit": money(limit)}, text, "SHARE-6")
