"""The sheet of a manager and the page of an indicator: nothing typed is lost or half stored."""

from typing import Any

import pytest
from django.test import Client

from objectives.actions.entries import save_draft, save_entry
from objectives.enums import Role, WindowKind
from objectives.models import (
    AuditEvent,
    EntryDraft,
    Indicator,
    MonitoringWindow,
    Plan,
    ProgressEntry,
    Project,
    User,
)
from tests.conftest import Clients
from tests.entering import (
    close,
    foreign_to,
    headed_by,
    number,
    numbers,
    one_of_each_kind,
    open_window,
    twin_of,
)
from tests.pages import count_queries, text_of

SHEET = "/piano/2023/indicatori/"


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


@pytest.fixture
def rows(project: Project) -> list[Indicator]:
    return numbers(project, 3)


def page_of(indicator: Indicator) -> str:
    return f"/piano/2023/progetti/{indicator.project.number}/indicatori/{indicator.order}/"


def typed(indicator: Indicator, window: MonitoringWindow, **texts: str) -> dict[str, str]:
    """A row as the page sends it; `based_on` is what the page had shown."""
    given = {"based_on": "", "window": str(window.pk), "reference_date": "30/09/2023"} | texts
    return {f"i{indicator.pk}-{name}": text for name, text in given.items()}


def send(client: Client, url: str, *rows: dict[str, str], **button: str) -> str:
    """Press a button and read the page one is led to."""
    data = {name: text for row in rows for name, text in row.items()}
    response = client.post(url, data | (button or {"send": "1"}), follow=True)
    assert response.status_code == 200
    return text_of(response)


