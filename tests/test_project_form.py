"""The page on which HR enters a project: nothing typed is lost, nothing is half saved."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incentives.actions import project_entry
from incentives.actions.project_entry import StaleEntry, entry_token, save_project_entry
from incentives.models import ProjectFunding
from objectives.actions.projects import save_project
from objectives.contents import stored_rows
from objectives.enums import PlanState, Role
from objectives.models import AuditEvent, Phase, Plan, PlanVersion, Project
from objectives.queries import visible_projects
from tests.states import put_in_state
from tests.typed import Typed, send, typed_in

EDIT = "/piano/2023/progetti/8/modifica/"
CREATE = "/piano/2023/progetti/nuovo/"


@pytest.fixture
def draft(demo: Plan) -> Plan:
    """The demo plan before its approval: no act is asked for."""
    return put_in_state(demo, PlanState.DRAFT)


@pytest.fixture
def hr(clients: dict[str, Client]) -> Client:
    return clients[Role.HR]


@pytest.fixture
def news(demo: Plan) -> Callable[[], list[AuditEvent]]:
    """What the trail tells beyond the demo's own entries."""
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return lambda: list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))


def open_form(client: Client, url: str = EDIT) -> Typed:
    response = client.get(url)
    assert response.status_code == 200
    return typed_in(response)


def new_project(plan: Plan, number: int = 30) -> dict[str, object]:
    return {
        "number": str(number),
        "kind": "general",
        "title": "Sportello digitale di prova",
        "project_class": str(plan.classes.first().pk),
        "weight": "12,5",
        "counted_staff": "3",
        "threshold": "70",
    }


def row(prefix: str, index: int, **fields: str) -> dict[str, str]:
    return {f"{prefix}-{index}-{name}": value for name, value in fields.items()}


# --- Saving --------------------------------------------------------------------------------


def test_saving_untouched_changes_nothing(hr: Client, draft: Plan, news) -> None:
    response = send(hr, EDIT, open_form(hr))
    assert response.status_code == 302, response.context["entry"].form.errors
    assert response["Location"] == "/piano/2023/progetti/8/"
    assert news() == []


def test_italian_figures_and_dates(hr: Client, draft: Plan, news) -> None:
    typed = open_form(hr)
    changes = {
        "weight": "12,5",
        "phases-0-due_date": "5/2/2023",
        "funding-deliberated_amount": "2.730,10",
    }
    assert send(hr, EDIT, {**typed, **changes}).status_code == 302
    project = Project.objects.get(number=8)
    assert str(project.weight) == "12.50"
    assert project.phases.first().due_date.isoformat() == "2023-02-05"
    assert str(project.funding.deliberated_amount) == "2730.10"
    events = {event.target_type: event.changes for event in news()}
    assert events["project"] == {"weight": ["30", "12.5"]}
    assert events["phase"] == {"due_date": ["2023-01-27", "2023-02-05"]}
    assert events["projectfunding"] == {"deliberated_amount": ["2730", "2730.1"]}
    assert {event.actor.role for event in news()} == {Role.HR}


def test_create_with_rows_staff_and_funding(hr: Client, draft: Plan) -> None:
    person = draft.projects.get(number=8).staff.first().employee
    typed = {
        **open_form(hr, CREATE),
        **new_project(draft),
        **row("phases", 0, text="Avvio", due_date="31/03/2023"),
        **row("phases", 1, text="Chiusura", period="autunno"),
        **row("indicators", 0, name="Pratiche", quantity="710", weight="100"),
        **row("indicators", 0, target_kind="number_up", target_value="710"),
        **row("staff", 0, employee=person.code, area=str(person.periods.first().area_id)),
        **row("staff", 0, participation="50", start="01/02/2023"),
        "funding-group": str(draft.pool.groups.first().pk),
        "funding-mode": "points",
    }
    typed |= {f"{name}-TOTAL_FORMS": "2" for name in ("phases", "indicators", "staff")}
    response = hr.post(CREATE, typed)
    assert response.status_code == 302, response.context["entry"].form.errors
    project = Project.objects.get(number=30)
    assert [phase.text for phase in project.phases.all()] == ["Avvio", "Chiusura"]
    assert [str(i.target_value) for i in project.indicators.all()] == ["710.0000"]
    assert [str(a.participation) for a in project.staff.all()] == ["50.00"]
    assert project.funding.mode == "points"
    assert project.history.count() == 6


