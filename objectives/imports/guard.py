"""What an uploaded workbook must be before anything opens it: small, whole and honest.

A workbook is an archive, and an archive of a few kilobytes can unfold into gigabytes. All limits
are checked on what the archive declares, which `zipfile` then holds it to while reading.
"""

import re
from io import BytesIO
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - named in lower case there

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 2 * 1024 * 1024
MOST_UNZIPPED = 8 * 1024 * 1024
MOST_RATIO = 150
SMALL_PART = 256 * 1024  # below it a high ratio is harmless: empty styles shrink well
MOST_PARTS = 200
MOST_ROWS = 5000
MOST_LINES = 10_000  # empty ones included: formats reach further down than what is written
MOST_COLUMNS = 50
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
ENCRYPTED = 1

_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=\"(?:[A-Z]+\d+:)?([A-Z]{1,3})(\d{1,7})\"")
_HEAD = 8192  # bytes of a sheet in which its dimension stands


class Uploaded(Protocol):
    """What Django's uploaded files offer."""

    size: int | None

    def read(self) -> bytes: ...


class UploadRefused(ValidationError):  # noqa: N818 - a sentence for a person
    """The file is not opened; the sentence says why and what to do."""


def uploaded_bytes(file: Uploaded) -> bytes:
    """The content of a workbook that may be opened. Raises UploadRefused."""
    if (file.size or 0) > MOST_BYTES:
        raise _too_large()
    data = file.read()
    check_workbook(data)
    return data


def check_workbook(data: bytes) -> None:
    """Refuse bombs, damaged files and whatever is no workbook. Raises UploadRefused."""
    if len(data) > MOST_BYTES:
        raise _too_large()
    if not data.startswith(b"PK"):
        raise _no_workbook()
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive.infolist())
            for part in archive.infolist():
                _check_content(part.filename, archive.read(part))
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _no_workbook() from error


def _check_parts(parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise _bomb()
    names = {part.filename for part in parts}
    if len(names) < len(parts) or not names.issuperset(NEEDED):
        raise _no_workbook()
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UploadRefused(
            _("The file is protected by a password: save it without one."), "locked"
        )
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise _no_workbook()
    if sum(part.file_size for part in parts) > MOST_UNZIPPED or any(map(_swells, parts)):
        raise _bomb()


def _swells(part: ZipInfo) -> bool:
    return part.file_size > SMALL_PART and part.file_size > MOST_RATIO * part.compress_size


def _check_content(name: str, content: bytes) -> None:
    """No workbook holds a DTD; a sheet says on its first lines how large it is."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _bomb()
    if name.startswith("xl/worksheets/") and (found := _DIMENSION.search(content[:_HEAD])):
        columns, rows = _column_number(found[1]), int(found[2])
        if rows > MOST_LINES or columns > 16 * MOST_COLUMNS:
            raise too_many_rows(rows)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


# --- Sentences -----------------------------------------------------------------------------


def _too_large() -> UploadRefused:
    most = {"most": MOST_BYTES // 1024 // 1024}
    return UploadRefused(_("The file is too large: %(most)s MB at most.") % most, "too_large")


def _no_workbook() -> UploadRefused:
    return UploadRefused(
        _("This is not an Excel workbook (.xlsx), or it is damaged. Save it again and retry."),
        "no_workbook",
    )


def _bomb() -> UploadRefused:
    return UploadRefused(
        _("The file unfolds into too much: it was not opened. Copy the rows into the template."),
        "bomb",
    )


def too_many_rows(rows: int) -> UploadRefused:
    words = {"rows": rows, "most": MOST_ROWS}
    return UploadRefused(
        _(
            "The sheet declares %(rows)s rows: %(most)s at most. Copy the rows into the template, "
            "or split them into more files."
        )
        % words,
        "too_many_rows",
    )
