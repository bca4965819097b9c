"""The data for the distribution as HR enters them: one row, a table, what is missing."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from incentives.actions.data import delete_data, save_data
from incentives.forms.data import LISTS
from incentives.models import (
    Absence,
    AbsenceKind,
    BudgetChapter,
    EmployeeChapter,
    EmployerRate,
    EventAttendance,
    IndividualScore,
    SharingPolicy,
)
from incentives.readiness import data_checks, items
from objectives.actions.imports import import_table
from objectives.enums import Role
from objectives.models import AuditEvent, Employee, Plan, User
from tests.pages import count_queries, text_of

pytestmark = pytest.mark.usefixtures("year_end")

DATA = "/piano/2023/dati/"
ABSENCES, PRESENCES, CHAPTERS = f"{DATA}assenze/", f"{DATA}presenze/", f"{DATA}capitoli/"
HEAD = "Progetto\tMatricola\tData\tEvento\tOre\tNotturno o festivo\n"
NEW = "3\tD-0022\t13/5/2023\tSagra di prova\t4\tsì\n3\tD-0033\t13/5/2023\tSagra di prova\t6,5\t\n"


@pytest.fixture
def hr(clients: dict[str, Client]) -> Client:
    return clients[Role.HR]


@pytest.fixture
def news(demo: Plan) -> Callable[[], list[AuditEvent]]:
    """What the trail tells beyond the demo's own entries."""
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return lambda: list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))


def absence(**changes: str) -> dict[str, str]:
    kind = AbsenceKind.objects.get(code="MAL")
    typed = {"employee": "D-0031", "kind": str(kind.pk), "start": "1/2/2023", "end": "5/2/2023"}
    return typed | changes


def paste(client: Client, block: str, url: str = PRESENCES, **more: object) -> HttpResponse:
    return client.post(f"{url}importa/", {"block": block, **more})


# --- One row -------------------------------------------------------------------------------


def test_an_absence_is_added_changed_deleted_and_told(hr: Client, demo: Plan, news) -> None:
    response = hr.post(f"{ABSENCES}nuovo/", absence(employee="D-0031 Acquarossa Nives"))
    assert response["Location"] == ABSENCES
    row = Absence.objects.get(employee__code="D-0031")
    assert (row.start, row.end) == (date(2023, 2, 1), date(2023, 2, 5))
    assert hr.post(f"{ABSENCES}{row.pk}/", absence(end="8/2/2023")).status_code == 302
    assert hr.post(f"{ABSENCES}{row.pk}/elimina/").status_code == 302
    assert not Absence.objects.filter(pk=row.pk).exists()
    assert [event.action for event in news()] == ["created", "changed", "deleted"]
    assert news()[1].changes == {"end": ["2023-02-05", "2023-02-08"]}
    assert {event.actor.role for event in news()} == {Role.HR}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"employee": "D-9999"}, "employee", "Nessun dipendente ha la matricola"),
        ({"employee": ""}, "employee", "obbligatorio"),
        ({"start": "31/02/2023"}, "start", "Scrivi una data"),
        ({"start": "6/2/2023"}, "end", "prima"),
        ({"start": "1/2/2022", "end": "5/2/2022"}, "start", "non ha giorni nel 2023"),
        ({"employee": "D-0047", "start": "8/2/2023", "end": "9/2/2023"}, "start", "si sovrappone"),
    ],
)
def test_a_refused_absence_says_why_at_its_field_and_keeps_what_was_typed(
    hr: Client, demo: Plan, news, changes: dict[str, str], field: str, sentence: str
) -> None:
    typed = absence(**changes)
    response = hr.post(f"{ABSENCES}nuovo/", typed)
    assert response.status_code == 200
    form = response.context["form"]
    assert sentence in " ".join(form.errors[field])
    assert {name: form[name].value() for name in typed} == typed
    assert news() == []


def test_save_and_add_another(hr: Client, demo: Plan) -> None:
    response = hr.post(f"{ABSENCES}nuovo/", absence(again="1"))
    assert response["Location"] == f"{ABSENCES}nuovo/"