def test_double_submit_gives_one_project(hr: Client, draft: Plan, news) -> None:
    typed = {**open_form(hr, CREATE), **new_project(draft)}
    answers = [hr.post(CREATE, typed), hr.post(CREATE, typed)]
    assert [answer["Location"] for answer in answers] == ["/piano/2023/progetti/30/"] * 2
    assert Project.objects.filter(title="Sportello digitale di prova").count() == 1
    assert len(news()) == 1


def test_same_edit_sent_twice_is_one_change(hr: Client, draft: Plan, news) -> None:
    typed = {**open_form(hr), "weight": "20"}
    assert [hr.post(EDIT, typed).status_code for _ in range(2)] == [302, 302]
    assert len(news()) == 1


def test_order_is_told_once(hr: Client, draft: Plan, news) -> None:
    typed = open_form(hr)
    last = int(typed["indicators-TOTAL_FORMS"][0]) - 1
    send(hr, EDIT, typed, **{f"indicators__{last}__ORDER": "0"})
    project = Project.objects.get(number=8)
    assert project.indicators.first().name == typed[f"indicators-{last}-name"][0]
    assert [i.order for i in project.indicators.all()] == list(range(1, last + 2))
    (event,) = news()
    assert event.target_type == "project"
    assert list(event.changes) == ["indicators"]


def test_people_can_be_swapped(draft: Plan, demo_user) -> None:
    project = draft.projects.get(number=8)
    rows = stored_rows(project)
    first, second, *others = rows.staff
    first.employee, second.employee = second.employee, first.employee
    first.participation = 40
    before = {row.employee_id: row.pk for row in project.staff.all()}
    save_project(
        by=demo_user(Role.HR),
        project=project,
        areas=rows.areas,
        guidelines=rows.guidelines,
        phases=rows.phases,
        indicators=rows.indicators,
        staff=[first, second, *others],
    )
    assert {row.employee_id: row.pk for row in project.staff.all()} == before
    assert project.staff.get(employee=first.employee).participation == 40


# --- Refusals ------------------------------------------------------------------------------

BAD = {
    "weight over 100": ({"weight": "100,01"}, "id_weight", None),
    "weight below 0": ({"weight": "-1"}, "id_weight", None),
    "weight no number": ({"weight": "12,5,0"}, "id_weight", "710,5"),
    "weight infinite": ({"weight": "Infinity"}, "id_weight", "710,5"),
    "threshold": ({"threshold": "101"}, "id_threshold", None),
    "number taken": ({"number": "9"}, "id_number", "Il piano ha già un progetto"),
    "number zero": ({"number": "0"}, "id_number", None),
    "number huge": ({"number": "70000"}, "id_number", None),
    "sector missing": ({"kind": "sector", "lead_sector": ""}, "id_lead_sector", None),
    "title empty": ({"title": " "}, "id_title", None),
    "indicator weight": ({"indicators-1-weight": "1.000"}, "id_indicators-1-weight", None),
    "indicator target": (
        {"indicators-0-target_kind": "ratio", "indicators-0-target_value": ""},
        "id_indicators-0-target_value",
        "maggiore di zero",
    ),
    "phase date": ({"phases-2-due_date": "30/02/2023"}, "id_phases-2-due_date", "31/12/2023"),
    "phase year": ({"phases-2-due_date": "30/01/0023"}, "id_phases-2-due_date", "1990"),
    "staff dates": (
        {"staff-0-start": "02/05/2023", "staff-0-end": "01/05/2023"},
        "id_staff-0-end",
        "La data finale",
    ),
    "staff unknown": ({"staff-0-employee": "X-9 Nessuno"}, "id_staff-0-employee", "X-9"),
    "staff twice": ({"staff-0-employee": "D-0031"}, "id_staff-1-employee", "già nel progetto"),
    "participation": ({"staff-0-participation": "150"}, "id_staff-0-participation", None),
    "money negative": ({"funding-deliberated_amount": "-5"}, "id_funding-deliberated", None),
    "money absurd": (
        {"funding-deliberated_amount": "9.999.999.999.999,00"},
        "id_funding-deliberated",
        None,
    ),
    "money above budget": (
        {"funding-mode": "fixed", "funding-fixed_amount": "18.200,01"},
        "id_funding-fixed_amount",
        "0,01",
    ),
    "fixed without amount": ({"funding-mode": "fixed"}, "id_funding-fixed_amount", None),
}


