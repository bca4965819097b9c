"""Closed lists of the domain, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def label_of(choices: type[TextChoices], value: str) -> str:
    """The word for a stored value; what is not in the list stays as it was written.

    Django's `get_…_display` makes a dictionary of all the words each time it is asked for one.
    """
    try:
        return str(choices(value).label)
    except ValueError:
        return value


class Role(TextChoices):
    MANAGER = "manager", _("Manager")
    HR = "hr", _("Human resources")
    NIV = "niv", _("Evaluation board (NIV)")
    EMPLOYEE = "employee", _("Employee")
    ADMINISTRATOR = "administrator", _("System administrator")


class ActKind(TextChoices):
    COUNCIL_RESOLUTION = "council_resolution", _("Council resolution")
    EXECUTIVE_RESOLUTION = "executive_resolution", _("Executive resolution")
    DETERMINATION = "determination", _("Determination")
    MINUTES = "minutes", _("Minutes")
    CONTRACT = "contract", _("Decentralised contract")
    DECREE = "decree", _("Decree")
    OTHER = "other", _("Other act")


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan state", "Draft")
    APPROVED = "approved", pgettext_lazy("plan state", "Approved")
    IN_PROGRESS = "in_progress", pgettext_lazy("plan state", "In progress")
    FINAL_REPORT = "final_report", pgettext_lazy("plan state", "Final report")
    VALIDATED = "validated", pgettext_lazy("plan state", "Validated")
    SENT_BACK = "sent_back", pgettext_lazy("plan state", "Sent back with remarks")
    PAYABLE = "payable", pgettext_lazy("plan state", "Payable")
    PAID = "paid", pgettext_lazy("plan state", "Paid")
    PUBLISHED = "published", pgettext_lazy("plan state", "Published")


class ProjectKind(TextChoices):
    GENERAL = "general", _("General")
    INTERSECTORAL = "intersectoral", _("Intersectoral")
    SECTOR = "sector", _("Sector project")
    EXTRA_SECTOR = "extra_sector", _("Extra-sector area")


class AmendmentKind(TextChoices):
    """Variazione: what an act says of a project during the year (domain.md §5)."""

    SUSPENDED = "suspended", pgettext_lazy("amendment", "Suspended")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")
    REINSTATED = "reinstated", pgettext_lazy("amendment", "Taken up again")


class TargetKind(TextChoices):
    NUMBER_UP = "number_up", _("Number to reach")
    NUMBER_DOWN = "number_down", _("Number not to exceed")
    RATIO = "ratio", _("Ratio to reach")
    YES_NO = "yes_no", _("Done or not done")
    MILESTONE = "milestone", _("Done by a date")
    JUDGED = "judged", _("Judged percentage")


class WindowKind(TextChoices):
    INTERMEDIATE = "intermediate", _("Intermediate monitoring")
    FINAL = "final", _("Final report")


class EvidenceKind(TextChoices):
    FILE = "file", _("File")
    PROTOCOL = "protocol", _("Protocol reference")
    LINK = "link", _("Link")


class ResultMode(TextChoices):
    """How the weights of the indicators enter the result (rule RESULT-2)."""

    NORMALISED = "normalised", _("Divided by the sum of the weights")
    AS_WRITTEN = "as_written", _("As written, divided by 100")


class ResultState(TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("result state", "Confirmed")
    SECOND_NEEDED = "second_needed", pgettext_lazy("result state", "Second confirmation needed")
    SENT_BACK = "sent_back", pgettext_lazy("result state", "Sent back")
    VALIDATED = "validated", pgettext_lazy("result state", "Validated")


class ValidationOutcome(TextChoices):
    VALIDATED = "validated", _("Validated")
    WITH_REMARKS = "with_remarks", _("Validated with remarks")
    SENT_BACK = "sent_back", pgettext_lazy("validation", "Sent back")


class AuditAction(TextChoices):
    """What an entry of the trail says was done to its object."""

    CREATED = "created", pgettext_lazy("audit", "Created")
    CHANGED = "changed", pgettext_lazy("audit", "Changed")
    DELETED = "deleted", pgettext_lazy("audit", "Deleted")
    VERSION = "version", pgettext_lazy("audit", "Version recorded")
    PASSWORD = "password", pgettext_lazy("audit", "Password changed")
    PREPARED = "prepared", pgettext_lazy("audit", "Prepared")
    APPROVED = "approved", pgettext_lazy("audit", "Approved")
    SUPERSEDED = "superseded", pgettext_lazy("audit", "Superseded")
    CONFIRMED = "confirmed", pgettext_lazy("audit", "Confirmed")
    SECOND_CONFIRMED = "second_confirmed", pgettext_lazy("audit", "Confirmed a second time")
    SENT_BACK = "sent_back", pgettext_lazy("audit", "Sent back")
    VALIDATED = "validated", pgettext_lazy("audit", "Decided by the NIV")
    NEUTRALISED = "neutralised", pgettext_lazy("audit", "Recorded")
    REVOKED = "revoked", pgettext_lazy("audit", "Revoked")
    OPENED = "opened", pgettext_lazy("audit", "Opened")
    ANSWERED = "answered", pgettext_lazy("audit", "Written")
    CLOSED = "closed", pgettext_lazy("audit", "Closed")
    STATE = "state", pgettext_lazy("audit", "State changed")
    ENTERED = "entered", pgettext_lazy("audit", "Entered")
    CORRECTED = "corrected", pgettext_lazy("audit", "Corrected")
    NOT_KEPT = "not_kept", pgettext_lazy("audit", "Other value not kept")
    WITHDRAWN = "withdrawn", pgettext_lazy("audit", "Withdrawn")
    READ = "read", pgettext_lazy("audit", "Read amounts by name")


class Severity(TextChoices):
    """How much a finding weighs, gravest first."""

    BLOCKS = "blocks", pgettext_lazy("severity", "Blocks")
    UNCLEAR = "unclear", pgettext_lazy("severity", "To clarify")
    INFO = "info", pgettext_lazy("severity", "For information")


NUMERIC_TARGETS = (TargetKind.NUMBER_UP, TargetKind.NUMBER_DOWN, TargetKind.RATIO)
