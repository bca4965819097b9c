"""The people of a stored run, a page at a time: constant queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from incentives.distribution.words import economy_reason, no_share_reason
from incentives.models import DistributionEmployeeLine, DistributionRun
from objectives.models import Employee
from objectives.templatetags.display import MINUS, money

PER_PAGE = 50
ZERO = Decimal(0)
ALL, WITH_AMOUNT, WITHOUT, CHANGED = "", "quota", "senza", "diversi"


@dataclass(frozen=True, slots=True)
class Part:
    """A person on one project; `before` is what the run before paid there."""

    number: int
    share: Decimal
    cut: Decimal
    amount: Decimal
    before: Decimal | None
    notes: tuple[str, ...]

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.amount - self.before

    @property
    def steps(self) -> str:
        """ "30,00 − 2,50 =" before the amount; an upheld request for review adds instead."""
        if not self.cut:
            return ""
        sign = MINUS if self.cut > 0 else "+"
        return f"{money(self.share)} {sign} {money(abs(self.cut))} ="


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`in_run` is False for who was in the run before alone."""

    employee: Employee
    in_run: bool
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def cut(self) -> Decimal:
        return sum((part.cut for part in self.parts), ZERO)

    @property
    def before(self) -> Decimal | None:
        known = [part.before for part in self.parts if part.before is not None]
        return sum(known, ZERO) if known else None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.amount - self.before

    @property
    def paid_parts(self) -> tuple[Part, ...]:
        """Where there is something to say: an amount now or before."""
        return tuple(part for part in self.parts if part.amount or part.before)


def people_of(
    run: DistributionRun, base: DistributionRun | None = None, words: str = "", which: str = ALL
) -> QuerySet[Employee]:
    """Who is in the run or in the one before, by surname; `words` are part of a name or code."""
    runs = [run.pk, *([base.pk] if base else [])]
    lines = DistributionEmployeeLine.objects.filter(run__in=runs, employee=OuterRef("pk"))
    people = Employee.objects.filter(Exists(lines))
    for word in words.split():
        found = Q(code__icontains=word) | Q(last_name__icontains=word)
        people = people.filter(found | Q(first_name__icontains=word))
    own = DistributionEmployeeLine.objects.filter(run=run, employee=OuterRef("pk"), amount__gt=0)
    if which == WITH_AMOUNT:
        people = people.filter(Exists(own))
    elif which == WITHOUT:
        people = people.exclude(Exists(own))
    elif which == CHANGED and base:
        people = people.filter(changed(run, base) | changed(base, run))
    return people


def changed(run: DistributionRun, base: DistributionRun) -> Exists:
    """People with a line that the other run does not have, or has otherwise."""
    same = DistributionEmployeeLine.objects.filter(
        run=base,
        project=OuterRef("project"),
        employee=OuterRef("employee"),
        amount=OuterRef("amount"),
    )
    lines = DistributionEmployeeLine.objects.filter(run=run, employee=OuterRef("pk"))
    # A line that pays nothing and one that is not there are the same.
    missing = lines.exclude(amount=0).filter(~Exists(same))
    return Exists(missing)


def page_of(
    people: QuerySet[Employee], number: str, run: DistributionRun, base: DistributionRun | None
) -> tuple[Page, list[PersonRow]]:
    """The page of that number, a wrong one as Django reads it, with its rows (four queries)."""
    page = Paginator(people, PER_PAGE).get_page(number)
    return page, rows_of(list(page.object_list), run, base)


def rows_of(
    people: Sequence[Employee], run: DistributionRun, base: DistributionRun | None
) -> list[PersonRow]:
    now = _lines(run, people)
    before = _lines(base, people) if base else None
    return [
        PersonRow(
            person,
            person.pk in now,
            _parts(now[person.pk], before[person.pk] if before is not None else None),
        )
        for person in people
    ]


Lines = dict[int, DistributionEmployeeLine]  # by number of the project


def _lines(run: DistributionRun, people: Iterable[Employee]) -> dict[int, Lines]:
    found: dict[int, Lines] = defaultdict(dict)
    rows = run.employee_lines.filter(employee__in=[person.pk for person in people])
    for line in rows.select_related("project").order_by("project__number"):
        found[line.employee_id][line.project.number] = line
    return found


def _parts(now: Lines, before: Lines | None) -> tuple[Part, ...]:
    numbers = sorted({*now, *(before or {})})
    return tuple(_part(number, now.get(number), before) for number in numbers)


def _part(number: int, line: DistributionEmployeeLine | None, before: Lines | None) -> Part:
    earlier = None
    if before is not None:
        earlier = before[number].amount if number in before else ZERO
    if line is None:
        return Part(number, ZERO, ZERO, ZERO, earlier, ())
    return Part(number, line.share, line.cut, line.amount, earlier, tuple(_notes(line)))


def _notes(line: DistributionEmployeeLine) -> list[str]:
    if reason := line.record.get("reason"):
        return [no_share_reason(reason)]
    return [economy_reason(cut["reason"]) for cut in line.record.get("cuts", ())]
