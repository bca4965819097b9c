"""A project suspended, withdrawn, taken up again by an act: what is asked, paid and shown of it."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from incentives.actions.allocation import record_allocation
from incentives.conditions import allocation_approved
from incentives.distribution.approval import results_changed
from incentives.distribution.checklist import prerequisites
from incentives.distribution.verify import differences
from incentives.models import ProjectFunding
from objectives.actions.amendments import amend_project
from objectives.actions.results import confirm_result
from objectives.enums import PlanState, Role
from objectives.missing import missing_values
from objectives.models import AuditEvent, Plan, Project, User
from objectives.states import MET, WARNED, conditions, move_to
from objectives.windows import entry_access, evidence_refusal
from reporting.documents import card_document
from reporting.rows import plan_table
from tests.conftest import Clients
from tests.distributed import an_act, approved, human_resources, prepared, ready, small_plan
from tests.measured import code_of
from tests.states import put_in_state
from tests.test_documents import assert_accessible, squeezed, text_of


def amend(project: Project, kind: str = "withdrawn", **values: Any) -> Project:
    act = an_act(project.plan, "300", day=date(project.plan.year, 10, 9))
    start = date(project.plan.year, 10, 12)
    base = {"kind": kind, "start": start, "act": act, "reason": "Bando annullato"}
    amend_project(by=human_resources()[0], project=project, **{**base, **values})
    project.refresh_from_db()
    return project


def shown(client: Client, path: str) -> str:
    page = client.get(path).content.decode().replace("\xa0", " ")
    return " ".join(re.sub(r"<(?!a )[^>]+>", " ", page).split())


def code(project: Project, **values: Any) -> str:
    return code_of(lambda: amend(project, **values))


# --- The amendment -----------------------------------------------------------------------------


def test_a_withdrawal_is_recorded_with_its_act_and_a_new_version(demo: Plan) -> None:
    project = amend(demo.projects.get(number=21))
    row = project.amendments.get()
    assert (row.kind, row.act.number, row.by) == ("withdrawn", "300", human_resources()[0])
    assert project.is_withdrawn
    event = AuditEvent.objects.get(project=project, action="changed")
    assert (event.act, event.reason) == (row.act, "Bando annullato")
    assert event.changes["amended"] == ["", "Ritirato"]
    version = demo.versions.order_by("-number")[0]
    assert (version.number, version.act, version.in_force_from) == (2, row.act, row.start)
    amend(project)
    assert project.amendments.count() == 1


def test_projects_that_no_act_amended_say_what_they_said(demo: Plan) -> None:
    before = demo.versions.get().content["projects"]
    amend(demo.projects.get(number=21))
    after = demo.versions.order_by("-number")[0].content["projects"]
    changed = [new["number"] for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [21]


def test_a_suspension_ends_and_a_withdrawn_project_is_taken_up_again(demo: Plan) -> None:
    project = demo.projects.get(number=21)
    amend(project, "suspended", end=date(2023, 11, 30))
    assert not project.is_withdrawn
    amend(project, "withdrawn", start=date(2023, 11, 2))
    assert code(project, kind="suspended", start=date(2023, 11, 3)) == "kind"
    amend(project, "reinstated", start=date(2023, 11, 20))
    assert not project.is_withdrawn
    kinds = project.amendments.values_list("kind", flat=True)
    assert list(kinds) == ["reinstated", "withdrawn", "suspended"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "reinstated"}, "kind"),
        ({"start": date(2024, 1, 1)}, "start"),
        ({"end": date(2023, 12, 1)}, "end"),
        ({"kind": "suspended", "end": date(2023, 10, 1)}, "end"),
        ({"act": None}, "act"),
        ({"reason": " "}, "reason"),
    ],
    ids=["never left", "other year", "withdrawn until", "ends first", "no act", "no reason"],
)
def test_what_is_refused(demo: Plan, values: dict[str, Any], field: str) -> None:
    project = demo.projects.get(number=21)
    assert code(project, **values) == field
    assert not project.amendments.exists()


def test_not_in_a_draft_not_before_the_last_and_by_human_resources_alone(demo: Plan) -> None:
    project = amend(demo.projects.get(number=21))
    assert code(project, kind="reinstated", start=date(2023, 10, 1)) == "start"
    manager = User.objects.get(username="responsabile")
    act = demo.acts.get(number="61")
    with pytest.raises(PermissionDenied):
        amend_project(by=manager, project=project, kind="withdrawn", start=act.date, act=act)
    put_in_state(demo, PlanState.DRAFT)
    assert code(project, kind="reinstated") == "draft"


def test_the_database_keeps_amendments_as_written(demo: Plan) -> None:
    row = amend(demo.projects.get(number=21)).amendments.get()
    for change in (lambda: row.delete(), lambda: type(row).objects.update(reason="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- The year's work ---------------------------------------------------------------------------


def test_nothing_is_asked_of_a_withdrawn_project(year_end: Plan) -> None:
    project = amend(year_end.projects.get(number=21))
    assert "ritirato il 12/10/2023" in entry_access(project).refusal
    assert "ritirato" in evidence_refusal(project)
    assert not missing_values(year_end.windows.get(kind="final"), [project])
    manager = User.objects.get(username="responsabile")
    assert code_of(confirm_result, by=manager, project=project) == "withdrawn"
    move = move_to(year_end, PlanState.VALIDATED)
    assert move is not None
    assert "21" not in "".join(row.text for row in conditions(year_end, move))


# --- The money ---------------------------------------------------------------------------------


def test_a_withdrawn_project_pays_nothing_and_nobody_gets_its_money(db: None) -> None:
    plan = ready(small_plan())
    first = approved(plan)
    amend(plan.projects.get(number=2))
    assert results_changed(first) == [2]
    run = prepared(plan, reason="Progetto 2 ritirato")
    kept, gone = run.project_lines.order_by("project__number")
    assert kept.paid == first.project_lines.get(project=kept.project).paid == Decimal(100)
    assert (gone.allocated, gone.payable, gone.result) == (Decimal(100), Decimal(0), None)
    assert run.economies.get().reason == "withdrawn"
    assert results_changed(run) == []
    assert differences(run) == []
    assert {row.status for row in prerequisites(plan)[:2]} == {MET}


def test_a_withdrawal_after_the_preparation_needs_another_run(db: None) -> None:
    plan = ready(small_plan())
    run = prepared(plan)
    project = amend(plan.projects.get(number=2))
    assert results_changed(run) == [2]
    amend(project, "reinstated")
    assert results_changed(run) == []


def test_a_new_allocation_counts_it_and_says_so_by_name(demo: Plan, clients: Clients) -> None:
    """Nothing is corrected by itself: human resources reweight it, or leave it as it is."""
    page = "/piano/2023/riparto/"
    said = "Progetto 21, «Progetto di recupero Cava"
    assert said not in shown(clients[Role.HR], page)
    amend(demo.projects.get(number=21))
    amend(demo.projects.get(number=3))
    text = shown(clients[Role.HR], page)
    assert (
        "ritirato dal 12/10/2023. Con peso 20 un nuovo riparto gli dà ancora i suoi punti" in text
    )
    assert "gli dà ancora il suo importo fisso" in text
    assert 'href="/piano/2023/progetti/21/modifica/"' in text
    run = record_allocation(by=human_resources()[0], plan=demo)
    assert any(line.project.number == 21 and line.amount for line in run.lines.all())
    assert said in shown(clients[Role.HR], f"{page}{run.number}/approva/")
    niv = shown(clients[Role.NIV], page)
    assert said in niv
    assert 'href="/piano/2023/progetti/21/modifica/"' not in niv
    (warned,) = [row for row in allocation_approved(demo) if row.status == WARNED]
    assert warned.projects == [3, 21]
    Project.objects.filter(number__in=(3, 21)).update(weight=0)
    ProjectFunding.objects.filter(project__number=3).update(fixed_amount=0)
    assert said not in shown(clients[Role.HR], page)
    assert [row.status for row in allocation_approved(demo)] == [MET]


def test_the_guide_of_the_distribution_says_what_it_does_with_them(
    demo: Plan, clients: Clients
) -> None:
    page = "/piano/2023/distribuzione/"
    amend(demo.projects.get(number=21))
    amend(demo.projects.get(number=8), "suspended", end=date(2023, 11, 30))
    text = shown(clients[Role.HR], page)
    assert "1 progetto è ritirato. Progetto 21, «Progetto di recupero" in text
    assert "Non si paga: l’importo è un’economia che nessuno si divide." in text
    assert "1 progetto è sospeso. Progetto 8," in text
    assert "sospeso dal 12/10/2023 al 30/11/2023. Si paga sul risultato come gli altri" in text


# --- What is shown -----------------------------------------------------------------------------


def test_card_table_and_workbook_say_it(demo: Plan, clients: Clients) -> None:
    project = amend(demo.projects.get(number=8))
    said = "Ritirato dal 12/10/2023"
    for role in (Role.HR, Role.EMPLOYEE):
        for url in ("/piano/2023/", "/piano/2023/progetti/8/"):
            assert said in clients[role].get(url).content.decode()
    assert "Bando annullato" in clients[Role.HR].get("/piano/2023/progetti/8/").content.decode()
    rows = {row.number: row.amendment_text for row in plan_table(demo).rows}
    assert (rows[8], rows[9]) == (said, "")
    assert project.amendments.exists()


def test_human_resources_record_it_on_its_page(demo: Plan, clients: Clients) -> None:
    url = "/piano/2023/progetti/8/variazione/"
    sent = {"kind": "withdrawn", "start": "12/10/2023", "act": demo.acts.get(number="118").pk}
    page = clients[Role.HR].post(url, sent).content.decode()
    assert "Scrivi il motivo." in page
    assert "12/10/2023" in page
    done = clients[Role.HR].post(url, sent | {"reason": "Bando annullato"})
    assert done.status_code == 302
    assert demo.projects.get(number=8).is_withdrawn


def test_the_printed_card_says_act_and_reason(demo: Plan) -> None:
    project = amend(demo.projects.get(number=8), "suspended", end=date(2023, 11, 30))
    before = card_document(project, with_money=False, with_names=False)
    text = squeezed(text_of(before.content()))
    said = "Sospeso dal 12/10/2023 al 30/11/2023: determina n. 300 del 09/10/2023. Bando annullato"
    assert said in text
    amend(project, start=date(2023, 11, 2), reason="Rinuncia")
    after = card_document(project, with_money=False, with_names=False)
    assert after.key != before.key
    content = after.content()
    assert_accessible(content)
    text = squeezed(text_of(content))
    assert "Ritirato dal 02/11/2023: determina n. 300 del 09/10/2023. Rinuncia" in text
    assert said in text
