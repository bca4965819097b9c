"""One's own individual premium: evaluation, in or out of the quota, the formula (DIFF-1)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from incentives.differentiation import Differentiation, DifferentiationLine, inputs_from_dict
from incentives.individual.ledger import (
    amounts_of,
    base_formula,
    base_text,
    cent_note,
    quota_text,
    times_text,
)
from incentives.individual.runs import premium_of, result_of, run_in_force
from incentives.models import IndividualRun
from objectives.models import Employee, Plan
from objectives.templatetags.display import money, number, percent
from reporting.statement.facts import SMALL_GROUP
from reporting.statement.figures import exact_text
from reporting.statement.pool import approved_text
from reporting.statement.types import Step


@dataclass(frozen=True, slots=True)
class OwnPremium:
    """`before` is what the superseded run gave, None when there is none; euro."""

    amount: Decimal
    steps: tuple[Step, ...]
    basis: str
    before: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None else self.amount - self.before


def own_premium(plan: Plan, employee: Employee) -> OwnPremium | None:
    """Of the run in force, where the plan has the module on; None without a line in it."""
    run = _run_in_force(plan)
    if run is None:
        return None
    result = result_of(run)
    own = [line for line in result.lines if line.employee == _code_in(run, employee)]
    if not own:
        return None
    before = amounts_of(run.supersedes) if run.supersedes else None
    return OwnPremium(
        amount=own[0].amount,
        steps=tuple(_steps(run, result, own[0])),
        basis=approved_text(str(run), run.act, run.approved_at),
        before=None if before is None else before.get(employee.code, Decimal("0.00")),
    )


def run_with(plan: Plan, employee: Employee) -> IndividualRun | None:
    """The run in force of the module where it is on and this person has a line in it."""
    run = _run_in_force(plan)
    return run if run and run.lines.filter(employee=employee).exists() else None


def _run_in_force(plan: Plan) -> IndividualRun | None:
    premium = premium_of(plan)
    return run_in_force(premium) if premium else None


def _code_in(run: IndividualRun, employee: Employee) -> str:
    """The code of the person in the record: rows and results pair by position."""
    keys = list(run.lines.order_by("pk").values_list("employee", flat=True))
    if employee.pk not in keys:
        return ""
    return str(run.results["lines"][keys.index(employee.pk)]["employee"])


def is_small(result: Differentiation) -> bool:
    """Whether the totals would say what a colleague gets: amounts are two, one for each side."""
    sides = (result.quota, result.positive - result.quota)
    return min(size for size in sides if size > 0) < SMALL_GROUP if result.positive else True


def _steps(run: IndividualRun, result: Differentiation, line: DifferentiationLine) -> list[Step]:
    if line.rank is None:
        return [_evaluation(line), _nothing()]
    if is_small(result):
        return [_evaluation(line), _quota(line, result), _own_amount(line, _small_note())]
    return [
        _evaluation(line),
        _per_head(run, result),
        _quota(line, result),
        _amount(result, line),
    ]


def _evaluation(line: DifferentiationLine) -> Step:
    outcome = _("positive") if line.rank is not None else _("not positive")
    text = _("Your evaluation is %(evaluation)s, %(outcome)s.") % {
        "evaluation": number(line.evaluation),
        "outcome": outcome,
    }
    return Step(title=_("Your evaluation"), rule="DIFF-1", notes=(text,))


def _nothing() -> Step:
    text = _("The individual premium goes to who is evaluated positively.")
    return Step(title=_("No individual premium"), rule="", notes=(text,), amount=money(0))


def _per_head(run: IndividualRun, result: Differentiation) -> Step:
    inputs = inputs_from_dict(run.inputs)
    return Step(
        title=_("From the pot to the amount per head"),
        rule="",
        calc=base_formula(result),
        result=base_text(result),
        notes=(
            _("%(people)s people evaluated positively; %(quota)s %(what)s.")
            % {
                "people": result.positive,
                "quota": result.quota,
                "what": quota_text(result, inputs),
            },
        ),
    )


def _quota(line: DifferentiationLine, result: Differentiation) -> Step:
    if line.with_extra:
        text = _("You are in the quota: %(percent)s more than the amount per head.")
    else:
        text = _("You are not in the quota of who gets %(percent)s more.")
    note = text % {"percent": percent(result.extra)}
    return Step(title=_("The quota with the extra"), rule="", notes=(note,))


def _amount(result: Differentiation, line: DifferentiationLine) -> Step:
    what = "" if line.with_extra else _("The amount per head, rounded to the cent.")
    return Step(
        title=_("Your amount"),
        rule="",
        calc=times_text(result) if line.with_extra else "",
        exact=exact_text(line.exact),
        result=money(line.amount),
        notes=tuple(filter(None, [what, cent_note(line)])),
        amount=money(line.amount),
        caption=_("€ gross"),
    )


def _own_amount(line: DifferentiationLine, note: str) -> Step:
    return Step(
        title=_("Your amount"),
        rule="",
        notes=(note,),
        amount=money(line.amount),
        caption=_("€ gross"),
    )


def _small_note() -> str:
    return _(
        "Fewer than four people are on one side of the quota: the totals are not shown, since they "
        "would say what a colleague gets."
    )
