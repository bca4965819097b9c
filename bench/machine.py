"""What a run was made on: printed above its findings, so that nobody compares across machines."""

import datetime
import os
import platform
import shutil
import sqlite3
import subprocess
from importlib.metadata import version

PACKAGES = ("Django", "weasyprint", "openpyxl", "gunicorn", "psycopg2-binary")


def facts() -> list[tuple[str, str]]:
    return [
        ("date", datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")),
        ("revision", revision()),
        ("cores", f"{len(os.sched_getaffinity(0))} ({platform.machine()})"),
        ("load before the run", f"{os.getloadavg()[0]:.2f}"),
        ("system", _system()),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in PACKAGES),
        ("Pango", _pango()),
        ("SQLite", sqlite3.sqlite_version),
        ("PostgreSQL", _first_line("psql", "--version")),
        ("LibreOffice", _first_line("soffice", "--version")),
    ]


def revision() -> str:
    """The commit, and whether files in the folder differ from it."""
    commit = _first_line("git", "rev-parse", "--short=12", "HEAD")
    changed = _first_line("git", "status", "--porcelain", "--untracked-files=no")
    return f"{commit} with local changes" if changed not in ("", "missing") else commit


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def _pango() -> str:
    from weasyprint.text.ffi import pango

    number = pango.pango_version()
    return f"{number // 10_000}.{number // 100 % 100}.{number % 100}"


def _first_line(program: str, *options: str) -> str:
    """What a program says of itself, "missing" without it."""
    if not shutil.which(program):
        return "missing"
    said = subprocess.run([program, *options], capture_output=True, text=True, check=False).stdout
    return said.partition("\n")[0].strip()
