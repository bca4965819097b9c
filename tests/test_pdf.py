"""The renderer and the store: nothing read but the static folder, nothing damaged served."""

import gc
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from reporting import pdf
from reporting.pdf import STATIC, RefusedAddressError, local_path, render
from reporting.store import DocumentStore, document_key, look_of_today

PAGE = '<html lang="it"><head><title>Prova</title></head><body>{}</body></html>'
KEY = "ab" + "0" * 62


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/secret",
        "https://example.org/a.css",
        "ftp://example.org/a",
        "data:text/css,p{color:red}",
        f"file://elsewhere{STATIC}/css/pdf.css",
        f"file://{STATIC}/../manage.py",
        f"file://{STATIC}/%2e%2e/manage.py",
        f"file://{STATIC}-other/a.css",
        f"file://{STATIC}",
        f"{STATIC}/css/pdf.css",
    ],
)
def test_only_static_files_have_a_path(address: str) -> None:
    with pytest.raises(RefusedAddressError, match="static folder"):
        local_path(address)


def test_a_link_out_of_the_static_folder_is_refused(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "out.css").symlink_to("/etc/passwd")
    (tmp_path / "in.css").write_text("")
    monkeypatch.setattr(pdf, "STATIC", tmp_path)
    assert local_path(f"file://{tmp_path}/in.css") == (tmp_path / "in.css").resolve()
    with pytest.raises(RefusedAddressError):
        local_path(f"file://{tmp_path}/out.css")


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="../manage.py">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("http://127.0.0.1:9/x.css");</style>',
        '<style>@font-face{font-family:X;src:url("file:///etc/passwd")}</style>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
    ],
)
def test_a_page_that_names_another_file_is_not_rendered(markup: str) -> None:
    with pytest.raises(RefusedAddressError):
        render(PAGE.format(markup))


def test_a_drawing_that_names_another_file_is_left_out(caplog) -> None:
    drawing = '<svg width="9" height="9"><image href="file:///etc/passwd" width="9"/></svg>'
    assert render(PAGE.format(f"<p>{drawing}</p>"))
    assert "Failed to render SVG image" in caplog.text


def test_a_base_element_does_not_move_the_addresses_out() -> None:
    page = PAGE.replace("<title>", '<base href="file:///etc/"><title>')
    with pytest.raises(RefusedAddressError):
        render(page.format('<img alt="x" src="passwd">'))


def test_equal_pages_give_equal_bytes_in_another_process_too() -> None:
    page = PAGE.format("<p>Però, così: 1.234,56 € × 75 / 500 − Jovanović</p>")
    code = "import sys, django; django.setup(); from reporting.pdf import render; "
    code += "sys.stdout.buffer.write(render(sys.argv[1]))"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", code, page],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        check=True,
    )
    assert render(page) == render(page) == other.stdout


def test_a_forked_child_leaves_the_fonts_to_its_parent() -> None:
    page = PAGE.format("<p>Prova</p>")
    before = render(page)
    child = os.fork()
    if child == 0:
        pdf._engine.cache_clear()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    folder = pdf._engine()._fonts._folder
    assert folder is not None
    assert any(folder.iterdir())
    assert render(page) == before


# --- The store -----------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


def test_what_was_written_is_read_again(store: DocumentStore) -> None:
    assert store.read(KEY) is None
    store.write(KEY, b"%PDF one")
    store.write(KEY, b"%PDF two")
    assert store.read(KEY) == b"%PDF two"
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert len(files) == 1, "a temporary file was left behind"
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b[:10], lambda b: b"", lambda b: b[:-1] + b"?"]
)
def test_a_damaged_document_counts_as_missing(store: DocumentStore, damage) -> None:
    store.write(KEY, b"%PDF one")
    path = store._path(KEY)
    path.write_bytes(damage(path.read_bytes()))
    assert store.read(KEY) is None


def test_a_disk_that_takes_nothing_costs_only_the_copy(tmp_path: Path, caplog) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    store = DocumentStore(tmp_path / "documents")
    store.write(KEY, b"%PDF one")
    assert store.read(KEY) is None
    assert "could not be stored" in caplog.text


def test_an_interrupted_write_leaves_the_old_document(store: DocumentStore, monkeypatch) -> None:
    store.write(KEY, b"%PDF one")

    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    store.write(KEY, b"%PDF two")
    assert store.read(KEY) == b"%PDF one"
    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1


def test_the_key_follows_kind_facts_and_look(settings) -> None:
    key = document_key("card", ("a", 1), True)
    assert len(key) == 64
    assert key == document_key("card", ("a", 1), True)
    others = {document_key("card", ("a", 1), False), document_key("book", ("a", 1), True)}
    assert key not in others
    settings.DEBUG = True  # the look is read at each call
    settings.BODY_NAME = "Comune di Altrove"
    assert document_key("card", ("a", 1), True) != key
    settings.DEBUG, settings.BODY_NAME = True, "Comune di Chiari"
    look_of_today()


def test_garbage_is_collected_again_after_a_document() -> None:
    with pytest.raises(RefusedAddressError):
        render('<link rel="stylesheet" href="../secret.css">')
    assert gc.isenabled()
