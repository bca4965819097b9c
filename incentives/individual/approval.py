"""Why a run of the individual premium cannot be approved now: the NIV, the data, the person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from incentives.differentiation import fingerprint, inputs_from_dict, inputs_to_dict
from incentives.distribution.approval import DISTRIBUTABLE, Refusal, validation_act
from incentives.individual.gather import gather
from incentives.individual.holders import holders, throughout_text
from incentives.models import IndividualRun
from objectives.models import User


def approval_refusal(
    run: IndividualRun, by: User, in_force: IndividualRun | None
) -> Refusal | None:
    """Code and sentence of the first reason why this person cannot approve this run now."""
    return next(_refusals(run, by, in_force), None)


def _refusals(run: IndividualRun, by: User, in_force: IndividualRun | None) -> Iterator[Refusal]:
    plan = run.premium.plan
    if not run.is_prepared:
        text = _("Run no. %(number)s is no longer waiting for an approval.")
        yield "not_prepared", text % {"number": run.number}
    if in_force and in_force.number > run.number:
        text = _("Run no. %(number)s, which is later, is in force: prepare a new one.")
        yield "older_than_in_force", text % {"number": in_force.number}
    if plan.state not in DISTRIBUTABLE:
        yield "not_validated", _("The validation of the NIV comes first: nothing is paid before.")
    elif validation_act(plan) is None:
        yield "no_validation_act", _("The act of the NIV’s validation is not registered.")
    if is_outdated(run):
        yield (
            "outdated",
            _("Evaluations or terms have changed since this run was prepared: prepare a new one."),
        )
    if people := holders(plan).throughout:
        yield "evaluation_eq", throughout_text(people)
    if run.prepared_by_id == by.pk:
        yield (
            "same_person",
            _("Who approves must differ from who prepared: you prepared this run."),
        )


def is_outdated(run: IndividualRun) -> bool:
    """Whether today's data would give other inputs for the same day of payment."""
    stored = inputs_from_dict(run.inputs)
    today = inputs_to_dict(gather(run.premium, paid_on=stored.paid_on))
    return fingerprint(today, {}) != fingerprint(run.inputs, {})
