"""The indicators of a project with their latest values, as lines and as rows of its page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from objectives import scoring
from objectives.markup import NOTHING, SUB, Addresses, addresses, bar, filled, given, joined
from objectives.measurements import MeasuredIndicator
from objectives.models import ProgressEntry, Project
from objectives.outcomes import Outcome
from objectives.templatetags.components import chip, drawn
from objectives.templatetags.display import date_it, percent
from reporting.values import number_2, value_text


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """`bar` is the achievement as a coordinate, empty for a neutralised indicator."""

    order: int
    name: str
    activity: str
    quantity: str
    weight: str
    value: str
    as_of: str
    achievement: str
    bar: str
    points: str
    missing: bool
    undecided: bool
    judged: bool
    neutralised: str
    deviation: str


def indicator_lines(
    outcome: Outcome, shown: scoring.Result, *, with_reasons: bool
) -> list[IndicatorLine]:
    """`shown` is what the outcome shows."""
    lines = {line.order: line for line in shown.lines}
    return [
        _line(row, lines.get(row.indicator.order, row.achievement), with_reasons)
        for row in outcome.measured.indicators
    ]


def _line(row: MeasuredIndicator, line: scoring.Achievement, with_reasons: bool) -> IndicatorLine:
    indicator, entry = row.indicator, row.entry
    return IndicatorLine(
        order=indicator.order,
        name=indicator.name,
        activity=indicator.activity,
        quantity=indicator.quantity,
        weight=percent(indicator.weight),
        value=value_text(line, indicator.target_date),
        as_of=date_it(entry.reference_date) if entry else "",
        achievement=percent(line.shown, 2),
        bar="" if line.shown is None else drawn(line.shown),
        points=number_2(scoring.points(line)),
        missing=line.missing,
        undecided=line.undecided,
        judged=line.judged,
        neutralised=_neutralised(row) if line.neutralised else "",
        deviation=_deviation(entry) if with_reasons else "",
    )


def _neutralised(row: MeasuredIndicator) -> str:
    if row.neutralisation is None:
        return _("neutralised")
    return _("neutralised by %(act)s: %(reason)s") % {
        "act": row.neutralisation.act,
        "reason": row.neutralisation.reason,
    }


def _deviation(entry: ProgressEntry | None) -> str:
    return entry.deviation if entry else ""


# --- Their rows --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Links:
    """What a person may do with the indicators of a project, and where, by their order."""

    reads_entries: bool
    enters: bool
    neutralises: bool
    to_entries: Addresses
    to_neutralise: Addresses


def links_of(project: Project, *, reads: bool, enters: bool, neutralises: bool) -> Links:
    names = "indicator", "indicator_neutralise"
    to_entries, to_neutralise = (addresses(n, project.plan.year, project.number) for n in names)
    return Links(reads, enters, neutralises, to_entries, to_neutralise)


_ROW = (
    '<tr role="row" id="indicatore-{order}">'
    '<td role="cell" class="pp-num pp-card-head">{order}</td>'
    '<th role="rowheader" scope="row" class="pp-card-title">{title}</th>'
    '<td role="cell" data-label="{quantity_label}">{quantity}</td>'
    '<td role="cell" class="pp-num" data-label="{weight_label}">{weight}</td>'
    '<td role="cell" class="pp-card-wide" data-label="{value_label}">{value}</td>'
    '<td role="cell" class="pp-num" data-label="{achievement_label}">{achievement}</td>'
    '<td role="cell" class="pp-bar-cell pp-card-wide">{bar}</td>'
    '<td role="cell" class="pp-num" data-label="{points_label}">{points}</td></tr>'
)


def indicator_rows(lines: Iterable[IndicatorLine], links: Links) -> SafeString:
    labels = {
        "quantity_label": _("Quantity"),
        "weight_label": _("Weight"),
        "value_label": _("Latest value"),
        "achievement_label": _("Achievement"),
        "points_label": _("Weight × achievement"),
    }
    return joined(_row(line, links, labels) for line in lines)


def _row(line: IndicatorLine, links: Links, labels: dict[str, str]) -> SafeString:
    return filled(
        _ROW,
        order=line.order,
        title=_title(line, links),
        quantity=line.quantity,
        weight=line.weight,
        value=_value(line),
        achievement=line.achievement or "–",
        bar=bar(line.bar) if line.bar else NOTHING,
        points=line.points or "–",
        **labels,
    )


def _title(line: IndicatorLine, links: Links) -> SafeString:
    return filled(
        "{}{}{}{}{}",
        _linked_name(line, links) if links.reads_entries else line.name,
        given(SUB, line.activity),
        given(SUB, line.deviation and _("Deviation: %(why)s") % {"why": line.deviation}),
        given(SUB, line.neutralised),
        _to_neutralise(line, links) if links.neutralises else NOTHING,
    )


def _linked_name(line: IndicatorLine, links: Links) -> SafeString:
    url = links.to_entries(line.order)
    name = filled('<a class="pp-title" href="{}">{}</a>', url, line.name)
    if not links.enters:
        return name
    return name + filled(
        ' <a class="pp-nowrap" href="{}#h-value">{}<span class="visually-hidden">, {}</span></a>',
        url,
        _("Update"),
        _("indicator %(order)s") % {"order": line.order},
    )


def _to_neutralise(line: IndicatorLine, links: Links) -> SafeString:
    return filled(
        '<a class="pp-sub" href="{}">{}<span class="visually-hidden"> ({})</span></a>',
        links.to_neutralise(line.order),
        _("Let it count again") if line.neutralised else _("Neutralise"),
        line.order,
    )


def _value(line: IndicatorLine) -> SafeString:
    if line.missing:
        return chip("missing") + given(SUB, line.value)
    return filled(
        "{}{}{}{}",
        line.value,
        filled(" {}", chip("unclear")) if line.undecided else NOTHING,
        given(SUB, line.as_of and _("as of %(day)s") % {"day": line.as_of}),
        given(SUB, line.judged and _("a judgement, not measurable")),
    )
