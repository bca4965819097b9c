"""The whole statement, project by project."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from incentives.allocation.numbers import euro_sum
from incentives.models import DistributionRun
from objectives.models import Employee
from reporting.statement import cuts, payout, pool, share
from reporting.statement.counted import counted
from reporting.statement.facts import Facts, Own, facts_of
from reporting.statement.pool import approved_text
from reporting.statement.types import Basis, Statement, Step, Story


def statement_of(run: DistributionRun, employee: Employee, *, full: bool) -> Statement:
    """`full` for HR and the NIV; without it no total of a small group is read into a text."""
    facts = facts_of(run, employee)
    stories = tuple(_story(facts, own, full=full) for own in facts.own)
    return Statement(
        year=run.pool.plan.year,
        run_number=run.number,
        sha256=run.sha256,
        code=employee.code,
        name=f"{employee.first_name} {employee.last_name}",
        stories=stories,
        total=euro_sum(story.amount for story in stories),
        before=facts.before,
        basis=tuple(_basis(facts)),
        rules=tuple(dict.fromkeys(s.rule for story in stories for s in story.steps if s.rule)),
    )


def _story(facts: Facts, own: Own, *, full: bool) -> Story:
    return Story(
        number=own.number,
        title=own.title,
        share=own.line.share,
        amount=own.line.amount,
        steps=tuple(_steps(facts, own, full=full)),
        counted=tuple(counted(facts, own)),
        presences=share.presences(own),
    )


def _steps(facts: Facts, own: Own, *, full: bool) -> Iterator[Step]:
    yield from pool.steps(facts, own, full=full)
    yield from payout.steps(facts, own, full=full)
    yield from share.steps(facts, own, full=full)
    yield from cuts.steps(facts, own)


def _basis(facts: Facts) -> Iterator[Basis]:
    run, allocation = facts.run, facts.run.allocation
    yield Basis(
        _("Allocation"), approved_text(str(allocation), allocation.act, allocation.approved_at)
    )
    if facts.validation:
        yield Basis(_("Validation of the NIV"), str(facts.validation))
    yield Basis(_("Distribution"), approved_text(str(run), run.act, run.approved_at))
    if run.supersedes_id:
        yield Basis(_("Supersedes"), str(run.supersedes))
