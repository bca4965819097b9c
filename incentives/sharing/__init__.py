"""From the projects' results to people: rules PAYOUT-1, SHARE-1 to 7, RUNS-1 and RUNS-2, pure.

Standard library only; no database, no clock, no translation (docs/rules/, docs/adr/0001).
Amounts come in as `Decimal` euro and are integer cents inside. What comes out speaks `Decimal`
euro as well; the lines of people keep whole numbers, and their properties give euro.

    distribution = distribute(inputs)                 DistributionInput -> Distribution
    reconciliation(distribution).difference           0.00: pool = paid + economies + reserves
                                                      + unassigned
    difference(previous, distribution)                what a superseding run pays
    stored = inputs_to_dict(inputs), result_to_dict(distribution)
    digest = fingerprint(*stored)
    recompute(stored[0]) == distribution

What goes in (types.py): DistributionInput has the pool, the period of the plan, the rules of the
plan (payout, factors, absence kinds, caps, charge rates), the people (Person with employments,
absences, chapter) and the projects (ProjectInput with money, result, SharingRule, Assignment of
people, Presence at events).

What comes out (results.py): Distribution.projects are ProjectLine (payout, area quotas, priced
presences, economies with their reason, and an EmployeeLine for everybody assigned, also those
without a share, with the reason). Distribution.people are PersonLine (total and charges),
.chapters ChapterLine, .economies the sums by reason.

    for project in distribution.projects:
        project.allocated == project.paid + sum(e.amount for e in project.economies)
        for line in project.people:
            line.amount, line.share, line.cuts, line.quota, line.correction, line.weight
            line.days.days, line.days.eq_days, line.days.economy, line.reason

Failures are `SharingError` (or `PayoutError` for a rule of the payout), both `RefusalError` with
a code and parameters; ERROR_PARAMS lists them all.

    errors      SharingError and its codes
    types       what goes in
    results     what comes out, with the codes of the reasons
    numbers     amounts, percentages and dates at the border
    checks      what must hold before anything is shared
    days        employment, EQ, absences as days               SHARE-2, SHARE-3
    weights     a person's weight and what factors cut         SHARE-2, SHARE-3, SHARE-5
    tariff      presences at events                            SHARE-4
    share       one project                                    SHARE-1 to SHARE-5
    adjust      what upheld requests add or take              RUNS-2
    caps        the most that a person gets                    SHARE-6
    charges     the employer's charges                         SHARE-7
    distribute  the whole plan, reconciliation                 PAYOUT-1, RUNS-1
    difference  a superseding run                              RUNS-1
    serial      JSON values and the fingerprint, stored_inputs and stored_results their codecs
"""

from incentives.sharing.difference import (
    Change,
    Difference,
    LineChange,
    PersonChange,
    ProjectChange,
    difference,
)
from incentives.sharing.distribute import distribute, reconciliation
from incentives.sharing.errors import ERROR_PARAMS, SharingError
from incentives.sharing.results import (
    AreaLine,
    ChapterLine,
    Cut,
    Days,
    Distribution,
    Economy,
    EmployeeLine,
    PersonLine,
    PricedPresence,
    ProjectLine,
    Rate,
    Reconciliation,
    ReserveLine,
)
from incentives.sharing.serial import (
    RULES,
    RULES_VERSION,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    project_from_dict,
    recompute,
    result_from_dict,
    result_to_dict,
)
from incentives.sharing.types import (
    ABSENCE_EFFECTS,
    FACTOR_MODES,
    SHARING_KINDS,
    TARIFF,
    Absence,
    AbsenceKind,
    Adjustment,
    AreaQuota,
    Assignment,
    Caps,
    ChargeRate,
    DistributionInput,
    Employment,
    Factors,
    Person,
    Presence,
    ProjectInput,
    Reserve,
    SharingRule,
    TariffBand,
)

__all__ = [
    "ABSENCE_EFFECTS",
    "ERROR_PARAMS",
    "FACTOR_MODES",
    "RULES",
    "RULES_VERSION",
    "SHARING_KINDS",
    "TARIFF",
    "Absence",
    "AbsenceKind",
    "Adjustment",
    "AreaLine",
    "AreaQuota",
    "Assignment",
    "Caps",
    "Change",
    "ChapterLine",
    "ChargeRate",
    "Cut",
    "Days",
    "Difference",
    "Distribution",
    "DistributionInput",
    "Economy",
    "EmployeeLine",
    "Employment",
    "Factors",
    "LineChange",
    "Person",
    "PersonChange",
    "PersonLine",
    "Presence",
    "PricedPresence",
    "ProjectChange",
    "ProjectInput",
    "ProjectLine",
    "Rate",
    "Reconciliation",
    "Reserve",
    "ReserveLine",
    "SharingError",
    "SharingRule",
    "TariffBand",
    "difference",
    "distribute",
    "fingerprint",
    "inputs_from_dict",
    "inputs_to_dict",
    "project_from_dict",
    "recompute",
    "reconciliation",
    "result_from_dict",
    "result_to_dict",
]
