"""What an employee sees: the projects they take part in, how these go, nobody else."""

from collections.abc import Callable
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from objectives.enums import Role
from objectives.models import Area, Employee, PhaseReport, Plan, Project, StaffAssignment, User
from tests.pages import text_of

OWN = (1, 2, 3, 8)


def pages_of(client: Client) -> dict[str, str]:
    """Each page an employee can open, by address."""
    found = ["/", "/piano/2023/", *(f"/piano/2023/progetti/{number}/" for number in OWN)]
    return {address: client.get(address).content.decode() for address in found}


def test_an_employee_sees_how_their_projects_go(year_end: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.EMPLOYEE].get("/"))
    assert "Progetti a cui partecipi 4" in text
    assert "Risultato 100,00 %, soglia 100 %: confermato e validato dal NIV" in text
    assert "nessun valore inserito ancora" in text
    assert "28/01/2023 Accordi" in text
    assert "11/02/2023" in text
    assert "in ritardo" in text


def test_no_other_person_is_on_an_employees_pages(
    year_end: Plan, clients: dict[str, Client]
) -> None:
    own = User.objects.get(username="dipendente")
    others = Employee.objects.exclude(pk=own.employee_id)
    accounts = User.objects.exclude(pk=own.pk).exclude(last_name="")
    for address, page in pages_of(clients[Role.EMPLOYEE]).items():
        words = set(page.replace("<", " ").replace(">", " ").replace(",", " ").split())
        assert not words & {person.last_name for person in others}, address
        assert not words & {person.code for person in others}, address
        assert not words & {user.last_name for user in accounts}, address
        assert not words & {user.username for user in accounts if "." in user.username}, address


def test_other_projects_do_not_exist_for_an_employee(
    year_end: Plan, clients: dict[str, Client]
) -> None:
    client = clients[Role.EMPLOYEE]
    for number in set(range(1, 25)) - set(OWN):
        assert client.get(f"/piano/2023/progetti/{number}/").status_code == 404


def test_before_anything_is_measured(demo: Plan, clients: dict[str, Client]) -> None:
    text = text_of(clients[Role.EMPLOYEE].get("/"))
    assert text.count("nessun valore inserito ancora") == len(OWN)
    assert "Risultato 0" not in text


def test_a_phase_that_was_not_done_after_all_says_so(
    demo: Plan, clients: dict[str, Client]
) -> None:
    project = demo.projects.get(number=8)
    phase = project.phases.all()[0]
    by = User.objects.get(username="responsabile")
    for day in (date(2023, 1, 27), None):
        PhaseReport.objects.create(phase=phase, done_on=day, by=by)
    assert "del contratto non fatto" in text_of(clients[Role.EMPLOYEE].get("/"))


def test_queries_do_not_grow_with_the_projects(
    year_end: Plan, clients: dict[str, Client], demo_user: Callable[[str], User]
) -> None:
    employee = demo_user(Role.EMPLOYEE).employee
    area = Area.objects.order_by("pk")[0]
    client = clients[Role.EMPLOYEE]
    client.get("/")
    counts = []
    for numbers in ([8], [3, 8, 2]):
        StaffAssignment.objects.filter(employee=employee).delete()
        for project in Project.objects.filter(number__in=numbers):
            StaffAssignment.objects.create(project=project, employee=employee, area=area)
        with CaptureQueriesContext(connection) as queries:
            assert f"partecipi {len(numbers)}" in text_of(client.get("/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
