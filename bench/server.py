"""Gunicorn on 127.0.0.1, and a browser's part: one connection kept open, one session."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.data import environment

START_SECONDS = 60


@dataclass
class Visitor:
    """GET and nothing else; anything but 200 is an error."""

    connection: http.client.HTTPConnection
    session: str

    def get(self, path: str) -> bytes:
        return self._get(path)[1]

    def queries(self, path: str) -> int:
        """How many queries the page asks."""
        return int(self._get(path, {"X-Count-Queries": "1"})[0].headers["X-Queries"])

    def _get(
        self, path: str, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        cookie = {"Cookie": f"sessionid={self.session}"}
        self.connection.request("GET", path, headers=cookie | (headers or {}))
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answers {response.status}: {body[:300]!r}")
        return response, body


@contextmanager
def serve(scratch: Path, database: str, session: str, workers: int = 1) -> Iterator[Visitor]:
    """One worker with one thread: requests are measured, not how many run beside each other.

    With more workers each takes one request at a time and closes the connection after it.
    """
    _collect_static()
    port = _free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(workers)),
            *(("--worker-class", "gthread", "--threads", "1") if workers == 1 else ()),
            *("--keep-alive", "75", "--timeout", "120"),
            *("--no-control-socket", "--log-level", "warning", "bench.site:application"),
        ],
        env=os.environ | environment(scratch, database),
    )
    try:
        _wait_for(port, server)
        visitor = Visitor(http.client.HTTPConnection("127.0.0.1", port, timeout=120), session)
        yield visitor
        visitor.connection.close()
    finally:
        server.terminate()
        server.wait(timeout=30)


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if not settings.STATIC_ROOT.exists():
        call_command("collectstatic", verbosity=0, interactive=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")
