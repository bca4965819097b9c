"""Adding and withdrawing evidence; nothing of it is ever deleted.

A file is written first and taken away again when its row is not stored; so a crash leaves at
worst a file that no row names, never a row without its file.
"""

import hashlib
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from objectives import evidence as guard
from objectives.actions.audit import record_event
from objectives.actions.entries import hold_project
from objectives.enums import AuditAction, EvidenceKind
from objectives.models import Evidence, Indicator, Project, User
from objectives.windows import evidence_refusal

FOLDER = "evidence"
TOLD = ("description", "reference", "url", "original_name", "sha256")


def add_evidence(
    *,
    by: User,
    project: Project,
    kind: str,
    description: str,
    indicator: Indicator | None = None,
    file: UploadedFile | None = None,
    reference: str = "",
    url: str = "",
) -> Evidence:
    """Keep a file, a protocol reference or a link for a project or one of its indicators.

    The same evidence twice, as after a double click, is stored once. Raises PermissionDenied,
    and ValidationError by field.
    """
    values: dict[str, Any] = {"kind": kind, "description": description}
    if kind != EvidenceKind.FILE:
        values |= {"reference": reference} if kind == EvidenceKind.PROTOCOL else {"url": url}
        return _store(by, project, indicator, values)
    if file is None:
        raise ValidationError({"file": ValidationError(_("Choose a file."), "required")})
    values |= _examined(file)
    name = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}.{values.pop('suffix')}", file)
    try:
        stored = _store(by, project, indicator, values | {"file": name})
    except BaseException:
        default_storage.delete(name)
        raise
    if stored.file.name != name:
        default_storage.delete(name)
    return stored


def _examined(file: UploadedFile) -> dict[str, Any]:
    """What is kept of a file beside its content. Raises ValidationError at `file`."""
    content: Any = file.file
    name, size = file.name or "", file.size or 0
    try:
        found = guard.examine(content, name, size)
    except guard.EvidenceError as error:
        message = ValidationError(sentence(error), error.code)
        raise ValidationError({"file": message}) from error
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return {
        "original_name": guard.clean_name(name),
        "content_type": found.content_type,
        "suffix": found.suffixes[0],
        "size": size,
        "sha256": digest.hexdigest(),
    }


def sentence(error: guard.EvidenceError) -> str:
    """The refusal of a file as people read it."""
    kinds = ", ".join(guard.SUFFIXES)
    sentences = {
        "empty": _("The file is empty: check it and choose it again."),
        "too_large": _("The file is larger than %(limit)s MB: attach a smaller one or a link."),
        "unknown_type": _("A file of this kind is not accepted. Accepted are: %(kinds)s."),
        "other_suffix": _(
            "The name ends in “.%(suffix)s” but the content is “.%(found)s”: save it again with "
            "its own name."
        ),
        "broken_archive": _("The document cannot be opened: save it again without a password."),
        "exploding_archive": _("The document unpacks to an enormous size: save it as PDF."),
        "macros": _("The document holds macros: save it without them, or as PDF."),
    }
    return sentences[error.code] % {"kinds": kinds, **error.params}


@transaction.atomic
def _store(
    by: User, project: Project, indicator: Indicator | None, values: dict[str, Any]
) -> Evidence:
    project = _hold(by, project)
    if indicator is not None and indicator.project_id != project.pk:
        raise ValidationError(
            {"indicator": ValidationError(_("Choose an indicator of this project."), "foreign")}
        )
    same = Evidence.objects.filter(project=project, indicator=indicator, withdrawn_at=None)
    if found := same.filter(**{k: v for k, v in values.items() if k != "file"}).first():
        return found
    row = Evidence(project=project, indicator=indicator, by=by, **values)
    row.clean_fields(exclude=_empty(row))
    row.validate_constraints()
    row.save()
    told = {name: ["", str(values[name])] for name in TOLD if values.get(name)}
    record_event(by=by, action=AuditAction.CREATED, target=row, project=project, changes=told)
    return row


def _empty(row: Evidence) -> set[str]:
    """Columns without a value: what must be there is said by the constraint."""
    names = (field.name for field in row._meta.concrete_fields)
    return {name for name in names if getattr(row, name) in (None, "")} - {"description"}


def _hold(by: User, project: Project) -> Project:
    held = hold_project(by, project.pk)
    if refusal := evidence_refusal(held):
        raise ValidationError(refusal, code="closed")
    return held


@transaction.atomic
def withdraw_evidence(*, by: User, evidence: Evidence, reason: str) -> Evidence:
    """Take evidence back with a reason; it stays readable. Withdrawing twice changes nothing.

    Raises PermissionDenied, and ValidationError at `reason` or for the whole.
    """
    project = _hold(by, evidence.project)
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.project_id != project.pk:
        raise PermissionDenied
    if row.withdrawn_at is not None:
        return row
    if not reason.strip():
        message = ValidationError(_("Write why the evidence is withdrawn."), "required")
        raise ValidationError({"reason": message})
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record_event(by=by, action=AuditAction.WITHDRAWN, target=row, project=project, reason=reason)
    return row
