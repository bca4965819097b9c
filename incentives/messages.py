"""What the allocation refuses, in words, and the field where the sentence belongs."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incentives.allocation import AllocationError
from incentives.enums import BudgetMode
from objectives.templatetags.display import money

# Code → sentence, with the parameters of ERROR_PARAMS; amounts come in written out.
SENTENCES: Mapping[str, Promise] = {
    "negative_amount": gettext_lazy("%(whose)s: the amount %(value)s is below zero."),
    "bad_amount": gettext_lazy("%(whose)s: “%(value)s” is not an amount in euro and cents."),
    "amount_too_large": gettext_lazy(
        "%(whose)s: the amount %(value)s is above %(limit)s €. Check the decimal comma."
    ),
    "bad_weight": gettext_lazy(
        "Project %(project)s: the weight goes from 0 to 100, with two decimals at most."
    ),
    "negative_heads": gettext_lazy("%(whose)s: heads are a whole number, from 0 up."),
    "bad_unit": gettext_lazy("The unit of the share by heads must be above zero."),
    "no_bands": gettext_lazy("There is no coefficient band: enter at least one."),
    "bad_band": gettext_lazy("The band %(band)s ends before it begins, or begins below 1."),
    "bad_coefficient": gettext_lazy(
        "The coefficient goes from above 0 to 100, with four decimals at most."
    ),
    "overlapping_bands": gettext_lazy("The bands %(first)s and %(second)s overlap."),
    "no_band": gettext_lazy(
        "Project %(project)s: no band covers %(heads)s counted staff, so it has no coefficient."
    ),
    "bad_budget_mode": gettext_lazy("Group %(group)s: choose how the budget is given."),
    "budget_missing": gettext_lazy("Group %(group)s: the figure for “%(mode)s” is missing."),
    "bad_percent": gettext_lazy("Group %(group)s: enter a percentage between 0 and 100."),
    "percent_over_100": gettext_lazy(
        "The percentages of the groups total %(percent)s %%: they cannot exceed 100 %%."
    ),
    "heads_amount_missing": gettext_lazy(
        "Some groups share by heads: enter the amount to share among them."
    ),
    "no_heads": gettext_lazy(
        "There are %(amount)s € to share by heads and no heads: enter the heads of the groups."
    ),
    "groups_over_pool": gettext_lazy(
        "Groups (%(assigned)s €) and reserves (%(reserved)s €) exceed the pool of %(pool)s € "
        "by %(excess)s €."
    ),
    "duplicate_group": gettext_lazy("There are two groups with the code %(group)s."),
    "duplicate_reserve": gettext_lazy("There are two reserves named “%(reserve)s”."),
    "bad_rule": gettext_lazy("Choose one of the rounding rules."),
    "bad_mode": gettext_lazy("Project %(project)s: choose points or a fixed amount."),
    "duplicate_project": gettext_lazy("Project %(project)s is in two groups."),
    "fixed_amount_missing": gettext_lazy("Project %(project)s: its fixed amount is missing."),
    "fixed_over_budget": gettext_lazy(
        "Group %(group)s: the fixed amounts (%(fixed)s €) exceed the budget of %(budget)s € "
        "by %(excess)s €."
    ),
    "no_points": gettext_lazy(
        "Group %(group)s: there are %(amount)s € to share and all points are zero. "
        "Give a weight to at least one project."
    ),
    "bad_share_weights": gettext_lazy("There is nobody to share among: all shares are zero."),
    "bad_inputs": gettext_lazy("The stored data of the run are damaged at “%(field)s”."),
}

AMOUNTS = ("value", "limit", "amount", "pool", "assigned", "reserved", "excess", "budget", "fixed")
# Codes whose `value` is money; elsewhere it is repeated as it came.
MONEY_VALUES = ("negative_amount", "amount_too_large")

# Code → (kind of object, attribute) of the field at fault; a code that is not here belongs to
# the whole form. For values `field` and `owner` of the error say it.
FIELDS: Mapping[str, tuple[str, str]] = {
    "bad_weight": ("project", "weight"),
    "no_band": ("project", "counted_staff"),
    "bad_mode": ("project", "mode"),
    "fixed_amount_missing": ("project", "fixed_amount"),
    "duplicate_project": ("project", "weight"),
    "bad_budget_mode": ("group", "budget_mode"),
    "budget_missing": ("group", "budget"),
    "bad_percent": ("group", "percent"),
    "fixed_over_budget": ("group", "budget"),
    "no_points": ("group", "budget"),
    "bad_band": ("band", "from_heads"),
    "bad_coefficient": ("band", "coefficient"),
    "overlapping_bands": ("band", "from_heads"),
    "bad_unit": ("pool", "heads_unit"),
    "heads_amount_missing": ("pool", "heads_amount"),
    "no_heads": ("pool", "heads_amount"),
    "bad_rule": ("pool", "rule"),
}
PROJECT_FIELDS = ("fixed_amount", "deliberated")


def sentence(error: AllocationError) -> str:
    """The refusal as a person reads it, numbers written the way of the active language."""
    return str(SENTENCES[error.code]) % _written(error)


def error_place(error: AllocationError) -> tuple[str, str, str]:
    """Kind of object, its key and the attribute at fault: ("project", "8", "weight").

    Kinds: project (number), group (code), band ("4-5"), reserve (name), pool; all empty when the
    sentence is about the whole.
    """
    params = error.params
    if error.code in ("negative_amount", "bad_amount", "amount_too_large"):
        return _owner_kind(params), params["owner"], params["field"]
    kind, attribute = FIELDS.get(error.code, ("", ""))
    key = params.get("second") or params.get(kind, "")
    return kind, key, attribute


def _owner_kind(params: Mapping[str, str]) -> str:
    if params["field"] in PROJECT_FIELDS:
        return "project"
    return {"budget": "group", "reserve": "reserve"}.get(params["field"], "pool")


def _written(error: AllocationError) -> dict[str, str]:
    values = dict(error.params)
    for name in AMOUNTS:
        if name in values and (name != "value" or error.code in MONEY_VALUES):
            values[name] = money(values[name])
    if "mode" in values:
        values["mode"] = str(dict(BudgetMode.choices).get(values["mode"], values["mode"]))
    for name in ("band", "first", "second"):
        if values.get(name, "").endswith("-"):
            values[name] = _("%(from)s and more") % {"from": values[name][:-1]}
    values["whose"] = _whose(values)
    return values


def _whose(params: Mapping[str, str]) -> str:
    """The owner of a value in words: a project, a group, a reserve or the pool itself."""
    owner = params.get("owner", "")
    if not owner:
        return _("Pool")
    kind = _owner_kind({"field": "", **params})
    words = {"group": _("Group %(owner)s"), "reserve": _("Reserve “%(owner)s”")}
    text = words.get(kind, _("Project %(owner)s") if owner.isdigit() else _("Group %(owner)s"))
    return text % {"owner": owner}
