"""Evidence and phases on their pages: attached, read as an attachment, withdrawn with a reason."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from objectives.actions.entries import save_entry
from objectives.actions.evidence import add_evidence
from objectives.actions.phases import report_phase
from objectives.actions.projects import save_project
from objectives.contents import stored_rows
from objectives.enums import PlanState, Role
from objectives.models import Evidence, MonitoringWindow, Phase, PhaseReport, Plan, Project, User
from tests.conftest import Clients
from tests.entering import close, foreign_to, headed_by, number, numbers, open_window
from tests.pages import count_queries, text_of
from tests.states import put_in_state

PDF = b"%PDF-1.7\nprova\n%%EOF\n"


@pytest.fixture
def client(clients: Clients) -> Client:
    return clients[Role.MANAGER]


@pytest.fixture
def manager(demo: Plan, demo_user: Any) -> User:
    return demo_user(Role.MANAGER)


@pytest.fixture
def window(demo: Plan) -> MonitoringWindow:
    return open_window(demo)


@pytest.fixture
def project(manager: User, window: MonitoringWindow) -> Project:
    project = headed_by(manager)
    numbers(project, 1)
    return project


def page_of(project: Project, rest: str = "") -> str:
    return f"/piano/2023/progetti/{project.number}/{rest}"


def attach(client: Client, project: Project, **values: Any) -> str:
    given = {"kind": "file", "description": "Verbale di collaudo"} | values
    response = client.post(page_of(project, "evidenze/"), given, follow=True)
    assert response.status_code == 200
    return text_of(response)


def sent(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_attached_and_read_as_an_attachment(client: Client, project: Project) -> None:
    indicator = project.indicators.get()
    said = attach(client, project, indicator=indicator.pk, file=sent("verbale d’opera.pdf"))
    assert "Evidenza allegata: Verbale di collaudo." in said
    row = Evidence.objects.get(indicator=indicator)
    response = client.get(page_of(project, f"evidenze/{row.pk}/"))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith(
        "attachment; filename*=utf-8''verbale"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vuoto.pdf", b"", "Il file è vuoto"),
        ("pagina.pdf", b"<html><script>alert(1)</script>", "Questo tipo di file non è ammesso."),
        ("verbale.docx", PDF, "il contenuto è «.pdf»"),
        ("grande.pdf", PDF + b"0" * (20 * 1024 * 1024), "Il file supera 20 MB"),
    ],
)
def test_bad_files_are_a_sentence(
    name: str, content: bytes, said: str, client: Client, project: Project
) -> None:
    text = attach(client, project, file=sent(name, content))
    assert said in text
    assert (
        "Verbale di collaudo"
        in client.post(
            page_of(project, "evidenze/"), {"kind": "file", "description": "Verbale di collaudo"}
        ).content.decode()
    )
    assert not Evidence.objects.filter(project=project).exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "protocol"}, "Scrivi il numero di protocollo."),
        ({"kind": "link"}, "Incolla l’indirizzo della pagina."),
        ({"kind": "file"}, "Scegli un file."),
        ({"kind": "link", "url": "javascript:alert(1)"}, "URL"),
        ({"kind": "altro"}, "altro"),
        ({"kind": "protocol", "reference": "1", "description": ""}, "Scrivi che cosa dimostra"),
    ],
)
def test_what_is_missing_is_said(
    values: dict[str, str], said: str, client: Client, project: Project
) -> None:
    assert said in attach(client, project, **values)
    assert not Evidence.objects.filter(project=project).exists()


def test_evidence_of_a_project_one_cannot_read_does_not_exist(
    clients: Clients, manager: User, project: Project
) -> None:
    foreign = foreign_to(manager)
    head = next(
        user
        for user in User.objects.filter(role=Role.MANAGER)
        if headed_by(user) and foreign.pk in _headed(user)
    )
    row = add_evidence(
        by=head, project=foreign, kind="file", description="Altro", file=sent("altro.pdf")
    )
    address = page_of(foreign, f"evidenze/{row.pk}/")
    assert clients[Role.MANAGER].get(address).status_code == 404
    assert clients[Role.MANAGER].get(page_of(project, f"evidenze/{row.pk}/")).status_code == 404
    for role in (Role.HR, Role.NIV):
        response = clients[role].get(address)
        assert b"".join(response.streaming_content) == PDF
    assert clients[Role.EMPLOYEE].get(address).status_code in (403, 404)


def _headed(user: User) -> set[int]:
    from objectives.queries import headed_projects

    return set(headed_projects(user).values_list("pk", flat=True))


def test_withdrawn_evidence_stays_in_the_list(client: Client, project: Project) -> None:
    attach(client, project, kind="protocol", reference="prot. 31204/2023")
    row = Evidence.objects.get(project=project)
    address = page_of(project, f"evidenze/{row.pk}/ritira/")
    assert "Scrivi perché ritiri" in text_of(client.post(address, {"reason": ""}))
    said = text_of(client.post(address, {"reason": "numero sbagliato"}, follow=True))
    assert "Evidenza ritirata" in said
    assert "numero sbagliato" in text_of(client.get(page_of(project)))


def test_queries_do_not_grow_with_the_evidence(
    client: Client, project: Project, manager: User
) -> None:
    counted = []
    for place in range(3):
        add_evidence(
            by=manager,
            project=project,
            kind="protocol",
            description="Verbale",
            reference=str(place),
            indicator=project.indicators.get(),
        )
        if place != 1:
            pages = (page_of(project), page_of(project, "indicatori/1/"))
            counted.append([count_queries(client, page) for page in pages])
    assert counted[0] == counted[1]


# --- Phases --------------------------------------------------------------------------------


def test_the_days_of_the_phases_stand_on_the_time_line(client: Client, project: Project) -> None:
    project.phases.all().delete()
    first = Phase.objects.create(
        project=project, order=1, text="Bando", due_date=timezone.datetime(2023, 5, 31).date()
    )
    second = Phase.objects.create(project=project, order=2, text="Collaudo", period="autunno")
    address = page_of(project, "fasi/")
    future = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    wrong = {f"p{first.pk}-done_on": "04/06/2023", f"p{second.pk}-done_on": f"{future:%d/%m/%Y}"}
    assert "Questo giorno deve ancora venire" in text_of(client.post(address, wrong))
    assert not PhaseReport.objects.filter(phase__project=project).exists()
    right = wrong | {f"p{second.pk}-done_on": "", f"p{first.pk}-note": "gara deserta"}
    for _press in range(2):
        said = text_of(client.post(address, right, follow=True))
    assert PhaseReport.objects.filter(phase__project=project).count() == 1
    assert "4 giorni di ritardo" in said
    assert "fatta il 04/06/2023" in said


def test_phases_are_text_while_no_window_is_open(
    client: Client, project: Project, window: MonitoringWindow
) -> None:
    Phase.objects.create(project=project, order=90, text="Collaudo")
    close(window)
    source = client.get(page_of(project, "fasi/")).content.decode()
    assert "Periodo chiuso il" in source
    assert "-done_on" not in source


# --- What hangs on the year's work ----------------------------------------------------------


def test_rows_with_work_are_not_taken_away(
    project: Project, manager: User, window: MonitoringWindow, demo_user: Any
) -> None:
    from django.core.exceptions import ValidationError

    indicator = project.indicators.get()
    phase = Phase.objects.create(project=project, order=90, text="Collaudo")
    save_entry(by=manager, indicator=indicator, window=window, based_on=None, values=number("1"))
    report_phase(by=manager, phase=phase, done_on=timezone.datetime(2023, 5, 1).date())
    put_in_state(project.plan, PlanState.DRAFT)
    rows = stored_rows(project)
    with pytest.raises(ValidationError) as error:
        save_project(
            by=demo_user(Role.HR),
            project=project,
            areas=rows.areas,
            guidelines=rows.guidelines,
            phases=[row for row in rows.phases if row != phase],
            indicators=[],
            staff=list(rows.staff),
        )
    said = " ".join(error.value.messages)
    assert "Indicatore 1" not in said.split("L’indicatore 1")[0]
    assert "ha già valori o evidenze e non si toglie" in said
    assert "ha già una data registrata e non si toglie" in said
    assert project.indicators.count() == 1
