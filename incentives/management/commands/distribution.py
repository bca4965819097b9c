import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from incentives import sharing
from incentives.distribution import NothingToDistributeError, gather, messages
from incentives.distribution.report import distribution_report
from incentives.distribution.runs import run_numbered
from incentives.models import DistributionRun, Pool
from incentives.payout import PayoutError
from objectives.models import Plan


class Command(BaseCommand):
    help = "Print a distribution as JSON: a stored run, or what today's data give. Stores nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", type=int, required=True, metavar="YEAR")
        parser.add_argument("--run", type=int, metavar="ID", help="the number of a stored run")
        parser.add_argument("--format", choices=["json"], default="json")

    def handle(self, *args: Any, plan: int, run: int | None, **options: Any) -> None:
        try:
            found = Plan.objects.get(year=plan)
        except Plan.DoesNotExist:
            raise CommandError(f"There is no plan for {plan}.") from None
        report = _simulated(found) if run is None else _stored(found, run)
        self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))


def _stored(plan: Plan, number: int) -> dict[str, Any]:
    run = run_numbered(plan, number)
    if run is None:
        raise CommandError(f"The plan for {plan.year} has no distribution {number}.")
    whole = DistributionRun.objects.get(pk=run.pk)
    try:
        result = sharing.result_from_dict(whole.results)
    except sharing.SharingError as error:
        raise CommandError(messages.sentence(error)) from None
    report = distribution_report(result, whole.inputs["sources"])
    about = {"run": number, "state": run.state, "sha256": run.sha256}
    return {"plan": plan.year, **about, **report}


def _simulated(plan: Plan) -> dict[str, Any]:
    try:
        gathered = gather(plan, paid_on=timezone.localdate())
        result = sharing.distribute(gathered.inputs)
    except Pool.DoesNotExist:
        raise CommandError(f"The plan for {plan.year} has no pool: nothing to share.") from None
    except NothingToDistributeError:
        raise CommandError(f"The plan for {plan.year} has no approved allocation.") from None
    except (sharing.SharingError, PayoutError) as error:
        raise CommandError(messages.sentence(error)) from None
    sources = [source.stored() for source in gathered.sources]
    about = {"run": None, "state": "simulation", "sha256": None}
    return {"plan": plan.year, **about, **distribution_report(result, sources)}
