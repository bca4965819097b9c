"""What gunicorn serves: the application, which counts its queries for those who ask."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

ASK, ANSWER = "HTTP_X_COUNT_QUERIES", "X-Queries"
django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if ASK not in environ:
        return django_application(environ, start_response)
    count = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (ANSWER, str(count))], *rest)

    with connection.execute_wrapper(counted):
        return django_application(environ, answer)
