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
