"""The results of a plan side by side: state, threshold, evidence, what is left to validate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from objectives.models import Plan, Project, User
from objectives.outcomes import CONFIRMED, DECIDED, STAGES, Outcome, Papers, outcomes, papers_of
from objectives.queries import visible_projects
from objectives.templatetags.display import date_it, percent
from reporting.pages.filters import WHOLE_BODY, Option
from reporting.pages.plan import project_base
from reporting.pages.result import CHIPS, stage_text


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One project with its result; the same row for page, workbook and CSV."""

    outcome: Outcome
    papers: Papers
    url: str

    @property
    def project(self) -> Project:
        return self.outcome.project

    @property
    def number(self) -> int:
        return self.project.number

    @property
    def title(self) -> str:
        return self.project.title

    @property
    def sector(self) -> str:
        return str(self.project.lead_sector) if self.project.lead_sector else _("Whole body")

    @property
    def sector_code(self) -> str:
        return self.project.lead_sector.code if self.project.lead_sector else WHOLE_BODY

    @property
    def stage(self) -> str:
        return self.outcome.stage

    @property
    def stage_text(self) -> str:
        return stage_text(self.stage)

    @property
    def chip(self) -> str:
        return CHIPS[self.stage]

    @property
    def result(self) -> Decimal | None:
        return self.outcome.percent

    @property
    def result_text(self) -> str:
        return percent(self.result, 2)

    @property
    def threshold(self) -> Decimal:
        return self.outcome.threshold

    @property
    def met_text(self) -> str:
        return {None: "", True: _("reached"), False: _("not reached")}[self.outcome.met]

    @property
    def indicators(self) -> int:
        return len(self.outcome.measured.indicators)

    @property
    def measured(self) -> int:
        return self.outcome.measured.measured_count

    @property
    def missing(self) -> int:
        return self.indicators - self.measured

    @property
    def confirmed_on(self) -> str:
        return date_it(self.outcome.standing.confirmed_at) if self.outcome.standing else ""

    @property
    def decision(self) -> str:
        found = self.outcome.validation
        return str(found.get_outcome_display()) if found else ""


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """What was asked; a value that nothing has counts as not asked."""

    stage: str = ""
    sector: str = ""
    to_validate: bool = False
    below: bool = False
    remarks: bool = False

    @classmethod
    def of(cls, query: QueryDict, rows: Sequence[ResultRow]) -> "ResultFilter":
        stage, sector = query.get("stato", ""), query.get("settore", "")
        return cls(
            stage=stage if stage in STAGES else "",
            sector=sector if sector in {row.sector_code for row in rows} else "",
            to_validate="da_validare" in query,
            below="sotto_soglia" in query,
            remarks="rilievi" in query,
        )

    @property
    def active(self) -> bool:
        return self != ResultFilter()

    def keeps(self, row: ResultRow) -> bool:
        return (
            self.stage in ("", row.stage)
            and self.sector in ("", row.sector_code)
            and (not self.to_validate or row.stage == CONFIRMED)
            and (not self.below or row.outcome.met is False)
            and (not self.remarks or row.papers.open_remarks > 0)
        )

    def stages(self) -> list[Option]:
        return [Option(stage, stage_text(stage), stage == self.stage) for stage in STAGES]

    def sectors(self, rows: Iterable[ResultRow]) -> list[Option]:
        names = {row.sector_code: row.sector for row in rows}
        return [Option(code, name, code == self.sector) for code, name in sorted(names.items())]


def result_rows(user: User, plan: Plan) -> list[ResultRow]:
    """The projects this person reads, in the order of their numbers (constant queries)."""
    projects = list(readable(user, plan))
    found = outcomes(projects)
    papers, base = papers_of(found), project_base(plan.year)
    return [ResultRow(found[row.pk], papers[row.pk], f"{base}{row.number}/") for row in projects]


def readable(user: User, plan: Plan) -> QuerySet[Project]:
    projects = visible_projects(user).filter(plan=plan).select_related("plan", "lead_sector")
    return projects.order_by("number")


@dataclass(frozen=True, slots=True)
class Summary:
    """How far the plan is: confirmed and decided of all, and open remarks."""

    total: int
    confirmed: int
    decided: int
    below: int
    remarks: int

    @property
    def to_validate(self) -> int:
        return self.confirmed - self.decided

    @property
    def to_confirm(self) -> int:
        return self.total - self.confirmed


def summary(rows: Sequence[ResultRow]) -> Summary:
    return Summary(
        total=len(rows),
        confirmed=sum(row.stage == CONFIRMED or row.stage in DECIDED for row in rows),
        decided=sum(row.stage in DECIDED for row in rows),
        below=sum(row.outcome.met is False for row in rows),
        remarks=sum(row.papers.open_remarks for row in rows),
    )
