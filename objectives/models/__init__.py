"""Organisation, plan and audit trail. Money lives in `incentives`."""

from .accounts import User
from .audit import AuditEvent
from .organisation import Area, Employee, EmploymentPeriod, Headship, Sector
from .plan import (
    Act,
    MacroCategory,
    Plan,
    PlanVersion,
    ProjectClass,
    StrategicGuideline,
)
from .project import Indicator, Phase, Project, StaffAssignment

__all__ = [
    "Act",
    "Area",
    "AuditEvent",
    "Employee",
    "EmploymentPeriod",
    "Headship",
    "Indicator",
    "MacroCategory",
    "Phase",
    "Plan",
    "PlanVersion",
    "Project",
    "ProjectClass",
    "Sector",
    "StaffAssignment",
    "StrategicGuideline",
    "User",
]
