"""Organisation, plan and audit trail. Money lives in `incentives`."""

from .accounts import User
from .amendment import ProjectAmendment
from .audit import AuditEvent
from .monitoring import (
    EntryDraft,
    Evidence,
    MonitoringWindow,
    PhaseReport,
    ProgressEntry,
    ReminderSent,
    WindowReopening,
)
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
from .results import (
    Neutralisation,
    PlanTransition,
    ProjectResult,
    Remark,
    RemarkMessage,
    Validation,
)

__all__ = [
    "Act",
    "Area",
    "AuditEvent",
    "Employee",
    "EmploymentPeriod",
    "EntryDraft",
    "Evidence",
    "Headship",
    "Indicator",
    "MacroCategory",
    "MonitoringWindow",
    "Neutralisation",
    "Phase",
    "PhaseReport",
    "Plan",
    "PlanTransition",
    "PlanVersion",
    "ProgressEntry",
    "Project",
    "ProjectAmendment",
    "ProjectClass",
    "ProjectResult",
    "Remark",
    "RemarkMessage",
    "ReminderSent",
    "Sector",
    "StaffAssignment",
    "StrategicGuideline",
    "User",
    "Validation",
    "WindowReopening",
]
