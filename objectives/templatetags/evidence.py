"""The rows of templates/objectives/evidence_list.html."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import filesizeformat, truncatechars
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from objectives.enums import EvidenceKind
from objectives.markup import NOTHING, SUB, Addresses, addresses, filled, given, joined
from objectives.models import Evidence, Project
from objectives.templatetags.components import icon
from objectives.templatetags.display import date_it

register = template.Library()

_ROW = (
    '<tr role="row"{withdrawn}><th role="rowheader" scope="row" class="pp-card-title">'
    '<span class="pp-evidence-name">{description}</span>{why}</th>'
    '<td role="cell" class="pp-card-wide">{where}</td>{indicator}'
    '<td role="cell" class="pp-card-wide">{day}{by}</td>{withdraw}</tr>'
)
_WITHDRAWN = SafeString(' class="pp-withdrawn"')
_INDICATOR = '<td role="cell" data-label="{}">{}</td>'
_FILE = '<a href="{}">{} {}</a> <span class="pp-meta">{} · SHA-256 {}…</span>'
_LINK = '<a href="{}" rel="noopener noreferrer nofollow">{} {}</a>'
_WITHDRAW = (
    '<td role="cell" class="pp-card-wide"><a href="{}">{}'
    '<span class="visually-hidden">: {}</span></a></td>'
)
_NO_LINK = SafeString('<td role="cell" class="pp-card-wide"></td>')


@register.simple_tag
def evidence_rows(
    evidence: Iterable[Evidence], project: Project, may_withdraw: bool, with_indicator: bool
) -> SafeString:
    """Withdrawn ones stay, crossed out; `with_indicator` says to which indicator each belongs."""
    where = project.plan.year, project.number
    files = addresses("evidence_file", *where)
    withdrawals = addresses("evidence_withdraw", *where) if may_withdraw else None
    label = _("Indicator") if with_indicator else ""
    return joined(_row(item, files, withdrawals, label) for item in evidence)


def _row(item: Evidence, files: Addresses, withdrawals: Addresses | None, label: str) -> SafeString:
    order = item.indicator.order if label and item.indicator else "–"
    return filled(
        _ROW,
        withdrawn=_WITHDRAWN if item.withdrawn_at else NOTHING,
        description=item.description,
        why=given(SUB, _why_withdrawn(item)),
        where=_where(item, files),
        indicator=filled(_INDICATOR, label, order) if label else NOTHING,
        day=date_it(item.at),
        by=given(SUB, item.by),
        withdraw=_withdraw(item, withdrawals) if withdrawals else NOTHING,
    )


def _why_withdrawn(item: Evidence) -> str:
    if not item.withdrawn_at:
        return ""
    return _("withdrawn on %(day)s by %(who)s: %(reason)s") % {
        "day": date_it(item.withdrawn_at),
        "who": item.withdrawn_by,
        "reason": item.withdrawn_reason,
    }


def _where(item: Evidence, files: Addresses) -> SafeString | str:
    if item.kind == EvidenceKind.FILE:
        name, size = item.original_name, filesizeformat(item.size or 0)
        return filled(_FILE, files(item.pk), icon("clip"), name, size, item.sha256[:8])
    if item.kind == EvidenceKind.LINK:
        return filled(_LINK, item.url, icon("external"), truncatechars(item.url, 80))
    return item.reference


def _withdraw(item: Evidence, withdrawals: Addresses) -> SafeString:
    if item.withdrawn_at:
        return _NO_LINK
    return filled(_WITHDRAW, withdrawals(item.pk), _("Withdraw"), item.description)
