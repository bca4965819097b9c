"""Closed lists of the incentives, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BudgetMode(TextChoices):
    AMOUNT = "amount", _("Fixed amount")
    PERCENT = "percent", _("Percent of the pool")
    HEADS = "heads", _("Share by heads")


class FundingMode(TextChoices):
    POINTS = "points", _("By points")
    FIXED = "fixed", _("Fixed amount")


class RoundingRule(TextChoices):
    LARGEST_REMAINDER = "largest_remainder", _("Largest remainder")
    HALF_UP = "half_up", _("Each quota half up")


class RunState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("run state", "Prepared")
    APPROVED = "approved", pgettext_lazy("run state", "Approved")
    SUPERSEDED = "superseded", pgettext_lazy("run state", "Superseded")


class SharingKind(TextChoices):
    BY_WEIGHT = "by_weight", _("By participation")
    HOURS_TARIFF = "hours_tariff", _("Tariff by hours of presence")
    ATTENDANCE_AND_TEST = "attendance_and_test", _("Attendance and test")


class PayoutKind(TextChoices):
    """From the result of a project to what of its amount is payable (rules PAYOUT)."""

    THRESHOLD_FULL = "threshold_full", _("All from the threshold on")
    PROPORTIONAL = "proportional", _("In proportion to the result")
    PROPORTIONAL_FULL_FROM = "proportional_full_from", _("In proportion, all from a result on")
    BANDS = "bands", _("By bands of result")
    BASE_PLUS_STEPS = "base_plus_steps", _("A base and a step for each further point")


class FactorEffect(TextChoices):
    """What a factor does to a person's share (rule SHARE-2)."""

    OFF = "off", pgettext_lazy("factor", "Not counted")
    REDISTRIBUTE = "redistribute", pgettext_lazy("factor", "Goes to colleagues")
    ECONOMY = "economy", pgettext_lazy("factor", "Stays with the body")


class AbsenceEffect(TextChoices):
    NONE = "none", pgettext_lazy("absence", "No effect")
    REDISTRIBUTE = "redistribute", pgettext_lazy("absence", "Goes to colleagues")
    ECONOMY = "economy", pgettext_lazy("absence", "Stays with the body")


class ReviewOutcome(TextChoices):
    UPHELD = "upheld", pgettext_lazy("review", "Upheld")
    REJECTED = "rejected", pgettext_lazy("review", "Rejected")


class QuotaKind(TextChoices):
    """How the people with the extra of the individual premium are said (rule DIFF-1)."""

    PEOPLE = "people", pgettext_lazy("quota", "A number of people")
    PERCENT = "percent", pgettext_lazy("quota", "A percent of the people evaluated")


class QuotaRounding(TextChoices):
    DOWN = "down", pgettext_lazy("quota", "Down, at least one person")
    NEAREST = "nearest", pgettext_lazy("quota", "To the nearest, halves up")
    UP = "up", pgettext_lazy("quota", "Up")


class TieRule(TextChoices):
    """Who comes first between equal evaluations (rule DIFF-1)."""

    LONGER_SERVICE = "longer_service", pgettext_lazy("tie", "Who has served longer")
    FEWER_EXTRAS = "fewer_extras", pgettext_lazy("tie", "Who had the extra in fewer years")
    BY_LOT = "by_lot", pgettext_lazy("tie", "By lot")


class EconomyDestination(TextChoices):
    """Where money that a distribution does not pay goes."""

    BUDGET = "budget", _("Budget of the body")
    FUND = "fund", _("Fund of the decentralised bargaining")
    NEXT_FUND = "next_fund", _("Fund of the next year")
