from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from objectives.models import User
from objectives.queries import current_plan
from objectives.rules import is_hr
from reporting.pages import home as page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Today: what each role has to do and know about the current plan."""
    user = cast(User, request.user)
    plan = current_plan()
    if plan is None:
        context = {"may_add_plan": is_hr(user)}
        return render(request, "reporting/home_empty.html", context)
    return render(request, "reporting/home.html", page.context_for(user, plan))
