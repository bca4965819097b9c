"""The money of the plan: pool, groups, funding, rules, attendance, allocations, distributions.

The individual premium has money of its own.
"""

from .attendance import (
    Absence,
    AbsenceKind,
    CourseAttendance,
    EventAttendance,
    IndividualScore,
    ParticipationSheet,
)
from .distribution import (
    Acknowledgement,
    Adjustment,
    DistributionEmployeeLine,
    DistributionProjectLine,
    DistributionRun,
    Economy,
    ReviewRequest,
)
from .economies import EconomyRule
from .individual import Evaluation, IndividualLine, IndividualPremium, IndividualRun
from .payout import (
    BudgetChapter,
    EmployeeChapter,
    EmployerRate,
    PayoutBand,
    PayoutRule,
    SharingPolicy,
)
from .pool import AllocationGroup, CoefficientBand, Pool, ProjectFunding, Reserve
from .runs import AllocationLine, AllocationRun
from .sharing import AreaQuota, SharingRule, TariffBand
from .stored import StoredRun

__all__ = [
    "Absence",
    "AbsenceKind",
    "Acknowledgement",
    "Adjustment",
    "AllocationGroup",
    "AllocationLine",
    "AllocationRun",
    "AreaQuota",
    "BudgetChapter",
    "CoefficientBand",
    "CourseAttendance",
    "DistributionEmployeeLine",
    "DistributionProjectLine",
    "DistributionRun",
    "Economy",
    "EconomyRule",
    "EmployeeChapter",
    "EmployerRate",
    "Evaluation",
    "EventAttendance",
    "IndividualLine",
    "IndividualPremium",
    "IndividualRun",
    "IndividualScore",
    "ParticipationSheet",
    "PayoutBand",
    "PayoutRule",
    "Pool",
    "ProjectFunding",
    "Reserve",
    "ReviewRequest",
    "SharingPolicy",
    "SharingRule",
    "StoredRun",
    "TariffBand",
]
