from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from objectives.models import User
from reporting.demo import STAGES, load_demo, read


class Command(BaseCommand):
    help = "Load the Chiari 2023 plan with invented people and print one login per role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until",
            choices=STAGES,
            default=STAGES[-1],
            help="stop at the approved plan, before any value is entered, or at the final report",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo accounts have printed passwords: set DEMO=1 to load them.")
        plan = load_demo(until=options["until"])
        self.stdout.write(f"{plan.title}: {plan.projects.count()} projects.")
        self.stdout.write(f"Password of every demo account: {read('people')['demo_password']}")
        for user in User.objects.filter(is_demo=True).order_by("pk"):
            self.stdout.write(f"  {user.username:<18} {user.get_role_display()} – {user}")
