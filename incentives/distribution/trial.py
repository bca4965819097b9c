"""A distribution computed from today's data, or with other rules, and stored nowhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from incentives.distribution.gather import Gathered, NothingToDistributeError, gather
from incentives.distribution.messages import sentence
from incentives.enums import PayoutKind
from incentives.models import Pool, SharingPolicy
from incentives.payout import PayoutError, PayoutRule, payout
from incentives.sharing import (
    Distribution,
    DistributionInput,
    ProjectInput,
    Reconciliation,
    SharingError,
    distribute,
    reconciliation,
)
from objectives.models import Plan


@dataclass(frozen=True, slots=True)
class Trial:
    """`kinds` says of each project whether its result is validated, confirmed or measured."""

    inputs: DistributionInput
    distribution: Distribution
    kinds: Mapping[int, str]

    @property
    def reconciliation(self) -> Reconciliation:
        return reconciliation(self.distribution)


def today_or_refusal(plan: Plan) -> tuple[Trial | None, str]:
    """What the plan's data give today, or the sentence of why they give nothing."""
    return _or_refusal(lambda: _trial(gather(plan, paid_on=timezone.localdate())))


def tried_or_refusal(
    plan: Plan, rule: PayoutRule, policy: SharingPolicy
) -> tuple[Trial | None, str]:
    """The same with another rule of the plan and other factors; projects keep their own rule."""

    def attempt() -> Trial:
        gathered = gather(plan, paid_on=timezone.localdate(), policy=policy)
        return _trial(gathered, replace(gathered.inputs, payout=rule))

    return _or_refusal(attempt)


def _or_refusal(attempt: Callable[[], Trial]) -> tuple[Trial | None, str]:
    try:
        return attempt(), ""
    except Pool.DoesNotExist:
        return None, _("There is no pool: enter it first.")
    except NothingToDistributeError:
        return None, _("No allocation is approved: there are no amounts to distribute.")
    except (SharingError, PayoutError) as error:
        return None, sentence(error)


def _trial(gathered: Gathered, inputs: DistributionInput | None = None) -> Trial:
    used = inputs or gathered.inputs
    kinds = {source.project: source.kind for source in gathered.sources}
    return Trial(used, distribute(used), kinds)


# --- Side by side --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrialTotals:
    """Euro under today's rules, under each kind of payout, and under the trial."""

    allocated: Decimal
    payable: tuple[tuple[PayoutKind, Decimal], ...]
    today: Decimal
    tried: Decimal

    @property
    def difference(self) -> Decimal:
        return self.tried - self.today


@dataclass(frozen=True, slots=True)
class TrialRow(TrialTotals):
    """One project."""

    number: int
    title: str
    result: Decimal | None
    has_own_rule: bool


def side_by_side(
    plan: Plan, today: Trial, other: Trial, rules: Mapping[PayoutKind, PayoutRule]
) -> list[TrialRow]:
    """`rules` are the columns of payable amounts (one query, for the titles)."""
    titles = dict(plan.projects.values_list("number", "title"))
    before = {line.number: line.paid for line in today.distribution.projects}
    after = {line.number: line.paid for line in other.distribution.projects}
    return [
        TrialRow(
            number=project.number,
            title=titles[project.number],
            result=project.result,
            allocated=project.allocated,
            payable=tuple((kind, _payable(project, rule)) for kind, rule in rules.items()),
            has_own_rule=project.payout is not None,
            today=before[project.number],
            tried=after[project.number],
        )
        for project in sorted(other.inputs.projects, key=lambda project: project.number)
    ]


def _payable(project: ProjectInput, rule: PayoutRule) -> Decimal:
    result = project.result or Decimal(0)
    owner = str(project.number)
    own = project.payout or rule
    return payout(project.allocated, result, project.threshold, own, owner).payable


def trial_totals(rows: Sequence[TrialRow]) -> TrialTotals:
    zero = Decimal(0)
    return TrialTotals(
        allocated=sum((row.allocated for row in rows), zero),
        payable=tuple(
            (kind, sum((row.payable[place][1] for row in rows), zero))
            for place, (kind, _amount) in enumerate(rows[0].payable if rows else ())
        ),
        today=sum((row.today for row in rows), zero),
        tried=sum((row.tried for row in rows), zero),
    )


def people_changed(today: Trial, other: Trial) -> tuple[int, int]:
    """How many people get more and how many less."""
    before = {person.employee: person.amount_cents for person in today.distribution.people}
    after = {person.employee: person.amount_cents for person in other.distribution.people}
    more = sum(after[code] > before.get(code, 0) for code in after)
    return more, sum(after[code] < before.get(code, 0) for code in after)