@pytest.mark.parametrize(("changes", "place", "words"), BAD.values(), ids=BAD.keys())
def test_bad_input(hr: Client, draft: Plan, changes, place, words) -> None:
    before = _everything()
    typed = {**open_form(hr), "description": ["Testo appena scritto, da non perdere"], **changes}
    response = hr.post(EDIT, typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert _everything() == before
    # The summary links to the field, the field points to its sentence.
    assert f'href="#{place}' in page
    assert f"{place}" in page.split('aria-describedby="', 1)[1]
    assert 'aria-invalid="true"' in page
    if words:
        assert words in page
    kept = typed_in(response)
    for name, value in typed.items():
        if name == "csrfmiddlewaretoken" or name.endswith("INITIAL_FORMS"):
            continue
        assert kept[name] == (value if isinstance(value, list) else [value]), name


def test_all_errors_at_once(hr: Client, draft: Plan) -> None:
    changes = {"weight": "x", "phases-0-text": "", "staff-0-area": "", "funding-mode": "fixed"}
    page = hr.post(EDIT, {**open_form(hr), **changes}).content.decode()
    assert page.count('class="invalid-feedback"') == 4
    assert "4 cose da" in page


def test_last_weight_above_zero_stays(hr: Client, draft: Plan) -> None:
    """A budget whose points are all zero could not be shared (ALLOC-3)."""
    funding = Project.objects.get(number=24).funding
    others = funding.group.fundings.exclude(pk=funding.pk)
    for other in others:
        other.project.weight = 0
        other.project.save()
    url = "/piano/2023/progetti/24/modifica/"
    response = hr.post(url, {**open_form(hr, url), "weight": "0"})
    assert response.status_code == 200
    assert 'href="#id_weight"' in response.content.decode()
    assert Project.objects.get(number=24).weight > 0


def _everything() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Project, Phase, ProjectFunding, AuditEvent, PlanVersion)
    ]


