"""Who gets which document, under which name, and that an unchanged one is not made again."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import (
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    IntegerField,
    Model,
)
from django.test import Client
from django.urls import reverse

from incentives.actions.allocation import approve_allocation, record_allocation
from incentives.models import (
    AllocationGroup,
    AreaQuota,
    CoefficientBand,
    ProjectFunding,
    SharingRule,
    TariffBand,
)
from objectives.actions.audit import record_event
from objectives.actions.versions import record_version
from objectives.enums import Role
from objectives.models import (
    Act,
    Area,
    Employee,
    Indicator,
    Phase,
    Plan,
    Project,
    ProjectClass,
    Sector,
    StaffAssignment,
    User,
)
from objectives.prepared import Together
from reporting import documents
from reporting.documents import card_filename
from reporting.queries import read_facts
from reporting.stamp import READS, card_stamp
from tests.conftest import Clients

CARD = "/piano/2023/progetti/8/scheda-08-2023.pdf"
BOOK = "/piano/2023/piano-2023.pdf"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.DOCUMENT_STORE = tmp_path
    return tmp_path


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML handed to the renderer, which is stood in for: these tests look at who gets what."""
    pages: list[str] = []

    def render(html: str) -> bytes:
        pages.append(html)
        return b"%PDF-1.7 " + str(len(pages)).encode()

    monkeypatch.setattr(documents, "render", render)
    return pages


def test_the_address_is_the_file_name(demo: Plan) -> None:
    assert reverse("card_pdf", args=[2023, 8, 8, 2023]) == CARD
    assert reverse("book_pdf", args=[2023, 2023]) == BOOK
    assert reverse("card_pdf", args=[2023, 101, 101, 2023]).endswith("/scheda-101-2023.pdf")
    assert card_filename(2023, 8) == "scheda-08-2023.pdf"


@pytest.mark.parametrize(
    "path",
    [
        "/piano/2023/progetti/8/scheda-8-2023.pdf",
        "/piano/2023/progetti/8/scheda-008-2023.pdf",
        "/piano/2023/progetti/8/scheda-09-2023.pdf",
        "/piano/2023/progetti/8/scheda-08-2024.pdf",
        "/piano/2023/progetti/99/scheda-99-2023.pdf",
        "/piano/2024/progetti/8/scheda-08-2024.pdf",
        "/piano/2023/piano-2024.pdf",
        "/piano/2024/piano-2024.pdf",
    ],
)
def test_no_other_address_answers(clients: Clients, rendered: list[str], path: str) -> None:
    assert clients[Role.HR].get(path).status_code == 404
    assert not rendered


def test_a_real_card_arrives_as_pdf(clients: Clients) -> None:
    response = clients[Role.HR].get(CARD)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="scheda-08-2023.pdf"'
    assert "private" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("role", "money", "names"),
    [
        (Role.HR, True, True),
        (Role.NIV, True, True),
        (Role.ADMINISTRATOR, False, True),
        (Role.MANAGER, True, True),
        (Role.EMPLOYEE, False, False),
    ],
)
def test_each_role_reads_its_own(
    clients: Clients, rendered: list[str], role: str, money: bool, names: bool
) -> None:
    assert clients[role].get(CARD).status_code == 200
    assert clients[role].get(BOOK).status_code == 200
    card, book = rendered
    assert ("2.730,00" in card) is money
    assert ("2.730,00" in book) is money
    code = StaffAssignment.objects.filter(project__number=8)[0].employee.code
    assert (code in card) is names
    assert (code in book) is names


def test_the_pool_is_for_those_who_see_all_the_money(clients: Clients, rendered: list[str]) -> None:
    for role in (Role.HR, Role.NIV, Role.MANAGER, Role.ADMINISTRATOR, Role.EMPLOYEE):
        clients[role].get(BOOK)
    # Human resources and the board read the same pages: the second copy comes from the store.
    assert ["91.223,09" in page for page in rendered] == [True, False, False, False]


