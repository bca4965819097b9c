from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incentives.models import AllocationRun
from incentives.verification import differences


class Command(BaseCommand):
    help = "Compute every stored allocation again and compare; fails when one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        runs = AllocationRun.objects.select_related("pool__plan").order_by("pool", "number")
        wrong = [text for run in runs.iterator() if (text := self._check(run))]
        if wrong:
            raise CommandError("\n".join(wrong))

    def _check(self, run: AllocationRun) -> str:
        name = f"Plan {run.pool.plan.year}, allocation {run.number}"
        found = differences(run)
        if found:
            return f"{name}: DIFFERENT ({', '.join(found)})."
        self.stdout.write(f"{name}: identical, {run.sha256}")
        return ""
