"""From the projects' results to people, and the whole pool accounted for (PAYOUT, SHARE, RUNS)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from incentives.allocation.numbers import euro, euro_sum, euro_text
from incentives.payout import Payout, payout_of_cents
from incentives.sharing.adjust import adjust, check_economies
from incentives.sharing.caps import cap_people, cap_projects
from incentives.sharing.charges import chapter_lines, person_lines, valid_rates
from incentives.sharing.checks import check
from incentives.sharing.days import Calendars
from incentives.sharing.errors import SharingError
from incentives.sharing.numbers import to_cents, to_days
from incentives.sharing.results import (
    PROJECT_CAP,
    WITHDRAWN,
    Distribution,
    Economy,
    EmployeeLine,
    ProjectLine,
    Reconciliation,
    ReserveLine,
)
from incentives.sharing.share import Shared, share
from incentives.sharing.types import Adjustment, DistributionInput, ProjectInput
from incentives.sharing.weights import Weigher
from objectives.acyclic import acyclic
from objectives.exact import unscaled


@acyclic()
def distribute(inputs: DistributionInput) -> Distribution:
    """Pay the results of the projects to their people.

    The amounts depend neither on the order of projects and people nor on the decimal context.
    SharingError: any code of ERROR_PARAMS except bad_inputs. PayoutError: a rule of the payout.
    """
    check(inputs)
    unassigned, reserves = _unassigned(inputs), _reserves(inputs)
    rates = valid_rates(inputs.rates, inputs.paid_on)
    period = to_days(inputs.start, inputs.end, "plan")
    people = Calendars(inputs.people, period, inputs.absence_kinds, inputs.factors.presence)
    weigher = Weigher(inputs.factors, people)
    projects = _project_lines(inputs, weigher)
    paid = person_lines(
        _totals(projects), {person.code: person.chapter for person in inputs.people}, rates
    )
    economies = _by_reason(economy for project in projects for economy in project.economies)
    return Distribution(
        pool=euro(to_cents(inputs.pool, "pool")),
        projects=projects,
        people=paid,
        chapters=chapter_lines(paid),
        rates=rates,
        economies=economies,
        reserves=reserves,
        paid=euro(sum(person.amount_cents for person in paid)),
        economies_total=euro_sum(economy.amount for economy in economies),
        reserved=euro_sum(reserve.amount for reserve in reserves),
        unassigned=euro(unassigned),
    )


def reconciliation(distribution: Distribution) -> Reconciliation:
    """RUNS-1 from the single lines up; a `difference` other than 0.00 is a broken run."""
    projects = distribution.projects
    paid = euro(sum(line.amount_cents for project in projects for line in project.people))
    economies = euro_sum(economy.amount for p in projects for economy in p.economies)
    reserves = euro_sum(reserve.amount for reserve in distribution.reserves)
    parts = (paid, economies, reserves, distribution.unassigned)
    return Reconciliation(
        pool=distribution.pool,
        paid=paid,
        economies=economies,
        reserves=reserves,
        unassigned=distribution.unassigned,
        difference=euro_sum((distribution.pool,), less=parts),
    )


def _unassigned(inputs: DistributionInput) -> int:
    pool = to_cents(inputs.pool, "pool")
    allocated = sum(to_cents(p.allocated, "allocated", str(p.number)) for p in inputs.projects)
    reserved = sum(to_cents(r.amount, "reserve", r.name) for r in inputs.reserves)
    unassigned = pool - allocated - reserved
    if unassigned < 0:
        raise SharingError(
            "projects_over_pool",
            pool=euro_text(pool),
            allocated=euro_text(allocated),
            reserved=euro_text(reserved),
            excess=euro_text(-unassigned),
        )
    return unassigned


def _reserves(inputs: DistributionInput) -> tuple[ReserveLine, ...]:
    return tuple(
        ReserveLine(r.name, euro(to_cents(r.amount, "reserve", r.name))) for r in inputs.reserves
    )


def _project_lines(inputs: DistributionInput, weigher: Weigher) -> tuple[ProjectLine, ...]:
    projects = sorted(inputs.projects, key=lambda project: project.number)
    dues = [_due(project, inputs) for project in projects]
    # One step for all projects before the next: a processor holds one step's code at a time.
    claims = [weigher.claims(p.people, p.sharing, str(p.number)) for p in projects]
    shared = [
        share(project, due.payable, own, weigher.calendars)
        for project, due, own in zip(projects, dues, claims, strict=True)
    ]
    _cap(shared, inputs)
    if not inputs.adjustments:
        return tuple(map(_project_line, projects, dues, shared))
    _adjust(projects, shared, inputs)
    lines = tuple(map(_project_line, projects, dues, shared))
    for line in lines:
        check_economies(line)
    return lines


def _adjust(
    projects: Sequence[ProjectInput], shared: Sequence[Shared], inputs: DistributionInput
) -> None:
    """What upheld requests for review change, in place, after factors and caps."""
    waiting: dict[int, list[Adjustment]] = {}
    for adjustment in inputs.adjustments:
        waiting.setdefault(adjustment.project, []).append(adjustment)
    for project, part in zip(projects, shared, strict=True):
        adjust(part.lines, str(project.number), waiting.pop(project.number, ()))
    for number, left in waiting.items():
        adjust([], str(number), left)


class Due(NamedTuple):
    """What a project may pay, in cents: of `allocated`, by its result, then after its cap.

    `paid` is None for a withdrawn project, which pays nothing whatever its result.
    """

    paid: Payout | None
    allocated: int
    by_result: int
    payable: int


def _due(project: ProjectInput, inputs: DistributionInput) -> Due:
    owner, rule = str(project.number), project.payout or inputs.payout
    allocated = to_cents(project.allocated, "allocated", owner)
    if project.withdrawn:
        return Due(None, allocated, 0, 0)
    if project.result is None:
        raise SharingError("result_missing", project=owner)
    paid = payout_of_cents(allocated, project.result, project.threshold, rule, owner)
    by_result = paid.payable_cents
    cap = by_result if project.cap is None else to_cents(project.cap, "cap", owner)
    return Due(paid, allocated, by_result, min(by_result, cap))


def _cap(shared: Sequence[Shared], inputs: DistributionInput) -> None:
    """Cut the lines of people to the caps of the plan, in place."""
    lines = [part.lines for part in shared]
    if inputs.caps.per_project is not None:
        cap_projects(lines, to_cents(inputs.caps.per_project, "per_project"))
    if inputs.caps.per_person is not None:
        cap_people(lines, to_cents(inputs.caps.per_person, "per_person"))


def _project_line(project: ProjectInput, due: Due, shared: Shared) -> ProjectLine:
    people, paid = tuple(shared.lines), due.paid
    return ProjectLine(
        number=project.number,
        allocated=euro(due.allocated),
        result=paid.result if paid else None,
        threshold=project.threshold,
        met=paid.met if paid else None,
        payout_kind=paid.kind if paid else "",
        percent=paid.percent if paid else unscaled(0, 2),
        sharing_kind=str(project.sharing.kind),
        payable=euro(due.payable),
        areas=shared.areas,
        presences=shared.presences,
        people=people,
        economies=(*_unpaid(due), *_economies(shared, people)),
        paid=euro(sum([line.amount_cents for line in people])),
    )


def _unpaid(due: Due) -> list[Economy]:
    """What the result or the withdrawal, and the project's cap leave unpaid."""
    unpaid = []
    if left := due.allocated - due.by_result:
        unpaid.append(Economy(due.paid.reason if due.paid else WITHDRAWN, euro(left)))
    if over := due.by_result - due.payable:
        unpaid.append(Economy(PROJECT_CAP, euro(over)))
    return unpaid


def _economies(shared: Shared, people: Iterable[EmployeeLine]) -> list[Economy]:
    """What nobody shares, and the cuts of people by reason."""
    cuts: dict[str, int] = {}
    for line in people:
        for reason, cents in line.cuts:
            cuts[reason] = cuts.get(reason, 0) + cents
    found = [Economy(reason, euro(cents), area) for reason, area, cents in shared.economies]
    return found + [Economy(reason, euro(cuts[reason])) for reason in sorted(cuts) if cuts[reason]]


def _totals(projects: Iterable[ProjectLine]) -> dict[str, int]:
    """Cents by employee, for everybody who is on a project."""
    totals: dict[str, int] = {}
    for project in projects:
        for line in project.people:
            totals[line.employee] = totals.get(line.employee, 0) + line.amount_cents
    return totals


def _by_reason(economies: Iterable[Economy]) -> tuple[Economy, ...]:
    totals: dict[str, list[Economy]] = {}
    for economy in economies:
        totals.setdefault(economy.reason, []).append(economy)
    return tuple(
        Economy(reason, euro_sum(part.amount for part in totals[reason]))
        for reason in sorted(totals)
    )
