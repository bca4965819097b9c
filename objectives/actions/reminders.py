"""Sending the reminders of the day: each person once for each reason, whoever runs this."""

import logging
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from objectives.models import MonitoringWindow, ReminderSent, User
from objectives.reminders import Digest, digest_of, digests, was_sent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """`queued` were left to a worker; `unreachable` have no mail address."""

    sent: int = 0
    queued: int = 0
    failed: int = 0
    unreachable: int = 0


def send_reminders(*, today: date) -> Report:
    """Hand each digest of the day that was not sent yet to the tasks. Idempotent."""
    counts = {"sent": 0, "queued": 0, "failed": 0, "unreachable": 0}
    for digest in digests(today):
        if was_sent(digest):
            continue
        counts[_hand_over(digest)] += 1
    return Report(**counts)


def _hand_over(digest: Digest) -> str:
    if not digest.user.email:
        return "unreachable"
    result = remind.enqueue(digest.user.pk, digest.window.pk, digest.days_before)
    if not result.is_finished:
        return "queued"
    return "sent" if result.status == "SUCCESSFUL" else "failed"


@task()
def remind(user_id: int, window_id: int, days_before: int) -> bool:
    """Send one digest as it is now; False when it was sent before or nothing is missing.

    The row and the mail stand or fall together: a second process meets the row and stops, and a
    mail server that refuses takes the row back, so that the next run tries again.
    """
    user = User.objects.get(pk=user_id)
    window = MonitoringWindow.objects.select_related("plan").get(pk=window_id)
    digest = digest_of(user, window, days_before)
    if digest is None or not user.email:
        return False
    try:
        with transaction.atomic():
            ReminderSent.objects.create(user=user, window=window, days_before=days_before)
            _mail(digest).send()
    except IntegrityError:
        return False
    except OSError:
        # Names the person by key alone: addresses have no place in a log.
        log.exception("Reminder of window %s to user %s was not sent", window_id, user_id)
        raise
    return True


def _mail(digest: Digest) -> EmailMessage:
    with translation.override("it"):
        return EmailMessage(subject(digest), text(digest), to=[digest.user.email])


def subject(digest: Digest) -> str:
    values = {
        "count": digest.count,
        "window": " ".join(digest.window.name.split()),
        "day": f"{digest.window.last_day:%d/%m/%Y}",
    }
    if digest.is_over:
        return _("%(window)s: closed on %(day)s, values missing: %(count)s") % values
    return (
        ngettext(
            "%(window)s: %(count)s value to enter by %(day)s",
            "%(window)s: %(count)s values to enter by %(day)s",
            digest.count,
        )
        % values
    )


def text(digest: Digest) -> str:
    year = digest.window.plan.year
    page = f"{settings.SITE_URL}{reverse('monitoring', kwargs={'year': year})}"
    context = {"digest": digest, "url": page, "body_name": settings.BODY_NAME}
    return render_to_string("mail/reminder.txt", context)
