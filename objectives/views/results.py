"""Confirming a result, sending it back, settling what enters its sums."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from objectives import rules
from objectives.access import fetch_project
from objectives.actions.results import (
    confirm_result,
    confirm_second,
    confirmation_refusal,
    confirmed_text,
    fingerprint_of,
    may_confirm_second,
    send_back,
    send_back_refusal,
)
from objectives.actions.sums import (
    neutralise,
    revoke,
    set_result_mode,
    settled_refusal,
    sums_refusal,
)
from objectives.enums import ResultMode, ResultState
from objectives.forms.results import ConfirmForm, ModeForm, NeutraliseForm, ReasonForm
from objectives.models import Indicator, Neutralisation, Project, ProjectResult, User
from objectives.outcomes import Outcome, is_paid_by, outcome_of
from objectives.templatetags.display import date_it, number, percent
from objectives.views.acts import ActPage, Fact, act_on_project, sent

ASK_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def facts_of(outcome: Outcome) -> list[Fact]:
    """The three figures a decision on a result rests on."""
    met = {None: "", True: _("reached"), False: _("not reached")}[outcome.met]
    measured = outcome.measured
    return [
        Fact(_("Result"), percent(outcome.percent, 2) or "–", "", applied=True),
        Fact(_("Minimum threshold"), percent(outcome.threshold), met),
        Fact(
            _("Indicators measured"),
            _("%(count)s of %(total)s")
            % {"count": measured.measured_count, "total": len(measured.indicators)},
        ),
    ]


# --- Confirming --------------------------------------------------------------------------------


@ASK_AND_WRITE
def result_confirm(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The first confirmation, or the second where one is asked for."""
    project = fetch_project(request.user, year, number, rules.confirm_result)
    user, outcome = cast(User, request.user), outcome_of(project)
    form = ConfirmForm(project.plan, sent(request), initial={"seen": _seen(outcome)})
    standing = outcome.standing
    if standing and standing.state == ResultState.SECOND_NEEDED:
        return act_on_project(
            request,
            project,
            _second_page(user, project, outcome, standing),
            form,
            lambda seen: confirm_second(by=user, project=project),
            _("Result confirmed a second time: now the NIV reads it."),
        )
    done = (
        _("Result confirmed: a head of the sector must confirm it too.")
        if is_paid_by(user, project)
        else _("Result confirmed: now the NIV reads it.")
    )
    return act_on_project(
        request,
        project,
        _first_page(user, project, outcome),
        form,
        lambda seen: confirm_result(by=user, project=project, seen=seen),
        done,
    )


def _seen(outcome: Outcome) -> str:
    return fingerprint_of(outcome.measured)


def _first_page(user: User, project: Project, outcome: Outcome) -> ActPage:
    refusal = confirmation_refusal(user, outcome.measured, outcome.last)
    paid = is_paid_by(user, project)
    return ActPage(
        title=_("Confirm the result of project %(number)s?") % {"number": project.number},
        submit=_("Confirm the result"),
        lead=project.title,
        facts=facts_of(outcome),
        consequence=_("After the confirmation values, evidence and phases cannot be changed. ")
        + (
            _("You share the premium of this project: a head of the sector confirms after you.")
            if paid
            else _("Human resources can send the result back until the NIV has validated it.")
        ),
        refusal=refusal[1] if refusal else "",
        missing=outcome.measured.missing,
    )


def _second_page(
    user: User, project: Project, outcome: Outcome, standing: ProjectResult
) -> ActPage:
    allowed = may_confirm_second(user, project, standing)
    first = {"name": standing.confirmed_by, "day": date_it(standing.confirmed_at)}
    return ActPage(
        title=_("Confirm the result of project %(number)s too?") % {"number": project.number},
        submit=_("Confirm the result"),
        lead=project.title,
        facts=facts_of(outcome),
        consequence=_(
            "Confirmed by %(name)s on %(day)s, who shares the premium of this project: a head of "
            "the sector who shares nothing of it confirms too."
        )
        % first,
        refusal="" if allowed else _("The second confirmation is not yours to give."),
    )


# --- Sending back ------------------------------------------------------------------------------


