"""The entries of templates/reporting/history_list.html."""

from collections.abc import Iterable

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from objectives.markup import SUB, filled, given, joined
from objectives.templatetags.display import moment
from reporting.pages.history import Change, Entry

register = template.Library()

_ENTRY = (
    '<li><time datetime="{iso}">{at}</time><div>{what}{target} {changes}{why}</div>'
    '<span class="pp-note">{who}</span></li>'
)
_CHANGES = '<ul class="pp-changes">{}</ul>'
_CHANGE = "<li>{}: {}</li>"


@register.filter
def history_entries(entries: Iterable[Entry]) -> SafeString:
    return joined(map(_entry, entries))


def _entry(entry: Entry) -> SafeString:
    return filled(
        _ENTRY,
        iso=timezone.localtime(entry.at).isoformat(),
        at=moment(entry.at),
        what=entry.what,
        target=given(" «{}»", entry.target),
        changes=given(_CHANGES, joined(map(_change, entry.changes))),
        why=given(SUB, ": ".join(filter(None, (entry.act, entry.reason)))),
        who=entry.who,
    )


def _change(change: Change) -> SafeString:
    return filled(_CHANGE, change.label, _from_to(change))


def _from_to(change: Change) -> SafeString | str:
    if not change.new:
        return _("removed %(old)s") % {"old": change.old}
    if not change.old:
        return filled("<strong>{}</strong>", change.new)
    text = _("from %(old)s to <strong>%(new)s</strong>")
    escaped = {"old": escape(change.old), "new": escape(change.new)}
    return mark_safe(text % escaped)  # noqa: S308 - escaped just now