def test_nobody_reads_a_project_they_cannot_see(
    demo: Plan, client: Client, clients: Clients, rendered: list[str]
) -> None:
    employee = User.objects.get(username="dipendente")
    hidden = demo.projects.exclude(staff__employee__user=employee)[0]
    path = reverse("card_pdf", args=[2023, hidden.number, hidden.number, 2023])
    assert clients[Role.EMPLOYEE].get(path).status_code == 404
    assert not rendered
    clients[Role.EMPLOYEE].get(BOOK)
    assert hidden.title.split("(")[0] not in rendered[0]
    assert client.get(CARD).status_code == 302, "a stranger is sent to the login"


def test_who_sees_no_project_gets_no_book(demo: Plan, client: Client, rendered: list[str]) -> None:
    client.force_login(User.objects.create_user("nuovo", role=Role.EMPLOYEE))
    assert client.get(BOOK).status_code == 404
    assert not rendered


@pytest.mark.parametrize("path", [CARD, BOOK])
def test_documents_are_only_read(clients: Clients, rendered: list[str], path: str) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(clients[Role.HR], method)(path).status_code == 405
    assert clients[Role.HR].head(path).status_code == 200


# --- The store -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", [CARD, BOOK])
def test_an_unchanged_document_is_not_made_again(
    clients: Clients, rendered: list[str], path: str
) -> None:
    first = clients[Role.HR].get(path)
    again = clients[Role.HR].get(path)
    assert again.content == first.content
    assert len(rendered) == 1
    known = clients[Role.HR].get(path, headers={"If-None-Match": first["ETag"]})
    assert known.status_code == 304
    assert not known.content


def test_a_damaged_copy_is_made_again(clients: Clients, rendered: list[str], store: Path) -> None:
    clients[Role.HR].get(CARD)
    (copy,) = store.rglob("*.pdf")
    copy.write_bytes(copy.read_bytes()[:-1])
    assert clients[Role.HR].get(CARD).content == b"%PDF-1.7 2"
    assert clients[Role.HR].get(CARD).content == b"%PDF-1.7 2"


@pytest.mark.parametrize("path", [CARD, BOOK])
def test_a_change_makes_a_new_document(
    demo: Plan, clients: Clients, rendered: list[str], path: str
) -> None:
    old = clients[Role.HR].get(path)
    Phase.objects.filter(project__number=8)[:1].get().delete()
    new = clients[Role.HR].get(path, headers={"If-None-Match": old["ETag"]})
    assert new.status_code == 200
    assert len(rendered) == 2
    assert rendered[0] != rendered[1]


