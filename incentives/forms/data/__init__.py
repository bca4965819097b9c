"""The data that human resources enter for the distribution, one `DataList` for each kind."""

from incentives.forms.data.absences import AbsenceKindList, AbsenceList
from incentives.forms.data.base import DataList
from incentives.forms.data.chapters import (
    BudgetChapterList,
    EmployeeChapterList,
    EmployerRateList,
)
from incentives.forms.data.evaluations import EvaluationList
from incentives.forms.data.presences import AttendanceList, PresenceList, ScoreList

LISTS: dict[str, type[DataList]] = {
    found.kind: found
    for found in (
        AbsenceList,
        AbsenceKindList,
        PresenceList,
        AttendanceList,
        ScoreList,
        EvaluationList,
        EmployeeChapterList,
        BudgetChapterList,
        EmployerRateList,
    )
}

__all__ = ["LISTS", "DataList"]