def test_fault_in_the_middle_stores_nothing(hr: Client, draft: Plan, monkeypatch) -> None:
    before = _everything()
    typed = {**open_form(hr), "title": "Altro titolo", "funding-deliberated_amount": "1,00"}

    def fail(**_kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(project_entry, "save_funding", fail)
    with pytest.raises(RuntimeError):
        hr.post(EDIT, typed)
    assert _everything() == before


# --- An approved plan ----------------------------------------------------------------------


def test_approved_plan_needs_act_and_reason(hr: Client, demo: Plan) -> None:
    before = _everything()
    page = hr.post(EDIT, {**open_form(hr), "weight": "20"}).content.decode()
    assert 'href="#id_act"' in page
    assert 'href="#id_reason"' in page
    assert _everything() == before


def test_amendment_records_a_version(hr: Client, demo: Plan, news) -> None:
    act = demo.acts.order_by("date").last()
    versions = PlanVersion.objects.count()
    changes = {"weight": "20", "act": str(act.pk), "reason": "Più peso alla sicurezza"}
    assert hr.post(EDIT, {**open_form(hr), **changes}).status_code == 302
    assert PlanVersion.objects.count() == versions + 1
    version = PlanVersion.objects.order_by("number").last()
    assert (version.act, version.in_force_from) == (act, act.date)
    (eight,) = (p for p in version.content["projects"] if p["number"] == 8)
    assert eight["weight"] == "20"
    event, _version = news()
    assert (event.act, event.reason) == (act, "Più peso alla sicurezza")


def test_action_refuses_an_approved_plan_without_act(demo: Plan, demo_user) -> None:
    project = demo.projects.get(number=8)
    project.weight = 20
    with pytest.raises(ValidationError) as refused:
        save_project_entry(
            by=demo_user(Role.HR), project=project, rows=stored_rows(project), funding=None
        )
    assert set(refused.value.error_dict) == {"act", "reason"}


def test_action_refuses_other_roles(draft: Plan, demo_user) -> None:
    project = draft.projects.get(number=8)
    project.weight = 20
    with pytest.raises(PermissionDenied):
        save_project_entry(
            by=demo_user(Role.MANAGER), project=project, rows=stored_rows(project), funding=None
        )


# --- Two people ----------------------------------------------------------------------------


def test_stale_form_is_refused_and_shows_both_values(hr: Client, draft: Plan) -> None:
    mine = {**open_form(hr), "weight": "15", "phases-0-text": ["Il mio testo"]}
    theirs = {**open_form(hr), "weight": "25"}
    theirs["phases-TOTAL_FORMS"] = [str(int(theirs["phases-TOTAL_FORMS"][0]) + 1)]
    theirs |= row("phases", int(theirs["phases-TOTAL_FORMS"][0]) - 1, text="Fase nuova di altri")
    assert hr.post(EDIT, theirs).status_code == 302

    refused = hr.post(EDIT, mine)
    page = refused.content.decode()
    assert refused.status_code == 200
    assert "Mentre scrivevi" in page
    assert "<strong>25</strong>" in page
    assert Project.objects.get(number=8).weight == 25
    kept = typed_in(refused)
    assert kept["weight"] == ["15"]
    assert kept["phases-0-text"] == ["Il mio testo"]
    assert ["Fase nuova di altri"] in kept.values()

    assert hr.post(EDIT, kept).status_code == 302
    project = Project.objects.get(number=8)
    assert project.weight == 15
    assert project.phases.filter(text="Fase nuova di altri").exists()


def test_row_removed_by_another_comes_back_when_i_save(hr: Client, draft: Plan) -> None:
    mine = {**open_form(hr), "phases-0-text": ["Il mio testo"]}
    theirs = {**open_form(hr), "phases-0-DELETE": "on"}
    assert hr.post(EDIT, theirs).status_code == 302
    refused = hr.post(EDIT, mine)
    assert "Un’altra persona ha tolto questa riga" in refused.content.decode()
    assert hr.post(EDIT, typed_in(refused)).status_code == 302
    assert Phase.objects.filter(text="Il mio testo").exists()


def test_change_past_the_trail_makes_a_form_stale_too(draft: Plan, demo_user) -> None:
    project = draft.projects.get(number=8)
    token = entry_token(project)
    Project.objects.filter(pk=project.pk).update(title="Di nascosto")
    project.weight = 20
    with pytest.raises(StaleEntry):
        save_project_entry(
            by=demo_user(Role.HR),
            project=project,
            rows=stored_rows(project),
            funding=project.funding,
            token=token,
        )


# --- Rows without scripts ------------------------------------------------------------------


def test_add_keeps_everything_and_saves_nothing(hr: Client, draft: Plan) -> None:
    before = _everything()
    typed = {**open_form(hr), "weight": ["forse 12"], "staff-0-employee": ["D-9999 Sbagliato"]}
    count = int(typed["staff-TOTAL_FORMS"][0])
    response = hr.post(EDIT, {**typed, "add-staff": ""})
    kept = typed_in(response)
    assert kept["staff-TOTAL_FORMS"] == [str(count + 1)]
    assert kept[f"staff-{count}-participation"] == ["100"]
    assert kept["weight"] == ["forse 12"]
    assert kept["staff-0-employee"] == ["D-9999 Sbagliato"]
    assert 'class="invalid-feedback"' not in response.content.decode()
    assert _everything() == before


def test_move_and_remove_then_save(hr: Client, draft: Plan) -> None:
    names = list(Project.objects.get(number=8).indicators.values_list("name", flat=True))
    moved = typed_in(hr.post(EDIT, {**open_form(hr), "up-indicators-2": ""}))
    assert [moved[f"indicators-{i}-name"][0] for i in range(3)] == [names[0], names[2], names[1]]
    removed = typed_in(hr.post(EDIT, {**moved, "remove-indicators-0": ""}))
    assert hr.post(EDIT, removed).status_code == 302
    left = list(Project.objects.get(number=8).indicators.values_list("name", flat=True))
    assert left == [names[2], names[1], *names[3:]]


def test_removed_new_row_is_gone(hr: Client, draft: Plan) -> None:
    typed = open_form(hr)
    count = int(typed["phases-TOTAL_FORMS"][0])
    added = typed_in(hr.post(EDIT, {**typed, "add-phases": ""}))
    gone = typed_in(hr.post(EDIT, {**added, f"remove-phases-{count}": ""}))
    assert gone["phases-TOTAL_FORMS"] == [str(count)]


@pytest.mark.parametrize("name", ["up-phases-0", "down-phases-99", "remove-staff-77", "up-staff-x"])
def test_a_button_beyond_the_rows_harms_nothing(hr: Client, draft: Plan, name: str) -> None:
    before = _everything()
    assert hr.post(EDIT, {**open_form(hr), "title": "", name: ""}).status_code == 200
    assert _everything() == before


def test_key_of_another_project_is_a_new_row(hr: Client, draft: Plan) -> None:
    foreign = Project.objects.get(number=1).phases.first()
    typed = {**open_form(hr), "phases-0-id": [str(foreign.pk)], "phases-0-text": ["Preso"]}
    hr.post(EDIT, typed)
    foreign.refresh_from_db()
    assert foreign.text != "Preso"
    assert foreign.project.number == 1


# --- Who -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "edit", "create"),
    [
        (Role.HR, 200, 200),
        (Role.NIV, 403, 403),
        (Role.ADMINISTRATOR, 403, 403),
        (Role.MANAGER, 403, 403),
        (Role.EMPLOYEE, 403, 403),
    ],
)
def test_only_hr(clients, role: str, edit: int, create: int) -> None:
    for method in ("get", "post"):
        assert getattr(clients[role], method)(EDIT).status_code == edit
        assert getattr(clients[role], method)(CREATE).status_code == create


def test_project_out_of_sight_does_not_exist(clients, demo: Plan, demo_user) -> None:
    manager = demo_user(Role.MANAGER)
    hidden = demo.projects.exclude(pk__in=visible_projects(manager).values("pk")).first()
    url = f"/piano/2023/progetti/{hidden.number}/modifica/"
    assert clients[Role.MANAGER].get(url).status_code == 404


def test_csrf(demo_user) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(demo_user(Role.HR))
    assert client.post(EDIT, {}).status_code == 403


def test_queries_do_not_grow(hr: Client, draft: Plan) -> None:
    """Project 8 has 9 people, project 1 has 71 (and no lead sector to read)."""
    counts = []
    for number in (8, 1):
        with CaptureQueriesContext(connection) as seen:
            hr.get(f"/piano/2023/progetti/{number}/modifica/")
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 30