def presence(demo: Plan, **changes: str) -> dict[str, str]:
    typed = {
        "project": str(demo.projects.get(number=3).pk),
        "employee": "D-0031",
        "date": "13/5/2023",
        "event": "Sagra di prova",
        "hours": "4,5",
        "night_or_holiday": "on",
    }
    return typed | changes


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"hours": "10,5"}, "hours", "Le ore sono 10,5: la tariffa arriva a 10."),
        ({"hours": "0"}, "hours", "più di 0 e al massimo 24"),
        ({"date": "13/5/2022"}, "date", "La data non è nel 2023."),
        ({"employee": "D-0001"}, "employee", ""),
    ],
)
def test_a_refused_presence(
    hr: Client, demo: Plan, changes: dict[str, str], field: str, sentence: str
) -> None:
    demo.projects.get(number=3).staff.filter(employee__code="D-0001").delete()
    response = hr.post(f"{PRESENCES}nuovo/", presence(demo, **changes))
    assert sentence in " ".join(response.context["form"].errors[field])


def test_a_presence_of_a_project_without_a_tariff_cannot_be_chosen(hr: Client, demo: Plan) -> None:
    assert hr.post(f"{PRESENCES}nuovo/", presence(demo)).status_code == 302
    other = str(demo.projects.get(number=8).pk)
    response = hr.post(f"{PRESENCES}nuovo/", presence(demo, project=other, event="Altro"))
    assert "project" in response.context["form"].errors


def test_a_second_row_of_a_person_is_refused_at_its_field(hr: Client, demo: Plan) -> None:
    chapter = BudgetChapter.objects.first()
    typed = {"employee": "D-0031", "chapter": str(chapter.pk)}
    response = hr.post(f"{CHAPTERS}nuovo/", typed)
    assert response.context["form"].errors["employee"] == [
        "Questa persona ha già un capitolo nel piano."
    ]


def test_what_is_in_use_is_not_deleted(hr: Client, demo: Plan, news) -> None:
    kind = AbsenceKind.objects.get(code="MAL")
    response = hr.post(f"{DATA}tipi-di-assenza/{kind.pk}/elimina/")
    assert "È usata in" in text_of(response)
    assert AbsenceKind.objects.filter(pk=kind.pk).exists()
    assert news() == []


def test_rates_of_one_charge_do_not_overlap(hr: Client, demo: Plan) -> None:
    typed = {"code": "CPDEL", "name": "x", "percent": "24", "start": "1/1/2024", "end": ""}
    response = hr.post(f"{DATA}oneri/nuovo/", typed)
    assert "start" in response.context["form"].errors
    rate = EmployerRate.objects.get(code="CPDEL")
    rate.end = date(2023, 12, 31)
    rate.save()
    assert hr.post(f"{DATA}oneri/nuovo/", typed).status_code == 302


def test_rows_of_another_year_are_not_found(hr: Client, demo: Plan) -> None:
    row = Absence.objects.create(
        employee=Employee.objects.first(),
        kind=AbsenceKind.objects.first(),
        start=date(2021, 1, 1),
        end=date(2021, 1, 3),
    )
    for url in (f"{ABSENCES}{row.pk}/", f"{ABSENCES}{row.pk}/elimina/", f"{ABSENCES}999999/"):
        assert hr.get(url).status_code == 404
    assert hr.get(f"{DATA}niente/").status_code == 404


def test_scores_are_asked_for_only_where_the_policy_counts_them(hr: Client, demo: Plan) -> None:
    url = f"{DATA}valutazioni/"
    assert hr.get(url).status_code == 404
    SharingPolicy.objects.filter(plan=demo).update(score="economy")
    assert hr.post(f"{url}nuovo/", {"employee": "D-0031", "percent": "92,5"}).status_code == 302
    assert paste(hr, "D-0022\t88\n", url, confirm="1").status_code == 302
    scores = dict(IndividualScore.objects.values_list("employee__code", "percent"))
    assert scores == {"D-0031": Decimal("92.50"), "D-0022": Decimal(88)}


# --- A table -------------------------------------------------------------------------------


def test_nothing_is_stored_before_it_is_confirmed(hr: Client, demo: Plan, news) -> None:
    response = paste(hr, HEAD + NEW)
    assert "Nuova: 2" in text_of(response)
    assert "Salva 2 righe" in text_of(response)
    assert news() == []