@ASK_AND_WRITE
def result_send_back(request: HttpRequest, year: int, number: int) -> HttpResponse:
    project = fetch_project(request.user, year, number, rules.send_back_result)
    outcome = outcome_of(project)
    refusal = send_back_refusal(project.plan, outcome.last)
    page = ActPage(
        title=_("Send back the result of project %(number)s?") % {"number": project.number},
        submit=_("Send the result back"),
        lead=confirmed_text(outcome.standing) if outcome.standing else project.title,
        facts=facts_of(outcome),
        consequence=_("The result stays on record; the managers correct and confirm again."),
        refusal=refusal[1] if refusal else "",
    )
    return act_on_project(
        request,
        project,
        page,
        ReasonForm(project.plan, sent(request)),
        lambda reason: send_back(by=cast(User, request.user), project=project, reason=reason),
        _("Result sent back: values can be corrected."),
    )


# --- What enters the sums ----------------------------------------------------------------------


@ASK_AND_WRITE
def indicator_neutralise(request: HttpRequest, year: int, number: int, order: int) -> HttpResponse:
    """Neutralise the indicator, or let it count again where it is neutralised."""
    project = fetch_project(request.user, year, number, rules.neutralise_indicator)
    indicator = project.indicators.filter(order=order).first()
    if indicator is None:
        raise Http404
    standing = indicator.neutralisations.filter(revoked_at__isnull=True).first()
    if standing:
        return _revoking(request, project, indicator, standing)
    user = cast(User, request.user)
    return act_on_project(
        request,
        project,
        ActPage(
            title=_("Neutralise indicator %(order)s?") % {"order": order},
            submit=_("Neutralise the indicator"),
            lead=indicator.name,
            consequence=_(
                "It leaves the sums of the result: the others share its weight. Only for what "
                "outside causes made impossible."
            ),
            refusal=_sums_refusal(project),
        ),
        NeutraliseForm(project.plan, sent(request)),
        lambda act, reason: neutralise(by=user, indicator=indicator, act=act, reason=reason),
        _("Indicator %(order)s neutralised.") % {"order": order},
    )


def _revoking(
    request: HttpRequest, project: Project, indicator: Indicator, row: Neutralisation
) -> HttpResponse:
    user, order = cast(User, request.user), {"order": indicator.order}
    page = ActPage(
        title=_("Let indicator %(order)s count again?") % order,
        submit=_("Let it count again"),
        lead=indicator.name,
        consequence=_("Neutralised by %(act)s: %(reason)s")
        % {"act": row.act, "reason": row.reason},
        refusal=_sums_refusal(project),
    )
    return act_on_project(
        request,
        project,
        page,
        ReasonForm(project.plan, sent(request)),
        lambda reason: revoke(by=user, neutralisation=row, reason=reason),
        _("Indicator %(order)s counts again.") % order,
    )


def _sums_refusal(project: Project) -> str:
    refusal = sums_refusal(project.plan, outcome_of(project).last)
    return refusal[1] if refusal else ""


@ASK_AND_WRITE
def result_mode(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """How weights that do not total 100 enter the result."""
    project = fetch_project(request.user, year, number, rules.edit_project)
    outcome, user = outcome_of(project), cast(User, request.user)
    refusal = settled_refusal(outcome.last)
    page = ActPage(
        title=_("How do the weights of project %(number)s count?") % {"number": project.number},
        submit=_("Record the choice"),
        lead=project.title,
        facts=[
            Fact(_("Total of the weights"), _number(outcome)),
            Fact(_("Now"), str(ResultMode(project.result_mode).label), applied=True),
        ],
        consequence=_("The choice is part of the plan: past the draft it needs an act."),
        refusal=refusal[1] if refusal else "",
    )
    return act_on_project(
        request,
        project,
        page,
        ModeForm(project.plan, sent(request)),
        lambda mode, act, reason: set_result_mode(
            by=user, project=project, mode=mode, act=act, reason=reason
        ),
        _("Choice recorded."),
    )


def _number(outcome: Outcome) -> str:
    return number(outcome.measured.result.weight_total)
