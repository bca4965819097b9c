"""Work that makes very many values and no reference cycle."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def acyclic() -> Iterator[None]:
    """Let the search for reference cycles rest; with `@acyclic()` for the whole of a function.

    What is not used any more is freed at once all the same. The search walks over every value
    that is alive, again and again while their number grows: half of the time of a distribution
    of a large body, and it finds nothing. Whoever stopped it starts it again, so that it never
    stays off whatever threads do.
    """
    stopped = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if stopped:
            gc.enable()
