"""What the distribution refuses, in words."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incentives.payout import PayoutError
from incentives.sharing import SharingError
from objectives.templatetags.display import date_it, money, number

# Code → sentence, with the parameters of ERROR_PARAMS; amounts, hours and days come written out.
SENTENCES: Mapping[str, Promise] = {
    "bad_amount": gettext_lazy("%(whose)s: “%(value)s” is not an amount in euro and cents."),
    "bad_percent": gettext_lazy(
        "%(whose)s: a percentage is missing or outside 0–100 (%(value)s). Check the data entered."
    ),
    "bad_period": gettext_lazy("%(whose)s: a period ends (%(end)s) before it starts (%(start)s)."),
    "bad_mode": gettext_lazy("%(whose)s: “%(value)s” is not one of the known choices."),
    "duplicate": gettext_lazy("%(whose)s: “%(value)s” appears twice."),
    "overlapping_employments": gettext_lazy(
        "Employee %(employee)s: two employment periods overlap from %(start)s."
    ),
    "overlapping_absences": gettext_lazy(
        "Employee %(employee)s: two absences overlap from %(start)s."
    ),
    "unknown_absence_kind": gettext_lazy(
        "Employee %(employee)s: the kind of absence “%(kind)s” does not exist."
    ),
    "result_missing": gettext_lazy(
        "Project %(project)s has no result: no indicator with a weight can be measured."
    ),
    "unknown_employee": gettext_lazy(
        "Project %(project)s: there is no employee with the code %(employee)s."
    ),
    "bad_parts": gettext_lazy(
        "Project %(project)s: the parts of the area %(area)s are a whole number from 1 up."
    ),
    "area_without_quota": gettext_lazy(
        "Project %(project)s: %(employee)s works in the area %(area)s, which has no quota there."
    ),
    "quotas_with_tariff": gettext_lazy(
        "Project %(project)s pays presences by hours: quotas by area do not go with that."
    ),
    "attendance_missing": gettext_lazy(
        "Project %(project)s: the attendance of %(employee)s is missing."
    ),
    "test_missing": gettext_lazy(
        "Project %(project)s: the outcome of the test of %(employee)s is missing."
    ),
    "score_missing": gettext_lazy(
        "Project %(project)s: the individual score of %(employee)s is missing."
    ),
    "no_tariff": gettext_lazy("Project %(project)s: the tariff by hours has no band."),
    "falling_tariff": gettext_lazy(
        "Project %(project)s: the tariff up to %(up_to_hours)s hours pays less than the one before."
    ),
    "bad_hours": gettext_lazy(
        "Project %(project)s: the hours of %(employee)s on %(on)s are not valid (%(hours)s)."
    ),
    "hours_over_tariff": gettext_lazy(
        "Project %(project)s: the hours of %(employee)s on %(on)s are %(hours)s, the tariff "
        "reaches %(limit)s. Split the presence into two events or correct the hours."
    ),
    "presence_without_assignment": gettext_lazy(
        "Project %(project)s: %(employee)s has a presence on %(on)s and is not on the project."
    ),
    "presence_on_unassigned_day": gettext_lazy(
        "Project %(project)s: %(employee)s has a presence on %(on)s, when they were not at work "
        "here or not on the project."
    ),
    "presences_not_paid": gettext_lazy(
        "Project %(project)s has presences at events but does not pay by hours."
    ),
    "adjustment_without_assignment": gettext_lazy(
        "Project %(project)s: a request for review of %(employee)s was upheld, but they are no "
        "longer on the project."
    ),
    "adjustment_below_zero": gettext_lazy(
        "Project %(project)s: the upheld request of %(employee)s takes more than the %(amount)s € "
        "they get."
    ),
    "adjustments_over_economies": gettext_lazy(
        "Project %(project)s: upheld requests add %(added)s €, its economies are %(available)s €. "
        "Those of absences may not be used."
    ),
    "projects_over_pool": gettext_lazy(
        "Projects (%(allocated)s €) and reserves (%(reserved)s €) exceed the pool of %(pool)s € "
        "by %(excess)s €."
    ),
    "overlapping_rates": gettext_lazy(
        "The charge %(rate)s has two percentages on %(on)s: close one of them."
    ),
    "rate_missing": gettext_lazy("The charge %(rate)s has no percentage on %(on)s: enter it."),
    "bad_inputs": gettext_lazy("The stored data of the run are damaged at “%(field)s”."),
}
PAYOUT_SENTENCES: Mapping[str, Promise] = {
    "bad_kind": gettext_lazy("%(whose)s: choose one of the payout rules."),
    "bad_amount": gettext_lazy("%(whose)s: “%(value)s” is not an amount in euro and cents."),
    "bad_percent": gettext_lazy(
        "%(whose)s: a percentage of the payout rule is missing or outside 0–100 (%(value)s)."
    ),
    "no_bands": gettext_lazy("%(whose)s: the payout by bands has no band."),
    "falling_bands": gettext_lazy(
        "%(whose)s: from a result of %(result)s %% the bands pay less than before, or say it twice."
    ),
}

AMOUNTS = ("pool", "allocated", "reserved", "excess", "amount", "added", "available")
DAYS = ("start", "end", "on")
NUMBERS = ("hours", "limit", "up_to_hours", "result")
Refusal = SharingError | PayoutError


def sentence(error: Refusal) -> str:
    """The refusal as a person reads it, numbers and dates the way of the active language."""
    sentences = SENTENCES if isinstance(error, SharingError) else PAYOUT_SENTENCES
    return str(sentences[error.code]) % _written(error)


def _written(error: Refusal) -> dict[str, str]:
    values = dict(error.params)
    for names, write in ((AMOUNTS, money), (NUMBERS, number), (DAYS, _day)):
        for name in names:
            if values.get(name):
                values[name] = write(values[name])
    values["whose"] = _whose(values)
    return values


def _day(value: str) -> str:
    """2023-12-31 → 31/12/2023; what is no date stays as it is."""
    try:
        return date_it(date.fromisoformat(value))
    except ValueError:
        return value


def _whose(params: Mapping[str, str]) -> str:
    """The project, employee, reserve or charge that a value belongs to, or the plan itself."""
    project = params.get("project", "")
    owner = project or params.get("owner", "")
    if not owner:
        return _("Rules of the plan")
    if project or owner.isdigit():
        return _("Project %(number)s") % {"number": owner}
    return f"“{owner}”"