def test_a_card_changed_while_it_is_made_is_not_kept(
    demo: Plan, clients: Clients, monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    """Else the key of the old facts would give the new page, should they come back."""

    def render(html: str) -> bytes:
        Project.objects.filter(number=8).update(timing="cambiato")
        return b"%PDF"

    monkeypatch.setattr(documents, "render", render)
    assert clients[Role.HR].get(CARD).content == b"%PDF"
    assert not list(store.rglob("*.pdf"))


def test_a_document_is_given_even_when_it_cannot_be_kept(
    clients: Clients, rendered: list[str], settings: Any, tmp_path: Path
) -> None:
    settings.DOCUMENT_STORE = tmp_path / "file" / "inside"
    (tmp_path / "file").write_text("")
    assert clients[Role.HR].get(CARD).status_code == 200


# --- The stamp -----------------------------------------------------------------------------


def test_the_stamp_takes_one_query(demo: Plan, django_assert_num_queries: Callable) -> None:
    pk = demo.projects.get(number=8).pk
    card_stamp(pk)
    with django_assert_num_queries(1):
        card_stamp(pk)


def test_the_stamp_holds_every_row_behind_a_card(paid_year: Plan) -> None:
    """A row left out of the one query would leave an old card served."""
    together, places = Together(READS, "project"), set()
    for project in paid_year.projects.all():
        found = Counter(place for place, *_values in together.rows(project=project.pk))
        assert found == Counter({n: len(read(project.pk)) for n, read in enumerate(READS)})
        places |= set(found.elements())
    assert places == set(range(len(READS)))


def test_another_project_has_another_stamp(demo: Plan) -> None:
    stamps = {card_stamp(project.pk) for project in demo.projects.all()}
    assert len(stamps) == 24


BEHIND_A_CARD: tuple[type[Model], ...] = (
    Act,
    AllocationGroup,
    Area,
    AreaQuota,
    CoefficientBand,
    Employee,
    Indicator,
    Phase,
    Plan,
    Project,
    ProjectClass,
    ProjectFunding,
    Sector,
    SharingRule,
    StaffAssignment,
    TariffBand,
)


@pytest.mark.slow
@pytest.mark.parametrize("model", BEHIND_A_CARD, ids=lambda model: model.__name__)
def test_what_changes_a_card_changes_its_stamp(demo: Plan, model: type[Model]) -> None:
    """Every column of every table a card reads, in every row, is changed in turn."""
    projects = demo.projects.filter(number__in=(3, 8))
    before = [(project, facts_of(project), card_stamp(project.pk)) for project in projects]
    printed = set()
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == "file":
            continue
        with transaction.atomic():
            if changed_everywhere(model, field):
                for project, facts, stamp in before:
                    if facts_of(project) != facts:
                        printed.add(field.name)
                        assert card_stamp(project.pk) != stamp, field.name
            transaction.set_rollback(True)
    # The run in force holds the coefficients of the demo's projects: bands are not read.
    assert printed or model is CoefficientBand


def facts_of(project: Project) -> str:
    own = Project.objects.filter(pk=project.pk)
    project = own.select_related("plan").get()
    facts, _table = read_facts(project.plan, own, with_money=True, with_names=True)
    return repr(facts)


def changed_everywhere(model: type[Model], field: Any) -> bool:
    """Give each row another valid-looking value; False where the database refuses it."""
    try:
        with transaction.atomic():
            for row in model._default_manager.all():
                value = another(model, row, field)
                model._default_manager.filter(pk=row.pk).update(**{field.attname: value})
    except IntegrityError:
        return False
    return True


def another(model: type[Model], row: Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation:
        others = field.related_model._default_manager.exclude(pk=value)
        return others.values_list("pk", flat=True).first() or value
    if field.choices:
        return next(choice for choice, _label in field.choices if choice != value)
    if isinstance(field, BooleanField):
        return not value
    if isinstance(field, DateField | DateTimeField):
        return "2023-06-15"
    if isinstance(field, DecimalField):
        return (value or 0) - 1 if (value or 0) > 1 else 7
    if isinstance(field, IntegerField):
        return (value or 0) + 100
    return f"x{row.pk}"


def test_new_rows_change_the_stamp_once_they_count(demo: Plan) -> None:
    project = demo.projects.get(number=8)
    first, second = User.objects.filter(role=Role.HR).order_by("pk")[:2]
    act = demo.acts.latest("date")
    stamps = [card_stamp(project.pk)]

    record_event(by=first, action="change", target=project, project=project)
    stamps.append(card_stamp(project.pk))
    project.areas.remove(project.areas.all()[0])
    stamps.append(card_stamp(project.pk))
    record_version(
        plan=demo, by=first, act=act, reason="Variazione", in_force_from=date(2023, 7, 1)
    )
    stamps.append(card_stamp(project.pk))
    run = record_allocation(by=first, plan=demo, rule="half_up")
    assert card_stamp(project.pk) == stamps[-1], "a prepared run is not in force"
    approve_allocation(by=second, run=run, act=act)
    stamps.append(card_stamp(project.pk))
    assert len(set(stamps)) == len(stamps)