def test_a_confirmed_table_is_stored_once(hr: Client, demo: Plan, news) -> None:
    before = EventAttendance.objects.count()
    assert paste(hr, HEAD + NEW, confirm="1")["Location"] == PRESENCES
    rows = EventAttendance.objects.filter(event="Sagra di prova")
    assert {(row.employee.code, row.hours, row.night_or_holiday) for row in rows} == {
        ("D-0022", Decimal(4), True),
        ("D-0033", Decimal("6.50"), False),
    }
    assert len(news()) == 2
    assert {event.project.number for event in news()} == {3}
    again = paste(hr, HEAD + NEW)
    assert "Tutte queste righe ci sono già" in text_of(again)
    paste(hr, HEAD + NEW, confirm="1")
    assert len(news()) == 2
    assert EventAttendance.objects.count() == before + 2


def test_a_known_row_is_changed_and_says_what_it_was(hr: Client, demo: Plan, news) -> None:
    paste(hr, NEW, confirm="1")
    other = NEW.replace("6,5", "8")
    assert "prima: 6.5" in text_of(paste(hr, other))
    paste(hr, other, confirm="1")
    assert news()[-1].changes == {"hours": ["6.5", "8"]}
    assert EventAttendance.objects.get(event="Sagra di prova", hours=8).employee.code == "D-0033"


BAD = (
    HEAD
    + "3\tD-0022\t13/5/2023\tSagra di prova\t4\tsì\n"
    + "8\tD-0033\t13/5/2023\tSagra di prova\t12,5,0\tsì\n"
    + "3\tD-9999\t45/5/2023\tSagra di prova\t11\tboh\n"
    + "3\tD-0033\t13/5/2022\tSagra di prova\t11\tno\n"
    + "3\tD-0022\t13/5/2023\tSagra di prova\t6\tsì\n"
)
SENTENCES = [
    "riga 3, colonna «Progetto»: «8» non è nell’elenco (3)",
    "riga 3, colonna «Ore»: «12,5,0» non è un numero",
    "riga 4, colonna «Matricola»: Nessun dipendente ha la matricola «D-9999»: "
    "scegli una persona dall’elenco.",
    "riga 4, colonna «Data»: «45/5/2023» non è una data",
    "riga 4, colonna «Notturno o festivo»: «boh» non è né sì né no",
    "riga 5, colonna «Data»: La data non è nel 2023.",
    "riga 5, colonna «Ore»: Le ore sono 11: la tariffa arriva a 10. "
    "Dividi la presenza in due eventi o correggi le ore.",
    "riga 6: ripete la riga 2",
]


def test_one_wrong_cell_and_nothing_is_stored(hr: Client, demo: Plan, news) -> None:
    for more in ({}, {"confirm": "1"}):
        response = paste(hr, BAD, **more)
        assert response.context["sentences"] == SENTENCES
        assert response.context["form"].text == BAD
        assert "4 righe da correggere: non è stato salvato niente." in text_of(response)
    assert news() == []


