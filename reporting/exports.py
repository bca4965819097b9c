"""What a download of the plan holds: the rows its reader is shown, and the words around them.

Workbooks and CSV are Italian whatever the reader's language, like the printed documents: they are
the body's papers, not its pages.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.enums import RoundingRule, RunState
from incentives.models import AllocationRun
from objectives.enums import ProjectKind
from objectives.queries import version_act
from objectives.templatetags.display import date_it
from reporting.pages.filters import WHOLE_BODY, PlanFilter, outcome_text
from reporting.rows import PlanRow, PlanTable

LANGUAGE = "it"


@dataclass(frozen=True, slots=True)
class Export:
    """`table` are the rows shown of `whole`, all that the reader may see; `plan` comes from
    `plans_with_version`. `with_pool` adds the figures of the whole body."""

    plan: Any
    table: PlanTable
    whole: PlanTable
    filters: PlanFilter
    with_money: bool
    with_pool: bool
    with_staff: bool

    @property
    def rows(self) -> list[PlanRow]:
        """In the order of their numbers."""
        return sorted(self.table.rows, key=lambda row: row.number)

    @property
    def complete(self) -> bool:
        return len(self.table.rows) == len(self.whole.rows)

    @property
    def run(self) -> AllocationRun | None:
        """The run the amounts come from, None for who may not see amounts."""
        return self.table.run if self.with_money else None

    @property
    def moment(self) -> datetime:
        """When the data were last settled: the approval, the run, the version, the year."""
        if self.table.run is not None:
            return self.table.run.approved_at or self.table.run.prepared_at
        first = datetime(self.plan.year, 1, 1, tzinfo=UTC)
        since = self.plan.version_from
        return datetime.combine(since, time.min, UTC) if since else first


def version_text(plan: Any) -> str:
    """ "Versione 1, in vigore dal 28/03/2023 · delibera G.C. n. 61 del 27/03/2023"."""
    if not plan.version_number:
        return _("Plan not approved yet")
    words = _("Version %(number)s, in force since %(date)s") % {
        "number": plan.version_number,
        "date": date_it(plan.version_from),
    }
    act = version_act(plan)
    return f"{words} · {act}" if act else words


def shown_text(export: Export) -> str:
    """ "3 progetti di 24: settore 5; classe innovativo"."""
    count, size = len(export.table.rows), len(export.whole.rows)
    shown = ngettext("%(count)s project of %(size)s", "%(count)s projects of %(size)s", count) % {
        "count": count,
        "size": size,
    }
    words = _filter_words(export.filters, export.whole.rows)
    return f"{shown}: {'; '.join(words)}" if words else shown


def _filter_words(filters: PlanFilter, rows: list[PlanRow]) -> list[str]:
    words = []
    if filters.text:
        words.append(_("title with “%(text)s”") % {"text": filters.text})
    if filters.sector == WHOLE_BODY:
        words.append(_("Whole body"))
    elif filters.sector:
        words += sorted({row.sector_text for row in rows if row.sector_code == filters.sector})
    if filters.kind:
        words.append(str(ProjectKind(filters.kind).label))
    if filters.class_name:
        words.append(_("class %(name)s") % {"name": filters.class_name})
    if filters.outcome:
        words.append(_("result: %(outcome)s") % {"outcome": outcome_text(filters.outcome)})
    if filters.with_findings:
        words.append(_("only with findings"))
    return words


def run_text(run: AllocationRun | None) -> str:
    """ "Riparto n. 2 (resti maggiori), approvato il 28/03/2023 · determina n. 5 del …"."""
    if run is None:
        return _("No allocation has been recorded yet.")
    words = _("%(run)s (%(rule)s)") % {"run": run, "rule": RoundingRule(run.rule).label}
    if run.state == RunState.PREPARED or run.approved_at is None:
        return _("%(run)s, not approved yet") % {"run": words}
    approved = _("%(run)s, approved on %(date)s") % {"run": words, "date": date_it(run.approved_at)}
    return f"{approved} · {run.act}" if run.act else approved


def demo_text() -> str:
    return _("Demonstration data: the people are invented.") if settings.DEMO else ""
