"""A distribution as a ledger: a row for each project, with its formula and what it does not pay.

Amounts are those of the record; only sums of printed rows and differences of runs are made here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.distribution.results import VALIDATED
from incentives.distribution.words import SOURCES, economy_reason, payout_name
from incentives.enums import SharingKind
from incentives.ledger import Why
from incentives.models import DistributionRun
from incentives.sharing import Distribution, Economy, ProjectLine, project_from_dict
from objectives.models import Plan
from objectives.templatetags.display import money, number, percent

ZERO = Decimal(0)
Titles = Mapping[int, tuple[int, str]]  # number in the run → number and title of today


@dataclass(frozen=True, slots=True)
class Row:
    """`people` get something; `before` is what the run before paid, None without one."""

    number: int
    title: str
    line: ProjectLine
    people: int
    source: str
    before: Decimal | None = None

    @property
    def why(self) -> Why:
        """Written when the row is shown: a large body has thousands, a page a hundred."""
        return why(self.line)

    @property
    def not_paid(self) -> Decimal:
        return self.line.allocated - self.line.paid

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.line.paid - self.before

    @property
    def per_head(self) -> Decimal:
        """Euro, half up to the cent: a figure of the page alone."""
        return (self.line.paid / self.people).quantize(Decimal("0.01")) if self.people else ZERO

    @property
    def source_text(self) -> str:
        return "" if self.source in ("", VALIDATED) else str(SOURCES[self.source])

    @property
    def rule_name(self) -> str:
        return payout_name(self.line.payout_kind)


@dataclass(frozen=True, slots=True)
class Totals:
    allocated: Decimal
    payable: Decimal
    paid: Decimal
    not_paid: Decimal
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.paid - self.before


def totals(rows: Sequence[Row]) -> Totals:
    known = [row.before for row in rows if row.before is not None]
    return Totals(
        allocated=sum((row.line.allocated for row in rows), ZERO),
        payable=sum((row.line.payable for row in rows), ZERO),
        paid=sum((row.line.paid for row in rows), ZERO),
        not_paid=sum((row.not_paid for row in rows), ZERO),
        before=sum(known, ZERO) if known else None,
    )


# --- Rows ----------------------------------------------------------------------------------


def rows_of_run(
    run: DistributionRun, sources: Iterable[Mapping[str, Any]], base: DistributionRun | None = None
) -> list[Row]:
    """From the stored lines, in three queries; `base` is the run whose difference is shown."""
    kinds = {source["project"]: source["kind"] for source in sources}
    heads = paid_heads(run)
    before = dict(base.project_lines.values_list("project", "paid")) if base else None
    rows = []
    for stored in run.project_lines.select_related("project").order_by("pk"):
        line = project_from_dict(stored.record)
        project = stored.project
        rows.append(
            Row(
                number=project.number,
                title=project.title,
                line=line,
                people=heads.get(project.pk, 0),
                source=kinds.get(line.number, ""),
                before=None if before is None else before.get(project.pk, ZERO),
            )
        )
    return rows


def paid_heads(run: DistributionRun) -> dict[int, int]:
    """How many people get something, by key of the project."""
    lines = run.employee_lines.order_by().values("project")
    counted = lines.annotate(heads=Count("pk", filter=Q(amount__gt=0)))
    return dict(counted.values_list("project", "heads"))


def rows_of_trial(distribution: Distribution, kinds: Mapping[int, str], plan: Plan) -> list[Row]:
    """Of something computed now and stored nowhere (one query)."""
    titles = dict(plan.projects.values_list("number", "title"))
    return [
        Row(
            number=line.number,
            title=titles[line.number],
            line=line,
            people=sum(1 for person in line.people if person.amount_cents),
            source=kinds.get(line.number, ""),
        )
        for line in distribution.projects
    ]


# --- Why this amount -----------------------------------------------------------------------


def why(line: ProjectLine) -> Why:
    """The formula of the payable amount with its numbers, and what becomes of it."""
    notes = (_threshold_note(line), _sharing_note(line), *map(_economy_note, line.economies))
    return Why(_formula(line), tuple(note for note in notes if note), "PAYOUT-1")


def _formula(line: ProjectLine) -> str:
    return f"{money(line.allocated)} × {percent(line.percent)} = {money(line.payable)}"


def _threshold_note(line: ProjectLine) -> str:
    if line.result is None:
        return _("The project was withdrawn.")
    figures = {
        "result": percent(line.result, 2),
        "threshold": percent(line.threshold),
        "rule": payout_name(line.payout_kind),
    }
    if not line.met:
        return _("Result %(result)s, below the threshold of %(threshold)s: nothing is paid.") % (
            figures
        )
    return _("Result %(result)s, threshold %(threshold)s met. Rule: %(rule)s.") % figures


def _sharing_note(line: ProjectLine) -> str:
    kind = dict(SharingKind.choices).get(line.sharing_kind, line.sharing_kind)
    text = _("Shared: %(how)s.") % {"how": str(kind).lower()}
    if line.areas:
        parts = ", ".join(f"{area.area} {money(area.amount)}" for area in line.areas)
        text += " " + _("By area: %(parts)s.") % {"parts": parts}
    return text


def _economy_note(economy: Economy) -> str:
    figures = {"amount": money(economy.amount), "reason": economy_reason(economy.reason)}
    if economy.area:
        figures["area"] = economy.area
        return _("Not paid %(amount)s €: %(reason)s, area %(area)s.") % figures
    return _("Not paid %(amount)s €: %(reason)s.") % figures


# --- Economies -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EconomyRow:
    reason: str
    amount: Decimal
    projects: int
    projects_text: str


def economies_by_reason(rows: Iterable[Row]) -> list[EconomyRow]:
    """In the order of the amount, largest first, with the projects they come from."""
    found: dict[str, dict[int, Decimal]] = {}
    for row in rows:
        for economy in row.line.economies:
            own = found.setdefault(economy.reason, {})
            own[row.number] = own.get(row.number, ZERO) + economy.amount
    listed = [
        EconomyRow(
            reason=economy_reason(reason),
            amount=sum(parts.values(), ZERO),
            projects=len(parts),
            projects_text=_project_numbers(sorted(parts)),
        )
        for reason, parts in found.items()
    ]
    return sorted(listed, key=lambda row: (-row.amount, row.reason))


LISTED = 12


def _project_numbers(numbers: Sequence[int]) -> str:
    """The numbers; beyond a dozen how many."""
    if len(numbers) <= LISTED:
        return ", ".join(number(n) for n in numbers)
    text = ngettext("%(count)s project", "%(count)s projects", len(numbers))
    return text % {"count": len(numbers)}


def numbers_paying_nothing(rows: Iterable[Row]) -> Iterator[int]:
    return (row.number for row in rows if not row.line.paid)