def xlsx(*rows: list[object]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("presenze.xlsx", buffer.getvalue())


def test_a_workbook_is_shown_and_confirmed_like_a_block(hr: Client, demo: Plan) -> None:
    head = HEAD.strip().split("\t")
    file = xlsx(head, [3, "D-0022", date(2023, 5, 13), "Sagra di prova", 6.5, True])
    response = paste(hr, "", file=file)
    assert response.context["form"].text == (
        "Progetto\tMatricola\tData\tEvento\tOre\tNotturno o festivo\n"
        "3\tD-0022\t13/05/2023\tSagra di prova\t6,5\tsì\n"
    )
    assert paste(hr, response.context["form"].text, confirm="1").status_code == 302
    row = EventAttendance.objects.get(event="Sagra di prova")
    assert (row.hours, row.night_or_holiday) == (Decimal("6.5"), True)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rotto", b"Matricola;Ore"])
def test_a_file_that_is_no_workbook_is_a_sentence(hr: Client, demo: Plan, content: bytes) -> None:
    response = paste(hr, NEW, file=SimpleUploadedFile("x.xlsx", content))
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert response.context["form"]["block"].value() == NEW


def test_absences_of_a_table_neither_overlap_each_other_nor_stored_ones(
    hr: Client, demo: Plan
) -> None:
    table = (
        "D-0031\tMAL\t1/2/2023\t5/2/2023\n"
        "D-0031\tFER\t20/3/2023\t21/3/2023\n"
        "D-0031\tMalattia\t4/2/2023\t9/2/2023\n"
        "D-0047\tMAL\t8/2/2023\t9/2/2023\n"
        "D-0115\tMAT\t10/12/2022\t20/12/2022\n"
        "D-0022\tMAL\t9/2/2023\t8/2/2023\n"
    )
    found = [
        sentence.partition(": ")[0] for sentence in paste(hr, table, ABSENCES).context["sentences"]
    ]
    assert found == [
        "riga 2, colonna «Tipo di assenza»",
        "riga 3, colonna «Dal»",
        "riga 4, colonna «Dal»",
        "riga 5, colonna «Dal»",
        "riga 6, colonna «Al»",
    ]


# Lists that the demo does not ask for.
OPTIONAL = {"valutazioni", "valutazioni-individuali"}


def test_an_absence_that_begins_the_same_day_is_the_same_one(hr: Client, demo: Plan) -> None:
    table = "D-0047\tMAL\t6/2/2023\t12/2/2023\n"
    assert paste(hr, table, ABSENCES, confirm="1").status_code == 302
    assert Absence.objects.get(employee__code="D-0047", start=date(2023, 2, 6)).end == date(
        2023, 2, 12
    )


@pytest.mark.parametrize("kind", sorted(set(LISTS) - OPTIONAL))
def test_the_template_with_its_rows_changes_nothing(hr: Client, demo: Plan, kind: str) -> None:
    """What goes out comes back the same, for every kind of data."""
    response = hr.get(f"{DATA}{kind}/modello.xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    data = LISTS[kind](demo)
    assert sheet["A2"].value is not None
    file = SimpleUploadedFile("modello.xlsx", response.content)
    preview = paste(hr, "", f"{DATA}{kind}/", file=file).context["preview"]
    assert {str(item.outcome) for item in preview.items} == {"same"}
    assert len(preview.items) == data.rows().count()


def test_a_table_is_stored_in_as_many_statements_as_a_row(hr: Client, demo: Plan) -> None:
    def statements(codes: list[str], event: str) -> int:
        block = "".join(f"3\t{code}\t13/5/2023\t{event}\t4\tno\n" for code in codes)
        with CaptureQueriesContext(connection) as queries:
            assert paste(hr, block, confirm="1").status_code == 302
        return len(queries)

    codes = list(
        demo.projects.get(number=3)
        .staff.filter(shares_premium=True)
        .values_list("employee__code", flat=True)
    )
    assert statements(codes[:1], "uno") == statements(codes[:40], "quaranta")


def test_changing_many_rows_asks_no_more_than_changing_one(hr: Client, demo: Plan) -> None:
    rows = list(EventAttendance.objects.select_related("employee").order_by("pk")[:12])

    def statements(rows: list[EventAttendance]) -> int:
        block = "".join(
            f"3\t{row.employee.code}\t{row.date:%d/%m/%Y}\t{row.event}\t1,25\tno\n" for row in rows
        )
        with CaptureQueriesContext(connection) as queries:
            assert paste(hr, block, confirm="1").status_code == 302
        return len(queries)

    assert statements(rows[:1]) == statements(rows[1:])


def test_what_changes_under_the_preview_is_not_overwritten_unseen(
    hr: Client, demo: Plan, demo_user: Callable[[str], User], news
) -> None:
    """The table is read again behind the lock: then another absence is in the way."""
    person = demo_user(Role.HR)

    def read() -> list:
        raise ValidationError("in the way")

    with pytest.raises(ValidationError):
        import_table(by=person, plan=demo, allowed=True, read=read)
    with pytest.raises(PermissionDenied):
        import_table(by=person, plan=demo, allowed=False, read=list)
    assert news() == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.NIV, Role.EMPLOYEE, Role.ADMINISTRATOR])
