"""The money of the plan: pool, groups, funding, sharing rules and allocation runs."""

from .pool import AllocationGroup, CoefficientBand, Pool, ProjectFunding, Reserve
from .runs import AllocationLine, AllocationRun
from .sharing import AreaQuota, SharingRule, TariffBand

__all__ = [
    "AllocationGroup",
    "AllocationLine",
    "AllocationRun",
    "AreaQuota",
    "CoefficientBand",
    "Pool",
    "ProjectFunding",
    "Reserve",
    "SharingRule",
    "TariffBand",
]
