"""The statement as PDF, kept by the digest of what it says."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from incentives.models import DistributionRun, StoredRun
from objectives.models import Employee
from objectives.templatetags.display import date_it
from reporting.documents import LANGUAGE, Document, footer_text
from reporting.pdf import render
from reporting.statement.build import statement_of
from reporting.statement.individual import run_with
from reporting.statement.types import Statement
from reporting.store import document_key


def statement_document(run: DistributionRun, employee: Employee, *, full: bool) -> Document:
    """prospetto-2023.pdf, with no name in its own name; `full` as in `statement_of`."""
    with translation.override(LANGUAGE):
        html = statement_html(run, employee, statement_of(run, employee, full=full))
    return Document(
        filename=f"prospetto-{run.pool.plan.year}.pdf",
        key=document_key("statement", html),
        make=lambda: render(html),
        holds=lambda: True,  # made of the very text that gave the key
    )


def statement_html(run: DistributionRun, employee: Employee, statement: Statement) -> str:
    title = _("Why this amount")
    name = _("%(title)s · employee %(code)s") % {"title": title, "code": statement.code}
    context = run_frame(run, name) | {
        "statement": statement,
        "title": title,
        "premium_run": run_with(run.pool.plan, employee),
    }
    return render_to_string("reporting/documents/statement.html", context)


def run_frame(run: StoredRun, footer: str) -> dict[str, Any]:
    """What letterhead, footer and metadata of a document about a run say."""
    moment = timezone.localtime(run.approved_at or run.prepared_at)
    stamp = _("fingerprint %(digest)s") % {"digest": grouped(run.sha256)}
    day = _("data as of %(date)s") % {"date": date_it(moment)}
    return {
        "body": settings.BODY_NAME,
        "province": settings.BODY_PROVINCE,
        "demo": settings.DEMO,
        "plan": run.plan,
        "run": run,
        "created": moment.date(),
        "modified": moment.date(),
        "version": str(run),
        "footer": footer_text(footer, str(run), stamp, day),
    }


def grouped(digest: str) -> str:
    """ "19f3 c07e 5b6d 0a12": enough of it to compare by eye."""
    return " ".join(digest[place : place + 4] for place in range(0, 16, 4))
