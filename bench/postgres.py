"""A PostgreSQL cluster of this run alone, reached through a socket in the scratch folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "chiari"
# As packaged, but for what only a crash would tell apart.
OPTIONS = "-c listen_addresses='' -c fsync=off"
MISSING = "PostgreSQL is not installed (Debian: apt-get install postgresql)"


def tools() -> Path | None:
    """The folder of the newest server's programs, None without one."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(folders, key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def cluster(scratch: Path) -> Iterator[Callable[[str], str]]:
    """A running cluster; call it with a name to make a database and get its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=scratch))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
    options = f"-k {folder} {OPTIONS}"
    _run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-s", "start", "-o", options)

    def database(name: str) -> str:
        _run("createdb", "-h", str(folder), "-U", USER, name)
        return f"postgresql://{USER}@/{folder}/{name}"

    try:
        yield database
    finally:
        _run("pg_ctl", "-D", data, "-m", "immediate", "-s", "stop")


def _run(tool: str, *options: str) -> None:
    """PostgreSQL refuses to run as root; Debian's package brings the user postgres."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    command = [*as_user, f"{tools()}/{tool}", *options]
    # No pipes: the server would inherit and hold them.
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)
