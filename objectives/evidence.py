"""What an uploaded file may be: told by its content, never by what its sender says (pure).

`examine` reads the bytes, refuses what is too large, empty, of a kind not listed, or a disguised
or exploding archive, and gives back the type under which the file is kept. Names are only words:
a file is stored under a name of our own, and the sender's is shown after `clean_name`.
"""

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

LARGEST = 20 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 200 * 1024 * 1024  # bytes
LARGEST_RATIO = 200  # unpacked to packed, of a whole archive; office documents stay under 50
MOST_PARTS = 2_000
LONGEST_NAME = 120

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that may be evidence: `suffix` without the dot, first the usual one."""

    suffixes: tuple[str, ...]
    content_type: str


PDF = FileType(("pdf",), "application/pdf")
P7M = FileType(("p7m",), "application/pkcs7-mime")
IMAGES: Mapping[bytes, FileType] = MappingProxyType(
    {
        b"\x89PNG\r\n\x1a\n": FileType(("png",), "image/png"),
        b"\xff\xd8\xff": FileType(("jpg", "jpeg"), "image/jpeg"),
        b"GIF87a": FileType(("gif",), "image/gif"),
        b"GIF89a": FileType(("gif",), "image/gif"),
    }
)
WEBP = FileType(("webp",), "image/webp")
# A part that tells which office document an archive is.
OFFICE_PARTS: Mapping[str, FileType] = MappingProxyType(
    {
        "word/document.xml": FileType(("docx",), f"{OFFICE}wordprocessingml.document"),
        "xl/workbook.xml": FileType(("xlsx",), f"{OFFICE}spreadsheetml.sheet"),
        "ppt/presentation.xml": FileType(("pptx",), f"{OFFICE}presentationml.presentation"),
    }
)
OPEN_TYPES: Mapping[str, FileType] = MappingProxyType(
    {
        f"{OPEN}{kind}": FileType((suffix,), f"{OPEN}{kind}")
        for kind, suffix in (("text", "odt"), ("spreadsheet", "ods"))
    }
)
SUFFIXES = ("pdf", "png", "jpg", "jpeg", "gif", "webp", "docx", "xlsx", "pptx", "odt", "ods", "p7m")
MACROS = re.compile(r"(?i)(^|/)(vbaproject\.bin|basic/|scripts/)")

# Codes of Refused with their parameters; the sentences are made where the form is.
REFUSALS = {
    "empty": (),
    "too_large": ("limit",),  # megabytes
    "unknown_type": (),
    "other_suffix": ("suffix", "found"),
    "broken_archive": (),
    "exploding_archive": (),
    "macros": (),
    "no_name": (),
}


class EvidenceError(ValueError):
    """A file that is refused: `code` is a key of REFUSALS."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def examine(file: BinaryIO, name: str, size: int) -> FileType:
    """The type of a file of evidence, whatever it is called. Raises EvidenceError."""
    if size == 0:
        raise EvidenceError("empty")
    if size > LARGEST:
        raise EvidenceError("too_large", limit=str(LARGEST // 1024 // 1024))
    found = _type_of(file)
    file.seek(0)
    suffix = clean_name(name).rpartition(".")[2].lower()
    if suffix not in found.suffixes:
        raise EvidenceError("other_suffix", suffix=suffix[:20], found=found.suffixes[0])
    return found


def _type_of(file: BinaryIO) -> FileType:
    file.seek(0)
    head = file.read(1024)
    if head.startswith(b"PK\x03\x04"):
        return _archive(file)
    if b"%PDF-" in head:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    for magic, kind in IMAGES.items():
        if head.startswith(magic):
            return kind
    if _is_signed(head):
        return P7M
    raise EvidenceError("unknown_type")


# OID 1.2.840.113549.1.7.2, signedData: what every CAdES envelope says of itself.
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")


def _is_signed(head: bytes) -> bool:
    """A signed envelope in DER, or the same in base64 with or without its frame."""
    return (head[:1] == b"\x30" and SIGNED_DATA in head[:32]) or head.startswith(
        (b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----", b"MIAGCSqGSIb3DQEHAq", b"MII")
    )


# --- Office documents ----------------------------------------------------------------------


def _archive(file: BinaryIO) -> FileType:
    """The office document that an archive is; nothing of it is unpacked but its mimetype."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            return _office_type(archive, {part.filename for part in parts})
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, EvidenceError):
            raise
        raise EvidenceError("broken_archive") from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise EvidenceError("exploding_archive")
    if unpacked > LARGEST_RATIO * max(packed, 1):
        raise EvidenceError("exploding_archive")
    for part in parts:
        if MACROS.search(part.filename):
            raise EvidenceError("macros")
        if part.flag_bits & 1 or ".." in part.filename or part.filename.startswith(("/", "\\")):
            raise EvidenceError("broken_archive")


def _office_type(archive: zipfile.ZipFile, names: set[str]) -> FileType:
    for part, kind in OFFICE_PARTS.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    if "mimetype" in names and "content.xml" in names:
        info = archive.getinfo("mimetype")
        if info.file_size < 100:
            declared = archive.read(info).decode("ascii", "replace").strip()
            if declared in OPEN_TYPES:
                return OPEN_TYPES[declared]
    raise EvidenceError("unknown_type")


# --- Names ---------------------------------------------------------------------------------


def clean_name(name: str) -> str:
    """The sender's name as words: no folders, no signs that control a screen or a header."""
    base = re.split(r"[\\/]", name)[-1]
    plain = "".join(
        sign for sign in unicodedata.normalize("NFC", base) if unicodedata.category(sign)[0] != "C"
    )
    plain = re.sub(r"[\"<>|:*?;%]+", "_", plain).strip(" .")
    stem, dot, suffix = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME]
    room = LONGEST_NAME - len(suffix[:10]) - 1
    return f"{stem[:room].strip(' .')}.{suffix[:10]}"
