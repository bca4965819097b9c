from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from objectives.actions.reminders import send_reminders


class Command(BaseCommand):
    help = (
        "Send the reminders of the day to who still has values to enter. "
        "Meant for cron, once a day; running it again sends nothing twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = send_reminders(today=timezone.localdate())
        self.stdout.write(
            f"sent {report.sent}, queued {report.queued}, without address {report.unreachable}"
        )
        if report.failed:
            raise CommandError(
                f"{report.failed} mails were not accepted by the mail server: they are recorded "
                "as not sent, the next run tries them again."
            )
