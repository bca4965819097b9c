"""What happens to a sheet of values that was sent.

What was typed becomes drafts first; then the rows that are ready are stored, each on its own: a
row that is refused or in conflict stays a draft and does not hold up the others.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from objectives.actions.entries import (
    EntryConflict,
    discard_draft,
    keep_theirs,
    save_draft,
    save_entry,
)
from objectives.forms.entry_row import EntryRow
from objectives.forms.entry_sent import SentRow, sent_keys, sent_rows
from objectives.forms.entry_sheet import EntrySheet, sheet_of
from objectives.models import User


def receive(request: HttpRequest, sheet: EntrySheet) -> bool:
    """Do what the pressed button says; True when something is left to be put right."""
    user: Any = request.user
    rows = sent_rows(sheet, request.POST)
    for item in rows:
        keep(user, item)
    strangers = sent_keys(request.POST) - {row.indicator.pk for row in sheet.rows}
    if strangers:
        messages.error(request, _("A row is of an indicator that is not yours: it was not stored."))
    for refusal in dict.fromkeys(item.row.refusal for item in rows if item.row.refusal):
        messages.warning(request, refusal)
    if chosen := request.POST.get("choose"):
        return _choose(request, [row for row in rows if str(row.row.indicator.pk) == chosen])
    if "send" in request.POST:
        return _send(request, rows)
    moment = {"time": f"{timezone.localtime():%H:%M}"}
    messages.success(request, _("Draft saved at %(time)s.") % moment)
    return False


def keep(user: User, item: SentRow) -> None:
    """What was typed becomes the draft; a row put back as it was has none."""
    indicator = item.row.indicator
    if not item.is_fresh:
        save_draft(by=user, indicator=indicator, based_on=item.based_on, data=item.texts)
    elif item.row.draft is not None:
        discard_draft(by=user, indicator=indicator)


# --- Sending -------------------------------------------------------------------------------


def _send(request: HttpRequest, rows: Sequence[SentRow]) -> bool:
    late = {item.row.indicator.pk for item in rows if item.is_other_window}
    written = [row for row in _as_kept(request, rows) if row.draft is not None and row.form]
    stored = [row for row in written if row.indicator.pk not in late and _store(request, row)]
    if late:
        said = _("The period has changed since you opened the page: check the dates, send again.")
        messages.warning(request, said)
    if stored:
        words = ngettext("%(count)s value sent.", "%(count)s values sent.", len(stored))
        messages.success(request, words % {"count": len(stored)})
    elif not written and not any(item.row.refusal for item in rows):
        messages.info(request, _("There is nothing to send: write a value first."))
    return len(stored) < len(written)


def _as_kept(request: HttpRequest, rows: Sequence[SentRow]) -> list[EntryRow]:
    """The same rows as they stand now that their drafts are kept."""
    user: Any = request.user
    projects = {row.row.indicator.project_id: row.row.indicator.project for row in rows}
    keys = {item.row.indicator.pk for item in rows}
    if not projects:
        return []
    found = list(projects.values())
    sheet = sheet_of(user, found[0].plan, found)
    return [row for row in sheet.rows if row.indicator.pk in keys]


def _store(request: HttpRequest, row: EntryRow) -> bool:
    """False when the row is not ready, somebody was quicker or the window closed meanwhile."""
    if row.draft is None or row.is_conflict:
        return False
    return _put(request, row, row.draft.based_on)


def _put(request: HttpRequest, row: EntryRow, based_on: Any) -> bool:
    user: Any = request.user
    if row.window is None or row.form is None or not row.form.is_valid() or not row.form.values:
        return False
    try:
        save_entry(
            by=user,
            indicator=row.indicator,
            window=row.window,
            based_on=based_on,
            values=row.form.values,
        )
    except EntryConflict:
        return False
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True


# --- Two values ----------------------------------------------------------------------------


def _choose(request: HttpRequest, rows: Sequence[SentRow]) -> bool:
    """Settle the conflict of one row as its person says."""
    for item, row in zip(rows, _as_kept(request, rows), strict=True):
        if item.keep not in ("mine", "theirs") or item.theirs is None:
            messages.warning(request, _("Choose which of the two values to keep."))
            return True
        if item.keep == "mine" and row.form and not row.form.is_valid():
            messages.warning(request, _("Put your value right before you keep it."))
            return True
        done = _put(request, row, item.theirs) if item.keep == "mine" else _give_up(request, item)
        if not done:
            return True
        messages.success(request, _("Choice recorded: the other value stays in the history."))
    return False


def _give_up(request: HttpRequest, item: SentRow) -> bool:
    user: Any = request.user
    indicator, window = item.row.indicator, item.row.window
    if window is None or item.theirs is None:
        return False
    try:
        keep_theirs(by=user, indicator=indicator, window=window, theirs=item.theirs)
    except EntryConflict:
        messages.warning(request, _("Meanwhile there is a third value: choose again."))
        return False
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True
