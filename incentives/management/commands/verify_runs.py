from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incentives.distribution import verify
from incentives.individual import verify as individual
from incentives.models import AllocationRun, DistributionRun, IndividualRun
from incentives.verification import differences
from objectives.models import ProjectResult
from objectives.verification import result_differences


class Command(BaseCommand):
    help = "Compute every stored run and result again; fails when one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [text for text in (self._said(*item) for item in _checked()) if text]
        if wrong:
            raise CommandError("\n".join(wrong))

    def _said(self, name: str, sha256: str, found: list[str]) -> str:
        if found:
            return f"{name}: DIFFERENT ({', '.join(found)})."
        self.stdout.write(f"{name}: identical, {sha256}")
        return ""


def _checked() -> Iterator[tuple[str, str, list[str]]]:
    """One run in memory at a time: the record of a large body is megabytes."""
    for allocation in _in_order(AllocationRun.objects):
        name = f"Plan {allocation.pool.plan.year}, allocation {allocation.number}"
        yield name, allocation.sha256, differences(allocation)
    for distribution in _in_order(DistributionRun.objects):
        name = f"Plan {distribution.pool.plan.year}, distribution {distribution.number}"
        yield name, distribution.sha256, verify.differences(distribution)
    for premium in _of_premiums():
        name = f"Plan {premium.premium.plan.year}, individual premium {premium.number}"
        yield name, premium.sha256, individual.differences(premium)
    for result in _results():
        place = f"Plan {result.project.plan.year}, project {result.project.number}"
        yield f"{place}, result {result.number}", result.sha256, result_differences(result)


def _of_premiums() -> Iterator[IndividualRun]:
    runs = IndividualRun.objects.select_related("premium__plan").order_by("premium", "number")
    yield from runs.iterator(chunk_size=1)


def _results() -> Iterator[ProjectResult]:
    results = ProjectResult.objects.select_related("project__plan")
    yield from results.order_by("project__plan", "project__number", "number").iterator()


def _in_order(runs: Any) -> Iterator[Any]:
    yield from runs.select_related("pool__plan").order_by("pool", "number").iterator(chunk_size=1)
