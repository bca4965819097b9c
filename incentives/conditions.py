"""What changes of a plan's state need of the money (objectives/states.py)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from incentives.queries import run_in_force
from objectives.models import Plan
from objectives.states import MET, UNMET, Condition


def allocation_approved(plan: Plan) -> Iterator[Condition]:
    """Before the final report everybody knows which amount each project is about."""
    run = run_in_force(plan)
    if run:
        text = _("allocation no. %(number)s approved") % {"number": run.number}
        yield Condition(text, MET, "allocation")
    else:
        yield Condition(_("no allocation is approved"), UNMET, "allocation")
