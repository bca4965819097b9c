"""The Italian catalogue is complete: every source string is in it, each with a sure translation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from string import Formatter

import polib
import pytest

ROOT = Path(__file__).parent.parent
CATALOGUE = Path("locale/it/LC_MESSAGES/django.po")
SOURCES = ("chiari_performance", "objectives", "incentives", "reporting", "templates", "locale")

Key = tuple[str | None, str, str]


def _read(root: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(root / CATALOGUE)) if not entry.obsolete]


def _keys(entries: list[polib.POEntry]) -> set[Key]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def entries() -> list[polib.POEntry]:
    return _read(ROOT)


@pytest.fixture
def collected(tmp_path: Path) -> set[Key]:
    """What makemessages finds in the sources of today, gathered in a copy."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "it", "--no-obsolete"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    return _keys(_read(tmp_path))


def test_every_entry_is_translated(entries: list[polib.POEntry]) -> None:
    assert entries
    assert [entry.msgid for entry in entries if not all(_texts(entry))] == []


def test_no_entry_is_doubtful(entries: list[polib.POEntry]) -> None:
    assert [entry.msgid for entry in entries if entry.fuzzy] == []


def test_every_source_string_is_in_the_catalogue(
    entries: list[polib.POEntry], collected: set[Key]
) -> None:
    assert collected - _keys(entries) == set()


def test_the_catalogue_holds_nothing_else(
    entries: list[polib.POEntry], collected: set[Key]
) -> None:
    assert _keys(entries) - collected == set()


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_braces_name_the_same_values(entries: list[polib.POEntry]) -> None:
    """msgfmt checks `%(name)s`; nobody checks `{name}` for str.format."""
    braced = [entry for entry in entries if "python-brace-format" in entry.flags]
    wrong = [e.msgid for e in braced for text in _texts(e) if _names(text) - _names(e.msgid)]
    assert wrong == []
