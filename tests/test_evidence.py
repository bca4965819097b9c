"""What may be evidence, under which name it is kept, and what is refused with which sentence."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from objectives import evidence as guard
from objectives.actions.evidence import add_evidence, withdraw_evidence
from objectives.enums import PlanState, Role
from objectives.models import AuditEvent, Evidence, Indicator, Plan, Project, User
from tests.entering import foreign_to, headed_by, open_window
from tests.states import put_in_state

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def archive(*parts: str, content: bytes = b"<x/>", **files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for part in parts:
            made.writestr(part, content)
        for name, data in files.items():
            made.writestr(name, data)
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ODT = archive("content.xml", mimetype=b"application/vnd.oasis.opendocument.text")
P7M = b"\x30\x82\x10\x00" + guard.SIGNED_DATA + b"\xa0" * 60

GOOD = [
    ("verbale.pdf", PDF, "application/pdf"),
    ("FOTO.PNG", PNG, "image/png"),
    ("foto.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
    ("foto.gif", b"GIF89a" + b"\0" * 20, "image/gif"),
    ("foto.webp", b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20, "image/webp"),
    ("registro.docx", DOCX, f"{guard.OFFICE}wordprocessingml.document"),
    ("dati.xlsx", XLSX, f"{guard.OFFICE}spreadsheetml.sheet"),
    ("testo.odt", ODT, f"{guard.OPEN}text"),
    ("verbale.pdf.p7m", P7M, "application/pkcs7-mime"),
]  # fmt: skip

BAD = [
    ("verbale.pdf", b"", "empty"),
    ("verbale.pdf", b"<script>alert(1)</script>", "unknown_type"),
    ("programma.exe", b"MZ\x90\0" + b"\0" * 60, "unknown_type"),
    ("pagina.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_type"),
    ("verbale.html", PDF, "other_suffix"),
    ("foto.pdf", PNG, "other_suffix"),
    ("verbale", PDF, "other_suffix"),
    ("registro.docx", b"PK\x03\x04" + b"x" * 50, "broken_archive"),
    ("qualsiasi.zip", archive("a.txt"), "unknown_type"),
    ("bomba.docx", archive("[Content_Types].xml", "word/document.xml", content=b"0" * 9_000_000),
     "exploding_archive"),
    ("molti.docx", archive(*(f"a{n}" for n in range(2_001))), "exploding_archive"),
    ("macro.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
     "macros"),
    ("fuori.docx", archive("[Content_Types].xml", "word/document.xml", "../../fuori.sh"),
     "broken_archive"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "content_type"), GOOD)
def test_the_type_is_told_by_the_content(name: str, content: bytes, content_type: str) -> None:
    found = guard.examine(io.BytesIO(content), name, len(content))
    assert found.content_type == content_type


@pytest.mark.parametrize(("name", "content", "code"), BAD)
def test_other_files_are_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(guard.EvidenceError) as error:
        guard.examine(io.BytesIO(content), name, len(content))
    assert error.value.code == code
    assert set(error.value.params) == set(guard.REFUSALS[code])


def test_a_file_over_the_limit_is_not_even_read() -> None:
    with pytest.raises(guard.EvidenceError) as error:
        guard.examine(io.BytesIO(b""), "grande.pdf", guard.LARGEST + 1)
    assert error.value.params == {"limit": "20"}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\verbale.pdf", "verbale.pdf"),
        ("ver\r\nSet-Cookie: x=1.pdf", "verSet-Cookie_ x=1.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ('a";x="b.pdf', "a_x=_b.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        (f"{'à' * 300}.pdf", f"{'à' * 116}.pdf"),
    ],
)
def test_hostile_names_become_words(name: str, clean: str) -> None:
    assert guard.clean_name(name) == clean


# --- Stored --------------------------------------------------------------------------------


@pytest.fixture
def manager(demo: Plan, demo_user: Any) -> User:
    return demo_user(Role.MANAGER)


@pytest.fixture
def project(demo: Plan, manager: User) -> Project:
    open_window(demo)
    return headed_by(manager)


def sent(name: str = "verbale.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def attach(by: User, project: Project, **values: Any) -> Evidence:
    given = {"kind": "file", "description": "Verbale"} | values
    return add_evidence(by=by, project=project, **given)


def test_a_file_is_kept_under_a_name_of_our_own(manager: User, project: Project) -> None:
    row = attach(manager, project, file=sent("../../ver\nbale.pdf"))
    assert row.original_name == "verbale.pdf"
    assert row.content_type == "application/pdf"
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert row.size == len(PDF)
    kept = Path(row.file.path)
    assert kept.parent == Path(settings.MEDIA_ROOT) / "evidence"
    assert kept.read_bytes() == PDF
    assert len(kept.stem) == 32
    event = AuditEvent.objects.get(target_type="evidence")
    assert event.changes["sha256"] == ["", row.sha256]


def test_the_same_file_twice_is_kept_once(manager: User, project: Project) -> None:
    before = len(list((Path(settings.MEDIA_ROOT) / "evidence").glob("*")))
    assert attach(manager, project, file=sent()) == attach(manager, project, file=sent())
    assert len(list((Path(settings.MEDIA_ROOT) / "evidence").glob("*"))) == before + 1


def test_nothing_stays_behind_a_refusal(manager: User, project: Project) -> None:
    folder = Path(settings.MEDIA_ROOT) / "evidence"
    before = set(folder.glob("*"))
    foreign = Indicator.objects.filter(project=foreign_to(manager))[0]
    for values in (
        {"file": sent("x.pdf", b"")},
        {"file": sent(), "indicator": foreign},
        {"file": sent(), "description": ""},
        {"kind": "protocol"},
        {"kind": "link", "url": "javascript:alert(1)"},
        {},
    ):
        with pytest.raises(ValidationError):
            attach(manager, project, **values)
    assert set(folder.glob("*")) == before
    assert not Evidence.objects.filter(project=project).exists()


def test_only_who_enters_values_adds_and_withdraws(
    manager: User, project: Project, demo_user: Any
) -> None:
    row = attach(manager, project, kind="protocol", reference="prot. 1234/2023")
    for role in (Role.HR, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            attach(demo_user(role), project, kind="protocol", reference="2")
        with pytest.raises(PermissionDenied):
            withdraw_evidence(by=demo_user(role), evidence=row, reason="x")
    with pytest.raises(PermissionDenied):
        attach(manager, foreign_to(manager), kind="protocol", reference="2")


def test_evidence_is_withdrawn_with_a_reason_and_stays(manager: User, project: Project) -> None:
    row = attach(manager, project, kind="link", url="https://www.example.org/albo")
    with pytest.raises(ValidationError, match="Scrivi perché"):
        withdraw_evidence(by=manager, evidence=row, reason=" ")
    gone = withdraw_evidence(by=manager, evidence=row, reason="pagina sbagliata")
    assert gone.withdrawn_by == manager
    assert withdraw_evidence(by=manager, evidence=row, reason="ancora") == gone
    assert AuditEvent.objects.filter(action="withdrawn").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_evidence_follows_the_state_of_the_plan(manager: User, project: Project) -> None:
    put_in_state(project.plan, PlanState.VALIDATED)
    with pytest.raises(ValidationError, match="ora non si scrivono valori"):
        attach(manager, project, kind="protocol", reference="1")
