"""What allocation, distribution and requests for review ask of HR today."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.distribution.reviews import reviews_of
from incentives.distribution.runs import runs_of
from incentives.enums import RunState
from incentives.models import AllocationRun, Pool
from objectives.models import Plan, User
from reporting.pages.todo import Task


def money_tasks(user: User, plan: Plan, run: AllocationRun | None) -> Iterator[Task]:
    """`run` is the allocation that the page shows; the queries do not grow with the people."""
    yield from _allocation(plan, run)
    yield from _distribution(user, plan)
    yield from _reviews(plan)


def _allocation(plan: Plan, run: AllocationRun | None) -> Iterator[Task]:
    if run is None and not Pool.objects.filter(plan=plan).exists():
        yield Task(
            _("Enter the pool"),
            _("Without the pool, its groups and the coefficient bands there is nothing to share."),
            _("Enter the pool"),
            reverse("admin:incentives_pool_add"),
        )
    elif run is None:
        yield Task(
            _("Prepare the allocation"),
            _("No project has a computed amount yet."),
            _("Open the allocation"),
            reverse("allocation", kwargs={"year": plan.year}),
        )
    elif run.state == RunState.PREPARED:
        yield Task(
            _("Approve allocation no. %(number)s") % {"number": run.number},
            _("Who approves differs from who prepared it; the act must be registered."),
            _("Open the allocation"),
            reverse("allocation_run", kwargs={"year": plan.year, "number": run.number}),
        )


def _distribution(user: User, plan: Plan) -> Iterator[Task]:
    """Whoever prepared it waits: another person approves."""
    run = runs_of(plan).first()
    if run and run.state == RunState.PREPARED and run.prepared_by_id != user.pk:
        yield Task(
            _("Approve distribution no. %(number)s") % {"number": run.number},
            _("%(person)s prepared it: another person approves it with the act.")
            % {"person": run.prepared_by},
            _("Open the distribution"),
            reverse("distribution_run", kwargs={"year": plan.year, "number": run.number}),
        )


def _reviews(plan: Plan) -> Iterator[Task]:
    waiting = reviews_of(plan).filter(outcome="").count()
    if waiting:
        yield Task(
            ngettext(
                "Answer %(count)s request for review",
                "Answer %(count)s requests for review",
                waiting,
            )
            % {"count": waiting},
            _("Somebody asks to look again at the own amount."),
            _("See the requests"),
            reverse("reviews", kwargs={"year": plan.year}),
        )