def test_the_actions_refuse_other_roles(
    role: str, demo: Plan, demo_user: Callable[[str], User]
) -> None:
    row = Absence.objects.first()
    for action in (save_data, delete_data):
        with pytest.raises(PermissionDenied):
            action(by=demo_user(role), plan=demo, row=row)


# --- Lists ---------------------------------------------------------------------------------


def test_lists_are_searched_by_every_word_and_paged(hr: Client, demo: Plan) -> None:
    assert "179 righe" in text_of(hr.get(PRESENCES))
    assert "Pagina 2 di 4" in text_of(hr.get(f"{PRESENCES}?page=2"))
    text = text_of(hr.get(f"{PRESENCES}?q=acquarossa nives"))
    assert "Acquarossa Nives" in text
    assert "Cedrobianco" not in text
    assert "Nessuna riga corrisponde" in text_of(hr.get(f"{PRESENCES}?q=acquarossa zeno"))


@pytest.mark.parametrize("url", [ABSENCES, PRESENCES, f"{DATA}frequenza/", CHAPTERS])
def test_lists_ask_the_same_of_the_database_for_one_row_and_for_three(
    hr: Client, demo: Plan, url: str
) -> None:
    model = LISTS[url.split("/")[-2]].model
    keys = list(model.objects.values_list("pk", flat=True))
    model.objects.exclude(pk__in=keys[:3]).delete()
    three = count_queries(hr, url)
    model.objects.exclude(pk=keys[0]).delete()
    assert count_queries(hr, url) == three


def test_an_empty_list_says_what_to_do(hr: Client, demo: Plan) -> None:
    Absence.objects.all().delete()
    assert "Qui non c’è ancora niente" in text_of(hr.get(ABSENCES))


# --- What is missing -----------------------------------------------------------------------


def state_of(demo: Plan, key: str) -> tuple[str, int, str]:
    (check,) = [check for check in data_checks(demo) if check.key == key]
    return check.status, check.count, check.text


def test_the_demo_lacks_a_few_sheets(hr: Client, demo: Plan) -> None:
    states = {check.key: check.status for check in data_checks(demo)}
    assert states.pop("participation") == "unmet"
    assert set(states.values()) == {"met"}
    text = text_of(hr.get(DATA))
    assert "Da confermare: progetti 10, 11, 12, 17, 18, 19, 21." in text
    assert "Un tipo di dati non è ancora completo." in text


def test_what_is_missing_is_counted(demo: Plan) -> None:
    EmployeeChapter.objects.filter(employee__code__in=["D-0031", "D-0022"]).delete()
    assert state_of(demo, "employeechapter") == ("unmet", 69, "2 persone senza riga.")
    demo.projects.get(number=4).attendances.first().delete()
    assert state_of(demo, "frequenza") == ("unmet", 29, "1 persona senza riga.")
    EventAttendance.objects.all().delete()
    assert state_of(demo, "presenze") == ("unmet", 0, "Ancora nessuna riga: progetto 3.")
    Absence.objects.all().delete()
    assert state_of(demo, "absences")[0] == "warned"
    EmployerRate.objects.all().delete()
    assert state_of(demo, "rates")[0] == "unmet"
    SharingPolicy.objects.all().delete()
    assert state_of(demo, "rules")[0] == "unmet"
    demo.payout_rules.all().delete()
    assert state_of(demo, "rules")[2] == "Manca la regola di pagamento del piano."
    EmployeeChapter.objects.all().delete()
    assert state_of(demo, "employeechapter")[0] == "unmet"


def test_the_checklist_begins_with_what_is_missing(demo: Plan) -> None:
    found = items(data_checks(demo))
    assert [item["status"] for item in found] == ["unmet", *["met"] * 6]
    assert found[0]["text"].startswith("Partecipazione ai progetti: Da confermare")


def test_the_overview_asks_as_much_with_fewer_rows(hr: Client, demo: Plan) -> None:
    many = count_queries(hr, DATA)
    EventAttendance.objects.filter(pk__gt=EventAttendance.objects.first().pk).delete()
    EmployeeChapter.objects.filter(employee__code__gt="D-0040").delete()
    assert count_queries(hr, DATA) == many
