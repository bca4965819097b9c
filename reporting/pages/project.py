"""The project page: one read of the card, written out for the template."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from incentives.enums import SharingKind
from incentives.models import TariffBand
from objectives.checks import class_findings
from objectives.models import (
    AuditEvent,
    Evidence,
    Headship,
    Indicator,
    Plan,
    Project,
    Remark,
    StrategicGuideline,
)
from objectives.outcomes import LATEST_RESULT_FIRST, with_results
from objectives.prepared import Prepared
from objectives.readers import ProjectReader
from objectives.rules import Someone, view_findings, view_history
from objectives.templatetags.display import percent
from reporting.findings import finding_rows, row_findings
from reporting.pages import amount, history
from reporting.paid import paid_of, with_paid
from reporting.rows import LINE_FIRST, PlanRow, with_line

LATEST_EVENTS = 5
WHOLE = Decimal(100)
# What nobody types stands between texts that are read as one.
UNIT_END, RECORD_END = "\x1f", "\x1e"


def projects_in_full(day: datetime.date) -> QuerySet[Project]:
    """Projects with all that their page shows once: row, runs, result, sharing rule, guidelines,
    and who heads the sector on that day.

    One query for one project: the first row of it counts.
    """
    base = with_paid(Project.objects.select_related("plan", "sharing_rule"))
    found = with_results(with_line(base)).annotate(
        head_name=_head_name(day),
        guideline_texts=_guideline_texts(),
        has_remarks=Exists(Remark.objects.filter(project=OuterRef("pk"))),
    )
    return found.order_by(*LINE_FIRST, *LATEST_RESULT_FIRST)


read_in_full = ProjectReader(projects_in_full)


def _head_name(day: datetime.date) -> Subquery:
    """Who heads the lead sector on a day."""
    heads = Headship.objects.filter(
        Q(end__isnull=True) | Q(end__gte=day), sector=OuterRef("lead_sector"), start__lte=day
    )
    name = Concat("employee__first_name", Value(" "), "employee__last_name")
    return Subquery(heads.order_by("start").values_list(name)[:1])


def paid(project: Any) -> amount.Explanation | None:
    """What the distribution in force made of the amount, of a project read by this module."""
    found = paid_of(project.paid_number, project.paid_record)
    return amount.explain_paid(found) if found else None


def threshold_text(row: PlanRow) -> str:
    applied = max(row.threshold, row.threshold_card or Decimal(0))
    if row.threshold_card not in (None, row.threshold):
        return _(
            "The table says %(table)s, the card %(card)s. Until a person settles it the stricter "
            "one applies: %(applied)s."
        ) % {
            "table": percent(row.threshold),
            "card": percent(row.threshold_card),
            "applied": percent(applied),
        }
    if applied == WHOLE:
        return _(
            "With a threshold of %(applied)s the premium is paid only if every indicator reaches "
            "its target in full."
        ) % {"applied": percent(applied)}
    return _("The premium is paid if the result of the project reaches at least %(applied)s.") % {
        "applied": percent(applied)
    }


def guidelines_of(project: Any) -> list[StrategicGuideline]:
    """By code, of a project read by this module."""
    texts = sorted((project.guideline_texts or "").split(RECORD_END))
    parts = (text.partition(UNIT_END) for text in texts if text)
    return [StrategicGuideline(code=code, title=title) for code, _end, title in parts]


class _Joined(Aggregate):
    """Texts of many rows in one."""

    function = "STRING_AGG"

    def as_sqlite(self, *args: Any, **context: Any) -> Any:
        return self.as_sql(*args, function="GROUP_CONCAT", **context)


def _guideline_texts() -> Subquery:
    links: QuerySet[Any] = Project.guidelines.through.objects.filter(
        project=OuterRef("pk")
    ).order_by()
    text = Concat("strategicguideline__code", Value(UNIT_END), "strategicguideline__title")
    joined = _Joined(text, Value(RECORD_END), output_field=TextField())
    return Subquery(links.order_by().values("project").annotate(of=joined).values("of"))


def evidence_of(project: Project, indicators: Iterable[Indicator]) -> list[Evidence]:
    """With the indicators of the project, which are read already."""
    found = _EVIDENCE.rows(project=project.pk)
    by_key: dict[int | None, Indicator] = {row.pk: row for row in indicators}
    for item in found:
        item.indicator = by_key.get(item.indicator_id)
    return found


_EVIDENCE = Prepared[Evidence](
    lambda project: Evidence.objects.filter(project=project).select_related("by", "withdrawn_by"),
    "project",
)


def tariff_of(project: Project) -> list[TariffBand]:
    rule = getattr(project, "sharing_rule", None)
    if rule is None or rule.kind != SharingKind.HOURS_TARIFF:
        return []
    return list(TariffBand.objects.filter(rule=rule))


def latest_history(user: Someone, project: Project) -> list[history.Entry]:
    """One more than LATEST_EVENTS when there are more; empty for who may not read it."""
    if not view_history(user):
        return []
    return [history.entry(event) for event in _LATEST_EVENTS.rows(project=project.pk)]


def events_of(project: Project | int) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(project=project).select_related("act").order_by("-pk")


_LATEST_EVENTS = Prepared[AuditEvent](
    lambda project: events_of(project)[: LATEST_EVENTS + 1], "project"
)


def findings_of(user: Someone, row: PlanRow, plan: Plan) -> list[dict[str, Any]]:
    if not view_findings(user):
        return []
    found = [*row_findings(row), *class_findings([row])]
    return finding_rows(found, plan.year, linked=False)
