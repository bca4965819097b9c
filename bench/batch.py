"""All cards of the plan into a folder, from the start of Python to its end.

python -m bench.batch FOLDER PROCESSES
"""

import multiprocessing
import sys
from pathlib import Path


def write_card(task: tuple[int, str]) -> None:
    from objectives.models import Project
    from reporting.documents import card_document

    number, folder = task
    project = Project.objects.select_related("plan").get(number=number)
    document = card_document(project, with_money=True, with_names=True)
    Path(folder, document.filename).write_bytes(document.make())


def longest_first() -> list[int]:
    """The last one to finish should be a short one."""
    from django.db.models import Count

    from objectives.models import Project

    rows = [Count(name, distinct=True) for name in ("staff", "phases", "indicators")]
    return list(
        Project.objects.alias(rows=rows[0] + rows[1] + rows[2])
        .order_by("-rows")
        .values_list("number", flat=True)
    )


def main(folder: str, processes: int) -> None:
    import django

    django.setup()
    from django.db import connections

    tasks = [(number, folder) for number in longest_first()]
    connections.close_all()
    if processes == 1:
        for task in tasks:
            write_card(task)
        return
    # Read once, before the processes part.
    import weasyprint  # noqa: F401

    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.map(write_card, tasks, chunksize=1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
