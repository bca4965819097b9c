"""The rows of templates/reporting/findings_table.html."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from objectives.markup import filled, joined
from objectives.templatetags.components import chip

register = template.Library()

_ROW = (
    '<tr role="row"><td role="cell" class="pp-card-title">{}</td>'
    '<th role="rowheader" scope="row" class="pp-card-title">{}</th>'
    '<td role="cell" class="pp-card-wide">{} <span class="pp-tag">{}</span></td>{}</tr>'
)
_PLACE = '<a class="pp-title" href="{}">{}</a>'
_VALUE = (
    '<td role="cell" class="pp-card-wide"><strong>{}</strong>'
    ' <span class="pp-note">{}{}</span></td>'
)


@register.filter
def finding_lines(findings: Iterable[Mapping[str, Any]]) -> SafeString:
    """Each contradiction of the plan, as reporting/findings.py writes it: severity, place,
    sentence, rule, the two values."""
    applied = ", " + _("applied")
    return joined(_row(finding, applied) for finding in findings)


def _row(finding: Mapping[str, Any], applied: str) -> SafeString:
    url, place = finding["place_url"], finding["place"]
    return filled(
        _ROW,
        chip(finding["severity"]),
        filled(_PLACE, url, place) if url else place,
        finding["text"],
        finding["rule"],
        joined(
            filled(_VALUE, one["value"], one["source"], applied if one["applied"] else "")
            for one in finding["values"]
        ),
    )
