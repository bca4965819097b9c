"""What changes of a plan's state need of the money (objectives/states.py)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from incentives.amended import still_counted
from incentives.distribution.approval import results_changed
from incentives.distribution.runs import run_in_force as distribution_in_force
from incentives.queries import run_in_force
from objectives.models import Plan
from objectives.states import MET, UNMET, WARNED, Condition, listed


def allocation_approved(plan: Plan) -> Iterator[Condition]:
    """Before the final report everybody knows which amount each project is about."""
    run = run_in_force(plan)
    if run:
        text = _("allocation no. %(number)s approved") % {"number": run.number}
        yield Condition(text, MET, "allocation")
    else:
        yield Condition(_("no allocation is approved"), UNMET, "allocation")
    if projects := [project.number for project in still_counted(plan)]:
        text = _("withdrawn and still counted by a new allocation: %(projects)s")
        said = text % {"projects": listed(projects)}
        yield Condition(said, WARNED, "allocation", "", projects)


def distribution_approved(plan: Plan) -> Iterator[Condition]:
    """Nothing is payable that nobody approved, nor by results that have changed since."""
    run = distribution_in_force(plan)
    if run and (changed := results_changed(run)):
        text = _("distribution no. %(number)s does not pay the results validated now: %(projects)s")
        said = text % {"number": run.number, "projects": listed(changed)}
        yield Condition(said, UNMET, "distribution", "", changed)
    elif run:
        text = _("distribution no. %(number)s approved") % {"number": run.number}
        yield Condition(text, MET, "distribution")
    else:
        yield Condition(_("no distribution is approved"), UNMET, "distribution")


def distribution_not_approved(plan: Plan) -> Iterator[Condition]:
    """A validation on which a distribution rests is not taken back."""
    run = distribution_in_force(plan)
    if run:
        text = _("distribution no. %(number)s rests on the validation") % {"number": run.number}
        yield Condition(text, UNMET, "distribution")


def distribution_stays(plan: Plan) -> Iterator[Condition]:
    """What is paid stays so: a later distribution pays or takes back the difference."""
    run = distribution_in_force(plan)
    if run:
        text = _("distribution no. %(number)s stays in force until another supersedes it")
        yield Condition(text % {"number": run.number}, WARNED, "distribution")
