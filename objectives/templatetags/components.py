"""Small pieces of the pages: icon, chip, progress bar, error summary.

Drawings get their numbers as text with a decimal point: a template would localise a Decimal.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from objectives.markup import filled, given, joined
from objectives.templatetags.display import Figure, exact, percent

register = template.Library()

# kind: (look, icon, word)
CHIPS = {
    "missing": ("attention", "missing", _("Missing")),
    "later": ("locked", "missing", _("Not due yet")),
    "draft": ("draft", "pencil", _("Draft")),
    "sent": ("blue", "arrow-right", _("Sent")),
    "confirmed": ("ok", "check", _("Confirmed")),
    "locked": ("locked", "lock", _("Locked")),
    "error": ("error", "alert", _("To correct")),
    "conflict": ("error", "swap", _("In conflict")),
    "blocks": ("error", "alert", _("Blocks")),
    "unclear": ("attention", "warning", _("To clarify")),
    "info": ("blue", "info", _("For information")),
    "resolved": ("ok", "check", _("Resolved")),
    "approved": ("ok", "check", _("Approved")),
    "ok": ("ok", "check", _("Met")),
    "current": ("blue", "arrow-right", _("In progress")),
}
ALERTS = {"success": "ok", "warning": "attention", "danger": "error", "error": "error"}
ALERT_ICONS = {"ok": "check", "attention": "warning", "error": "alert", "info": "info"}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A decorative sign of img/icons.svg: the word beside it carries the meaning."""
    return filled(
        '<svg class="pp-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1024)
def address(name: str, *args: int) -> str:
    """As {% url %}, which looks an address up anew each time it is written."""
    return reverse(name, args=args)


@register.simple_tag
def chip(kind: str, label: str = "") -> SafeString:
    """A state with sign, word and colour; `label` replaces the usual word."""
    look, sign, word = CHIPS[kind]
    return filled('<span class="pp-chip pp-chip--{}">{}{}</span>', look, icon(sign), label or word)


@register.filter
def alert_kind(level: str) -> str:
    """Look of an alert for a message level or a kind: ok, attention, error, info."""
    kind = ALERTS.get(level, level)
    return kind if kind in ALERT_ICONS else "info"


@register.filter
def alert_icon(level: str) -> str:
    return ALERT_ICONS[alert_kind(level)]


@register.filter
def without_placeholder(field: BoundField) -> BoundField:
    """allauth repeats the label inside the field, where it vanishes as soon as one types."""
    field.field.widget.attrs.pop("placeholder", None)
    return field


@register.filter
def drawing(svg: str) -> SafeString:
    """An SVG that this server drew, without its XML declaration, to stand inside a page."""
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308 - never text of a user


_FORMULA = (
    '<details class="pp-formula" open>'
    '<summary><span class="pp-chevron">{sign}</span>{title}{rule}</summary>'
    '<div class="pp-formula-body"><div class="pp-terms">{terms}'
    '<span class="pp-term pp-term--result"><strong>{result}</strong> {label}</span></div>'
    "{sources}</div></details>"
)
_TERM = '<span class="pp-term"><strong>{}</strong> {}</span> '
_OPERATOR = '<span class="pp-op">{}</span> '
_SOURCE = "<dt>{}</dt><dd>{}{}</dd>"
_RULE = ' <span class="pp-tag">{}</span>'


@register.simple_tag
def formula(explanation: Any) -> SafeString:
    """Why a figure is what it is: its formula with the numbers, then where each comes from.

    It takes title, rule, terms (value, label, op: the sign after it), result, label, sources
    (value, text, rule), all written; and opens without scripts.
    """
    sources = (
        filled(_SOURCE, line.value, line.text, given(_RULE, line.rule))
        for line in explanation.sources
    )
    terms = (
        filled(_TERM, term.value, term.label) + given(_OPERATOR, term.op)
        for term in explanation.terms
    )
    return filled(
        _FORMULA,
        sign=icon("chevron-down"),
        title=explanation.title,
        rule=given(_RULE, explanation.rule),
        terms=joined(terms),
        result=explanation.result,
        label=explanation.label,
        sources=given('<dl class="pp-sources">{}</dl>', joined(sources)),
    )


_PROGRESS = (
    '<svg class="pp-progress" height="12" role="img" aria-label="{words}">'
    '<rect class="pp-progress-ground" y="2" width="100%" height="8" rx="1" fill="#e9edf1" />'
    '<rect class="pp-progress-fill{look}" y="2" width="{width}%" height="8" rx="1" fill="{fill}" />'
    "{tick}</svg>"
)
_TICK = (
    '<rect class="pp-progress-tick" x="{}%" width="2" height="12" transform="translate(-2)"'
    ' fill="#17212b" />'
)


@register.simple_tag
def progress(value: Figure, threshold: Figure = None) -> SafeString:
    """Bar of a result 0–100 with a tick at the threshold, green only once that is met."""
    result, limit = exact(value) or Decimal(0), exact(threshold)
    met = limit is not None and result >= limit
    return filled(
        _PROGRESS,
        words=_progress_words(result, limit),
        look=" pp-progress-fill--met" if met else "",
        width=drawn(min(result, Decimal(100))),
        fill="#006b3f" if met else "#0066cc",
        tick="" if limit is None else filled(_TICK, drawn(min(limit, Decimal(100)))),
    )


def _progress_words(result: Decimal, limit: Decimal | None) -> str:
    words = {"value": percent(result, 2), "threshold": percent(limit)}
    if limit is None:
        return gettext("%(value)s reached") % words
    return gettext("%(value)s reached, threshold %(threshold)s") % words


@lru_cache(maxsize=1024)
def drawn(value: Decimal) -> str:
    """A coordinate, two decimals at most, with a point."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """Counts the errors of forms and formsets and links each to its field."""
    errors = [error for form in forms if form is not None for error in _errors(form)]
    return {"errors": errors, "count": len(errors)}


def _errors(form: BaseForm | BaseFormSet) -> Iterator[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        for text in form.non_form_errors():
            yield {"target": "", "label": "", "text": str(text)}
        for row, member in enumerate(form.forms, start=1):
            for error in _errors(member):
                yield error | {"row": str(row), "name": str(getattr(form, "row_name", ""))}
    elif form.is_bound:
        yield from _form_errors(form)


def _form_errors(form: BaseForm) -> Iterator[dict[str, str]]:
    for name, texts in form.errors.items():
        field = form[name] if name in form.fields else None
        for text in texts:
            yield {
                "target": field.id_for_label or field.auto_id if field else "",
                "label": str(field.label) if field else "",
                "text": str(text),
            }
