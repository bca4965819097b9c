"""The codes of the rules in the words that people read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from incentives import payout
from incentives.distribution.results import CONFIRMED, MEASURED, VALIDATED, WITHDRAWN
from incentives.enums import PayoutKind
from incentives.sharing import results

# Why a part of the money is not paid.
ECONOMY_REASONS: Mapping[str, Promise] = {
    payout.BELOW_THRESHOLD: _("result below the threshold"),
    payout.NOT_FULL_RESULT: _("result not in full"),
    results.WITHDRAWN: _("project withdrawn"),
    results.PROJECT_CAP: _("cap of the project"),
    results.NO_PARTICIPANTS: _("project without participants"),
    results.NO_WEIGHT: _("nobody with a share"),
    results.TARIFF_REST: _("presences below the amount"),
    results.PARTICIPATION: _("participation"),
    results.PERIOD: _("days not assigned"),
    results.PART_TIME: _("part-time"),
    results.ABSENCE: _("absences"),
    results.SCORE: _("individual score"),
    results.PERSON_PROJECT_CAP: _("cap per person and project"),
    results.PERSON_CAP: _("cap per person"),
    results.ADJUSTMENT: _("upheld request for review"),
}

# Why a person on a project has no share.
NO_SHARE_REASONS: Mapping[str, Promise] = {
    results.NOT_SHARING: _("takes part without sharing"),
    results.EQ_HOLDER: _("EQ holder on all the days"),
    results.NO_DAYS: _("no day at work on the project"),
    results.ALL_ABSENT: _("absent on all the days"),
    results.ZERO_WEIGHT: _("weight zero"),
    results.LOW_ATTENDANCE: _("attendance below the minimum"),
    results.TEST_NOT_PASSED: _("test not passed"),
    results.NO_PRESENCE: _("no presence at an event"),
}

SOURCES: Mapping[str, Promise] = {
    VALIDATED: _("validated by the NIV"),
    CONFIRMED: _("confirmed, not validated"),
    MEASURED: _("measured today, not confirmed"),
    WITHDRAWN: _("withdrawn by an act"),
}


def economy_reason(code: str) -> str:
    return str(ECONOMY_REASONS.get(code, code))


def no_share_reason(code: str) -> str:
    return str(NO_SHARE_REASONS.get(code, code))


def payout_name(kind: str) -> str:
    return str(dict(PayoutKind.choices).get(kind, kind))
