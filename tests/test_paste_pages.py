"""Values pasted from a spreadsheet: errors at their cells, all stored or none."""

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from objectives.actions.entries import save_entry
from objectives.enums import Role
from objectives.models import Indicator, MonitoringWindow, Plan, ProgressEntry, Project, User
from tests.conftest import Clients
from tests.entering import headed_by, number, numbers, one_of_each_kind, open_window, twin_of
from tests.pages import count_queries, text_of
from tests.typed import typed_in

PASTE = "/piano/2023/indicatori/importa/"
TEMPLATE = "/piano/2023/indicatori/modulo.xlsx"
HEAD = "Progetto\tIndicatore\tNome\tQuantità\tValore\tAlla data\tNota\tMotivo"


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
    return headed_by(manager)


def line(indicator: Indicator, value: str, *more: str) -> str:
    day = more[0] if more else "30/09/2023"
    cells = [str(indicator.project.number), str(indicator.order), "", "", value, day, *more[1:]]
    return "\t".join(cells)


def preview(client: Client, block: str) -> Any:
    response = client.post(PASTE, {"block": block, "preview": "1"})
    assert response.status_code == 200
    return response


def confirm(client: Client, shown: Any) -> str:
    """Press the second button of the preview, with what it carries."""
    fields = {name: values[-1] for name, values in typed_in(shown).items()}
    return text_of(client.post(PASTE, fields | {"confirm": "1"}, follow=True))


def test_a_block_is_shown_first_and_stored_when_confirmed(client: Client, project: Project) -> None:
    kinds = one_of_each_kind(project)
    values = {
        "number_up": line(kinds["number_up"], "1.710,5"),
        "number_down": line(kinds["number_down"], ""),
        "ratio": line(kinds["ratio"], "28/30", "29/09/2023", "registro"),
        "yes_no": line(kinds["yes_no"], "Sì"),
        "milestone": line(kinds["milestone"], "20/09/2023"),
        "judged": line(kinds["judged"], "66,67 %", "30/09/2023", "", "VAS convocata"),
    }
    shown = preview(client, "\r\n".join([HEAD, *values.values(), ""]))
    assert "5 righe con un valore" in text_of(shown)
    assert not ProgressEntry.objects.exists()
    assert "5 valori inviati." in confirm(client, shown)
    assert ProgressEntry.objects.count() == 5
    assert ProgressEntry.objects.get(indicator=kinds["judged"]).reason == "VAS convocata"
    assert ProgressEntry.objects.get(indicator=kinds["ratio"]).note == "registro"


def test_one_wrong_cell_stores_nothing(client: Client, project: Project) -> None:
    first, second, third = numbers(project, 3)
    block = "\n".join(
        [
            HEAD,
            line(first, "12"),
            line(second, "12,5,0"),
            line(third, "3", "31/12/2022"),
            line(first, "13"),
            "99\t1\t\t\t5\t30/09/2023",
            "solo due\tcelle",
        ]
    )
    shown = preview(client, block)
    said = text_of(shown)
    assert "5 righe da sistemare: nessun dato è cambiato" in said
    assert "Riga 3: Scrivi un numero" in said
    assert "La data deve stare fra il 01/01/2023 e il 30/09/2023." in said
    assert "Questo indicatore è già in una riga precedente." in said
    assert "non c’è l’indicatore 1 del progetto 99" in said
    assert "La riga ha 2 celle" in said
    assert 'name="confirm"' not in shown.content.decode()
    assert confirm(client, shown)
    assert not ProgressEntry.objects.exists()


def test_what_changes_before_the_confirmation_stores_nothing(
    client: Client, project: Project, manager: User, window: MonitoringWindow
) -> None:
    first, second = numbers(project, 2)
    shown = preview(client, f"{line(first, '12')}\n{line(second, '13')}")
    save_entry(
        by=twin_of(manager), indicator=second, window=window, based_on=None, values=number("15")
    )
    said = confirm(client, shown)
    assert "Intanto un’altra persona ha salvato uno di questi valori" in said
    assert [entry.indicator for entry in ProgressEntry.objects.all()] == [second]


def test_a_correction_names_what_it_replaces(
    client: Client, project: Project, manager: User, window: MonitoringWindow
) -> None:
    indicator = numbers(project, 1)[0]
    first = save_entry(
        by=manager, indicator=indicator, window=window, based_on=None, values=number("10")
    )
    shown = preview(client, line(indicator, "12", "30/09/2023", "un verbale"))
    assert "sostituisce 10" in text_of(shown)
    confirm(client, shown)
    assert ProgressEntry.objects.get(replaces=first).number == 12
    assert "già salvato" in text_of(
        preview(client, line(indicator, "12", "30/09/2023", "un verbale"))
    )


@pytest.mark.parametrize("block", ["", "   ", HEAD, "\0\0", '"' * 50, "\t" * 500])
def test_a_block_without_values(block: str, client: Client, project: Project) -> None:
    assert 'name="block"' in preview(client, block).content.decode()


def test_the_form_to_download_reads_back(
    client: Client, project: Project, manager: User, window: MonitoringWindow
) -> None:
    indicator = numbers(project, 1)[0]
    indicator.name = "=HYPERLINK(1)"
    indicator.save()
    save_entry(
        by=manager, indicator=indicator, window=window, based_on=None, values=number("148.5")
    )
    response = client.get(TEMPLATE)
    assert response.headers["Content-Disposition"] == 'attachment; filename="valori-2023.xlsx"'
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    mine = next(row for row in lines if row[0] == str(project.number))
    assert mine[1:6] == ("1", "=HYPERLINK(1)", "200 atti", "148,5", "30/09/2023")
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"


def test_queries_do_not_grow_with_the_rows(client: Client, project: Project) -> None:
    Indicator.objects.exclude(project=project).delete()
    counted = []
    for count in (1, 3):
        numbers(project, count)
        counted.append(count_queries(client, TEMPLATE))
    assert counted[0] == counted[1]
