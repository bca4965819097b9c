"""The demo plan, or the same plan many times over, in a database of the bench.

python -m bench.data COPIES     in the environment of `environment()`; prints a session's key
"""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

YEAR = 2023
PROJECTS = 24


def environment(scratch: Path, database: str = "") -> dict[str, str]:
    """The variables of settings.py for everything the bench starts."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "BENCH_SCRATCH": str(scratch),
        "SECRET_KEY": "known-to-everybody-and-only-for-measuring",
        "DEBUG": "0",
        "DEMO": "1",
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "DATABASE_URL": database or f"sqlite:///{scratch / 'demo.sqlite3'}",
        "MEDIA_ROOT": str(scratch / "media"),
        "DOCUMENT_STORE": str(scratch / "documents"),
        "EMAIL_URL": "dummymail://",
    }


def build(scratch: Path, database: str, copies: int = 1) -> str:
    """Fill a database in a process of its own; the key of a session of human resources."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.data", str(copies)],
        env=os.environ | environment(scratch, database),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


# --- In the process that fills -------------------------------------------------------------


def fill(copies: int = 1, until: str = "paid") -> str:
    """Migrate, load the demo as far as `until`, multiply it, log in somebody of human resources."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", until=until, stdout=io.StringIO())
    if copies > 1:
        multiply(copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return session_key()


def session_key() -> str:
    from django.conf import settings
    from django.test import Client

    from objectives.enums import Role
    from objectives.models import User

    client = Client()
    client.force_login(User.objects.filter(role=Role.HR).order_by("pk")[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def multiply(copies: int) -> None:
    """Give the plan `copies` times its projects with all their rows, and share the pool anew."""
    from django.db import transaction

    from objectives.models import Project

    with transaction.atomic():
        originals = list(Project.objects.order_by("number"))
        for copy in range(1, copies):
            _copy_projects(originals, first=copy * len(originals))
    _allocate_anew(originals[0].plan)


def _copy_projects(originals: list[Any], *, first: int) -> None:
    from incentives.models import ProjectFunding
    from objectives.models import Indicator, Phase, Project, ProjectResult, StaffAssignment

    made = _copies(
        Project,
        originals,
        lambda old: {"number": first + old.number, "proposal_number": None},
    )
    new = {old.pk: copy.pk for old, copy in zip(originals, made, strict=True)}
    own = {"project_id__in": list(new)}
    for model in (Phase, Indicator, StaffAssignment, ProjectResult):
        _copies(model, model.objects.filter(**own), lambda old: {"project_id": new[old.project_id]})
    for link in (Project.areas.through, Project.guidelines.through):
        _copies(link, link.objects.filter(**own), lambda old: {"project_id": new[old.project_id]})
    # By points and not deliberated yet: the fixed amounts of the act are there once.
    unsettled = {"mode": "points", "fixed_amount": None, "deliberated_amount": None}
    _copies(
        ProjectFunding,
        ProjectFunding.objects.filter(**own),
        lambda old: {"project_id": new[old.project_id], **unsettled},
    )
    _copy_sharing(new)


def _copy_sharing(new: dict[int, int]) -> None:
    from incentives.models import AreaQuota, SharingRule, TariffBand

    rules = list(SharingRule.objects.filter(project_id__in=list(new)))
    made = _copies(SharingRule, rules, lambda old: {"project_id": new[old.project_id]})
    rule_of = {old.pk: copy.pk for old, copy in zip(rules, made, strict=True)}
    for model in (AreaQuota, TariffBand):
        rows = model.objects.filter(rule_id__in=list(rule_of))
        _copies(model, rows, lambda old: {"rule_id": rule_of[old.rule_id]})


def _copies(model: Any, rows: Iterable[Any], changes: Callable[[Any], dict[str, Any]]) -> list[Any]:
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    made = [model(**{name: getattr(old, name) for name in names} | changes(old)) for old in rows]
    return model.objects.bulk_create(made, batch_size=200)


def _allocate_anew(plan: Any) -> None:
    """The approved run covers every project, as it does in a plan that is in force."""
    from incentives.actions.allocation import approve_allocation, record_allocation
    from objectives.enums import Role
    from objectives.models import User

    first, second = User.objects.filter(role=Role.HR).order_by("pk")[:2]
    run = record_allocation(by=first, plan=plan)
    approve_allocation(by=second, run=run, act=plan.acts.order_by("pk")[0])


if __name__ == "__main__":
    import django

    django.setup()
    print(fill(int(sys.argv[1])))
