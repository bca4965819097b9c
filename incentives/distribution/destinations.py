"""Where the economies of a plan go: as human resources say, else as law and contracts do.

What absences save improves the budget and never returns to the fund (D.L. 112/2008 art. 71); the
rest goes back to the fund unless the contract of the body says otherwise.
"""

from collections.abc import Mapping

from incentives.distribution.words import ECONOMY_REASONS
from incentives.enums import EconomyDestination
from incentives.models import DistributionRun, EconomyRule
from incentives.sharing.results import ABSENCE
from objectives.models import Plan

# Reasons whose destination nobody chooses.
BY_LAW: Mapping[str, str] = {ABSENCE: EconomyDestination.BUDGET}
USUAL: Mapping[str, str] = {**dict.fromkeys(ECONOMY_REASONS, EconomyDestination.FUND), **BY_LAW}


def destinations_of(plan: Plan) -> dict[str, str]:
    """By reason, of every reason there can be (one query)."""
    rows = EconomyRule.objects.filter(plan=plan).values_list("reason", "destination")
    return {**USUAL, **dict(rows), **BY_LAW}


def stored_destinations(run: DistributionRun) -> dict[str, str]:
    """As the run was made with; runs from before destinations were chosen had the usual ones."""
    runs = DistributionRun.objects.filter(pk=run.pk)
    return dict(runs.values_list("inputs__destinations", flat=True).get() or USUAL)


def destination_name(code: str) -> str:
    return str(dict(EconomyDestination.choices).get(code, code))