def test_ready_rows_are_stored_and_wrong_ones_stay_as_typed(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    said = send(
        client,
        SHEET,
        typed(rows[0], window, number="148,5", note="registro"),
        typed(rows[1], window, number="71o"),
        typed(rows[2], window, note="senza valore"),
    )
    assert [str(entry.number) for entry in ProgressEntry.objects.all()] == ["148.5000"]
    assert "1 valore inviato." in said
    assert "2 righe da sistemare prima di inviare" in said
    assert "Scrivi un numero, per esempio 710 oppure 710,5." in said
    assert "Scrivi il valore raggiunto." in said
    source = client.get(SHEET).content.decode()
    assert 'value="71o"' in source
    assert 'value="senza valore"' in source
    assert EntryDraft.objects.count() == 2


def test_an_untouched_sheet_sends_nothing(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    said = send(client, SHEET, *(typed(row, window) for row in rows))
    assert "Non c’è niente da inviare" in said
    assert not EntryDraft.objects.exists()


def test_a_draft_comes_back_after_a_lost_session(
    client: Client, rows: list[Indicator], window: MonitoringWindow, manager: User
) -> None:
    said = send(client, SHEET, typed(rows[0], window, number="12"), draft="1")
    assert "Bozza salvata alle" in said
    assert not ProgressEntry.objects.exists()
    again = Client()
    again.force_login(manager)
    response = again.get(SHEET)
    assert 'value="12"' in response.content.decode()
    assert "6,00 %" in text_of(response)
    assert "1 in bozza" in text_of(response)


def test_sent_twice_is_stored_once(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    row = typed(rows[0], window, number="12")
    for _press in range(2):
        send(client, SHEET, row)
    assert ProgressEntry.objects.count() == 1
    assert not [r for r in EntryDraft.objects.all() if r.data.get("number") != "12"]
    assert "In conflitto" not in text_of(client.get(SHEET))


@pytest.mark.parametrize(("kept", "value"), [("mine", "14.0000"), ("theirs", "15.0000")])
def test_two_people_at_one_indicator_choose(
    kept: str,
    value: str,
    client: Client,
    rows: list[Indicator],
    window: MonitoringWindow,
    manager: User,
) -> None:
    colleague = twin_of(manager)
    theirs = save_entry(
        by=colleague,
        indicator=rows[0],
        window=window,
        based_on=None,
        values=number("15", note="compreso via Roma"),
    )
    row = typed(rows[0], window, number="14", note="a campione")
    said = send(client, SHEET, row)
    assert "un’altra persona ha salvato un valore diverso" in said
    assert "compreso via Roma" in said
    assert "a campione" in said
    assert ProgressEntry.objects.count() == 1
    choice = {f"i{rows[0].pk}-theirs": str(theirs.pk)}
    unsaid = send(client, SHEET, row, choice, choose=str(rows[0].pk))
    assert "Scegli quale dei due valori tenere." in unsaid
    choice[f"i{rows[0].pk}-keep"] = kept
    said = send(client, SHEET, row, choice, choose=str(rows[0].pk))
    assert "l’altro valore resta nella storia" in said
    assert str(ProgressEntry.objects.get(replaced_by__isnull=True).number) == value
    assert not EntryDraft.objects.exists()
    history = text_of(client.get(page_of(rows[0])))
    assert "14" in history
    assert "15" in history


def test_one_s_own_value_is_put_right_before_it_is_kept(
    client: Client, rows: list[Indicator], window: MonitoringWindow, manager: User
) -> None:
    theirs = save_entry(
        by=twin_of(manager), indicator=rows[0], window=window, based_on=None, values=number("15")
    )
    choice = {f"i{rows[0].pk}-theirs": str(theirs.pk), f"i{rows[0].pk}-keep": "mine"}
    row = typed(rows[0], window, number="14o")
    said = send(client, SHEET, row, choice, choose=str(rows[0].pk))
    assert "Sistema il tuo valore prima di tenerlo." in said
    assert 'value="14o"' in client.get(SHEET).content.decode()
    assert ProgressEntry.objects.get() == theirs


def test_a_stale_page_that_was_not_touched_changes_nothing(
    client: Client, rows: list[Indicator], window: MonitoringWindow, manager: User
) -> None:
    save_entry(by=manager, indicator=rows[0], window=window, based_on=None, values=number("15"))
    send(client, SHEET, typed(rows[0], window))
    assert not EntryDraft.objects.exists()


def test_when_the_window_closes_meanwhile_the_text_stays(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    close(window)
    said = send(client, SHEET, typed(rows[0], window, number="12"))
    assert "Periodo chiuso il" in said
    assert "avevi scritto 12, non inviato" in said
    assert not ProgressEntry.objects.exists()


def test_a_page_of_the_window_before(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    row = typed(rows[0], window, number="12") | {f"i{rows[0].pk}-window": "999999"}
    assert "il periodo è cambiato" in send(client, SHEET, row)
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize("based_on", ["", "abc", "999999999999", "-1", "9" * 40])
def test_somebody_else_s_indicator_in_the_sheet(
    based_on: str,
    client: Client,
    rows: list[Indicator],
    window: MonitoringWindow,
    manager: User,
) -> None:
    foreign = Indicator.objects.filter(project=foreign_to(manager))[0]
    said = send(
        client,
        SHEET,
        typed(rows[0], window, number="1", based_on=based_on),
        typed(foreign, window, number="2", based_on=based_on),
        {"i99999999-number": "3"},
    )
    assert "Una riga è di un indicatore che non è tuo: non è stata salvata." in said
    assert [entry.indicator for entry in ProgressEntry.objects.all()] == [rows[0]]
    assert not EntryDraft.objects.filter(indicator=foreign).exists()


def test_every_kind_from_the_page(
    client: Client, project: Project, window: MonitoringWindow
) -> None:
    kinds = one_of_each_kind(project)
    texts = {
        "number_up": {"number": "1.710,5"},
        "number_down": {"number": "0"},
        "ratio": {"numerator": "3", "denominator": "0", "zero_percent": "100"},
        "yes_no": {"done": "yes"},
        "milestone": {"done": "yes", "done_on": "20/09/2023"},
        "judged": {"percent": "66,67", "reason": "VAS convocata"},
    }
    said = send(client, SHEET, *(typed(kinds[k], window, **texts[k]) for k in kinds))
    assert "6 valori inviati." in said
    assert "66,67 %, a giudizio" in said
    assert "1.710,5" in said
    milestone = ProgressEntry.objects.get(indicator=kinds["milestone"])
    assert milestone.done_on is not None


@pytest.mark.parametrize(
    ("kind", "texts", "said"),
    [
        ("ratio", {"numerator": "3", "denominator": "0"}, "Il denominatore è 0"),
        ("number_up", {"number": "12,5,0"}, "Scrivi un numero"),
        ("number_up", {"number": "1e400"}, "14 cifre"),
        ("number_up", {"number": "NaN"}, "Scrivi un numero"),
        ("number_up", {"number": "-3"}, "Scrivi un numero da 0 in su."),
        ("number_up", {"number": "3", "reference_date": "31/12/2022"}, "fra il 01/01/2023"),
        ("number_up", {"number": "3", "reference_date": "30/02/2023"}, "Scrivi una data"),
        ("yes_no", {"done": "forse"}, "Scegli"),
        ("milestone", {"done": "yes", "done_on": "01/10/2023"}, "La data deve stare fra"),
        ("judged", {"percent": "101", "reason": "x"}, "0 e 100"),
        ("number_up", {"number": "3", "note": "x" * 2001}, "2000"),
    ],
)
def test_bad_input_is_a_sentence_and_stays(
    kind: str,
    texts: dict[str, str],
    said: str,
    client: Client,
    project: Project,
    window: MonitoringWindow,
) -> None:
    indicator = one_of_each_kind(project)[kind]
    assert said in send(client, page_of(indicator), typed(indicator, window, **texts))
    assert not ProgressEntry.objects.exists()
    kept = EntryDraft.objects.get().data
    assert kept == {"reference_date": "30/09/2023"} | texts


def test_the_page_of_an_indicator_corrects_and_tells_the_story(
    client: Client, rows: list[Indicator], window: MonitoringWindow, manager: User
) -> None:
    first = save_entry(
        by=manager, indicator=rows[0], window=window, based_on=None, values=number("10")
    )
    url = page_of(rows[0])
    assert 'value="10"' in client.get(url).content.decode()
    row = typed(rows[0], window, number="12", note="un verbale", based_on=str(first.pk))
    said = send(client, url, row)
    assert ProgressEntry.objects.get(replaces=first).number == 12
    assert "10 → diventa 12" in said
    assert "un verbale" in said


def test_the_final_window_asks_why_less_than_100(client: Client, manager: User, demo: Plan) -> None:
    window = open_window(demo, WindowKind.FINAL)
    indicator = numbers(headed_by(manager), 1)[0]
    row = typed(indicator, window, number="175", reference_date="31/12/2023")
    assert "Raggiunto 87,50 %: scrivi perché è meno di 100." in send(client, SHEET, row)
    row |= {f"i{indicator.pk}-deviation": "Due mesi di cantiere"}
    assert "1 valore inviato." in send(client, SHEET, row)


def test_writing_is_kept_as_it_goes(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    url = f"{page_of(rows[0])}bozza/"
    told = client.post(url, typed(rows[0], window, number="150")).json()
    assert told["saved"].startswith("Bozza salvata alle")
    assert told["worth"] == "atti · 75,00\N{NO-BREAK SPACE}%"
    assert (told["state"], told["ready"], told["errors"]) == ("draft", True, {})
    told = client.post(url, typed(rows[0], window, number="15o")).json()
    assert told["state"] == "error"
    assert told["errors"]["number"].startswith("Scrivi un numero")
    told = client.post(url, typed(rows[0], window)).json()
    assert (told["state"], told["saved"]) == ("missing", "")
    assert not EntryDraft.objects.exists()


def test_who_reads_only_has_no_fields(
    clients: Clients, rows: list[Indicator], window: MonitoringWindow
) -> None:
    for role in (Role.HR, Role.NIV):
        source = clients[role].get(page_of(rows[0])).content.decode()
        assert f"i{rows[0].pk}-number" not in source
    assert clients[Role.MANAGER].get(f"{page_of(rows[0])[:-2]}99/").status_code == 404


def test_the_menu_counts_what_is_missing_while_a_window_is_open(
    client: Client, rows: list[Indicator], window: MonitoringWindow, manager: User
) -> None:
    def shown() -> str:
        return menu_of(client, SHEET)

    before = shown()
    assert "pp-count" in before
    save_entry(by=manager, indicator=rows[0], window=window, based_on=None, values=number("15"))
    assert shown() != before
    close(window)
    assert "I miei indicatori" in shown()
    assert "pp-count" not in shown()


def test_the_pages_of_the_whole_plan_do_not_count_what_is_missing(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    for page in ("/piano/2023/", f"/piano/2023/progetti/{rows[0].project.number}/"):
        assert "I miei indicatori" in menu_of(client, page)
        assert "pp-count" not in menu_of(client, page)


def menu_of(client: Client, address: str) -> str:
    source = client.get(address).content.decode()
    menu = source[source.index('id="menu"') :]
    return menu[: menu.index("</ul>")]


def test_queries_do_not_grow_with_the_rows(
    client: Client, project: Project, window: MonitoringWindow, manager: User
) -> None:
    Indicator.objects.exclude(project=project).delete()
    counted = []
    for count in (1, 3):
        for indicator in numbers(project, count):
            save_draft(by=manager, indicator=indicator, based_on=None, data={"number": str(count)})
        counted.append(count_queries(client, SHEET))
    assert counted[0] == counted[1]


def test_reading_writes_nothing_in_the_trail(
    client: Client, rows: list[Indicator], window: MonitoringWindow
) -> None:
    before = AuditEvent.objects.count()
    for url in (SHEET, f"{SHEET}importa/", page_of(rows[0])):
        assert client.get(url).status_code == 200
    assert AuditEvent.objects.count() == before
