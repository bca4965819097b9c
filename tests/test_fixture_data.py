"""The demo files against the published figures, before any of them reaches a database."""

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "fixtures" / "chiari_2023"
DATA = Path(__file__).parent / "data"
Row = dict[str, Any]

FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2023, 12, 31)


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ORGANISATION, PEOPLE, PLAN, PROJECTS = map(read, ("organisation", "people", "plan", "projects"))
PUBLISHED = table("summary_table.csv")
BY_NUMBER = {project["number"]: project for project in PROJECTS}
EMPLOYEES = {employee["code"]: employee for employee in PEOPLE["employees"]}
SECTOR_OF = {area["code"]: area["sector"] for area in ORGANISATION["areas"]}

each_project = pytest.mark.parametrize("project", PROJECTS, ids=lambda row: str(row["number"]))


def span(row: Row) -> tuple[date, date]:
    """First and last day of a dated row; an open end never comes."""
    start = date.fromisoformat(row["start"]) if row["start"] else FIRST_DAY
    end = date.fromisoformat(row["end"]) if row["end"] else date.max
    return start, end


def period_on(employee: Row, day: date) -> Row:
    """The one period of a day; fails when there is none or more than one."""
    (period,) = [row for row in employee["periods"] if span(row)[0] <= day <= span(row)[1]]
    return period


def sharers(project: Row) -> list[Row]:
    return [row for row in project["staff"] if row["shares_premium"]]


def coefficient(heads: int) -> Decimal:
    (band,) = [
        row
        for row in PLAN["pool"]["bands"]
        if row["from_heads"] <= heads <= (row["to_heads"] or heads)
    ]
    return Decimal(band["coefficient"])


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


# --- The published tables -----------------------------------------------------------------


def project_type(project: Row) -> str:
    lead, kind = project["lead_sector"], project["kind"]
    names = {
        "general": "GENERALE",
        "intersectoral": f"INTERSETTORIALE SETTORE {lead}" if lead else "INTERSETTORIALE",
        "sector": f"SETTORE {lead}",
        "extra_sector": "AREA PIANO ZONA (AREA EXTRA SETTORE)",
    }
    return names[kind]


def as_published(project: Row) -> dict[str, object]:
    """A project as a row of the summary table, its points recomputed."""
    weight, multiplier = Decimal(project["weight"]), coefficient(project["counted_staff"])
    return {
        "number": project["number"],
        "proposal_number": project["proposal_number"],
        "project_type": project_type(project),
        "class": project["class"],
        "threshold_table_pct": Decimal(project["threshold"]),
        "threshold_card_pct": Decimal(project["threshold_card"] or project["threshold"]),
        "counted_staff": project["counted_staff"],
        "weight": weight,
        "coefficient": multiplier,
        "points": weight * multiplier,
        "published_amount_eur": Decimal(project["funding"]["deliberated_amount"]),
    }


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda row: row["number"])
def test_project_says_what_the_summary_table_says(published: dict[str, str]) -> None:
    ours = as_published(BY_NUMBER[int(published["number"])])
    words = ("project_type", "class")
    expected = {key: v if key in words else Decimal(v) for key, v in published.items()}
    assert ours == expected


def test_there_are_24_projects_in_order() -> None:
    assert [project["number"] for project in PROJECTS] == list(range(1, 25))
    assert [int(row["number"]) for row in PUBLISHED] == list(range(1, 25))
    assert len({project["proposal_number"] for project in PROJECTS}) == 24


def test_indicators_have_the_published_weights() -> None:
    ours = [
        (project["number"], order, Decimal(indicator["weight"]))
        for project in PROJECTS
        for order, indicator in enumerate(project["indicators"], start=1)
    ]
    published = [
        (int(row["project_number"]), int(row["indicator_order"]), Decimal(row["weight_pct"]))
        for row in table("indicator_weights.csv")
    ]
    assert ours == published
    assert len(ours) == 65


def test_weights_that_do_not_total_100_stay_as_published() -> None:
    totals = {
        project["number"]: sum(Decimal(row["weight"]) for row in project["indicators"])
        for project in PROJECTS
    }
    assert {number: total for number, total in totals.items() if total != 100} == {
        5: 90,
        9: 90,
        20: 90,
        22: 90,
    }


def test_values_of_the_card_are_kept_only_where_they_differ() -> None:
    pairs = ("threshold", "counted_staff")
    differing = {
        field: {
            project["number"]: (project[field], project[f"{field}_card"])
            for project in PROJECTS
            if project[f"{field}_card"] is not None
        }
        for field in pairs
    }
    assert differing == {
        "threshold": {5: ("70.00", "65.00"), 20: ("80.00", "90.00")},
        "counted_staff": {5: (8, 6), 11: (4, 2), 12: (3, 4), 14: (10, 11)},
    }


# --- The money ----------------------------------------------------------------------------


def test_pool_is_groups_reserve_and_the_cents_nobody_mentions() -> None:
    pool = PLAN["pool"]
    budgets = sum(Decimal(group["budget_amount"]) for group in pool["groups"])
    reserves = sum(Decimal(reserve["amount"]) for reserve in pool["reserves"])
    assert (budgets, reserves) == (Decimal("63200.00"), Decimal("28000.00"))
    assert Decimal(pool["amount"]) - budgets - reserves == Decimal("23.09")


def test_deliberated_amounts_exceed_the_assigned_sum_by_one_cent() -> None:
    amounts = [Decimal(project["funding"]["deliberated_amount"]) for project in PROJECTS]
    assert sum(amounts) == Decimal("63200.01")


def test_deliberated_amounts_meet_each_budget_but_that_of_sector_5() -> None:
    deliberated: Counter[str] = Counter()
    for project in PROJECTS:
        funding = project["funding"]
        deliberated[funding["group"]] += Decimal(funding["deliberated_amount"])
    budgets = {group["code"]: Decimal(group["budget_amount"]) for group in PLAN["pool"]["groups"]}
    differences = {code: deliberated[code] - budget for code, budget in budgets.items()}
    assert differences.pop("S5") == Decimal("0.01")
    assert set(differences.values()) == {Decimal(0)}


def test_sector_budgets_add_up_to_the_sum_shared_by_heads() -> None:
    groups = [group for group in PLAN["pool"]["groups"] if group["heads"] is not None]
    assert [group["heads"] for group in groups] == [8, 28, 12, 13, 10]
    budgets = sum(Decimal(group["budget_amount"]) for group in groups)
    assert budgets == Decimal(PLAN["pool"]["heads_amount"]) == 30000


def test_only_project_3_has_a_fixed_amount() -> None:
    fixed = {
        p["number"]: p["funding"]["fixed_amount"]
        for p in PROJECTS
        if p["funding"]["mode"] == "fixed"
    }
    assert fixed == {3: "15000.00"}
    others = [project["funding"] for project in PROJECTS if project["number"] not in fixed]
    assert {(row["mode"], row["fixed_amount"]) for row in others} == {("points", None)}


def test_bands_follow_one_another_to_an_open_end() -> None:
    bands = PLAN["pool"]["bands"]
    assert bands[0]["from_heads"] == 1
    assert [band["to_heads"] for band in bands[:-1]] == [b["from_heads"] - 1 for b in bands[1:]]
    assert bands[-1]["to_heads"] is None


def test_classes_keep_the_weight_of_the_rows_and_of_the_legend() -> None:
    weights = {row["name"]: (row["weight"], row["legend_weight"]) for row in PLAN["classes"]}
    assert weights == {
        "strategico": ("40.00", "40.00"),
        "innovativo": ("30.00", "25.00"),
        "miglioramento": ("20.00", "20.00"),
        "mantenimento": ("10.00", "10.00"),
    }
    unusual = [
        project["number"]
        for project in PROJECTS
        if project["weight"] != weights[project["class"]][0]
    ]
    assert unusual == [22]


# --- Sharing rules ------------------------------------------------------------------------


def quotas(number: int) -> dict[str, int]:
    return {row["area"]: row["parts"] for row in BY_NUMBER[number]["sharing"]["area_quotas"]}


def test_project_8_has_the_percentages_of_its_card() -> None:
    assert quotas(8) == {"LLPP": 75, "SIT": 5, "SUAP": 5, "ECO": 5, "PL": 10}
    heads = Counter(row["area"] for row in sharers(BY_NUMBER[8]))
    assert heads == {"LLPP": 4, "SIT": 1, "SUAP": 1, "ECO": 1, "PL": 2}


def test_project_5_has_its_thirds() -> None:
    assert quotas(5) == {"SEG": 1, "RU": 1, "CONT": 1}


@pytest.mark.parametrize("number", [5, 8])
def test_every_quota_has_people_and_every_sharer_a_quota(number: int) -> None:
    assert {row["area"] for row in sharers(BY_NUMBER[number])} == set(quotas(number))


def test_project_3_has_its_tariff() -> None:
    rule = BY_NUMBER[3]["sharing"]
    assert (rule["kind"], rule["night_holiday_percent"]) == ("hours_tariff", "15.00")
    tariff = {row["up_to_hours"]: row["amount"] for row in rule["tariff"]}
    assert tariff == {"2": "40.00", "4": "60.00", "6": "80.00", "8": "100.00", "10": "140.00"}


def test_project_4_asks_for_attendance_and_test() -> None:
    rule = BY_NUMBER[4]["sharing"]
    assert (rule["kind"], rule["min_attendance_percent"]) == ("attendance_and_test", "80.00")


def test_no_other_project_has_a_rule_of_its_own() -> None:
    assert [project["number"] for project in PROJECTS if project["sharing"]] == [3, 4, 5, 8]


# --- Indicators and phases ----------------------------------------------------------------


@each_project
def test_machine_target_has_what_its_kind_needs(project: Row) -> None:
    for row in project["indicators"]:
        kind, value = row["target_kind"], row["target_value"]
        assert row["quantity"], row["name"]
        assert (value is not None) == (kind in {"number_up", "number_down", "ratio"}), row["name"]
        assert value is None or Decimal(value) > 0, row["name"]
        assert (row["target_date"] is not None) == (kind == "milestone"), row["name"]


def test_ratio_targets_are_percent_or_one_to_one() -> None:
    rows = [row for project in PROJECTS for row in project["indicators"]]
    ratios = {
        (row["target_value"], row["target_unit"]) for row in rows if row["target_kind"] == "ratio"
    }
    assert ratios == {("95", "%"), ("1", "")}


def test_only_continuous_activities_are_judged() -> None:
    rows = [row for project in PROJECTS for row in project["indicators"]]
    judged = [row["quantity"] for row in rows if row["target_kind"] == "judged"]
    assert judged == ["Continua", "Assistenza continua"]


@each_project
def test_phase_has_a_date_or_a_period_in_words(project: Row) -> None:
    assert project["phases"]
    for phase in project["phases"]:
        assert bool(phase["due_date"]) != bool(phase["period"]), phase["text"]


# --- People -------------------------------------------------------------------------------


def test_71_people_of_whom_9_eq_holders_all_year() -> None:
    assert len(PEOPLE["employees"]) == len(EMPLOYEES) == 71
    always = [all(row["is_eq_holder"] for row in e["periods"]) for e in EMPLOYEES.values()]
    ever = [any(row["is_eq_holder"] for row in e["periods"]) for e in EMPLOYEES.values()]
    assert sum(always) == sum(ever) == 9
    assert always.count(False) == 62


@pytest.mark.parametrize("day", [FIRST_DAY, date(2023, 4, 1), date(2023, 7, 1), LAST_DAY])
def test_heads_by_sector_group_all_year(day: date) -> None:
    sectors = Counter(SECTOR_OF[period_on(e, day)["area"]] for e in EMPLOYEES.values())
    heads = [sectors["1"] + sectors["PZ"], *(sectors[code] for code in "2345")]
    assert heads == [group["heads"] for group in PLAN["pool"]["groups"][1:]]


def test_demo_has_the_cases_that_make_people_stumble() -> None:
    surnames = Counter(employee["last_name"] for employee in EMPLOYEES.values())
    periods = [row for employee in EMPLOYEES.values() for row in employee["periods"]]
    assert [count for count in surnames.values() if count > 1] == [2]
    assert {row["part_time_percent"] for row in periods} == {"50.00", "83.33", "100.00"}
    assert any(len(employee["periods"]) == 2 for employee in EMPLOYEES.values())
    assert "2023-01-01" in {row["start"] for row in periods}


@each_project
def test_sharing_staff_are_the_counted_staff(project: Row) -> None:
    assert len(sharers(project)) == project["counted_staff"]


@each_project
def test_eq_holders_take_part_without_sharing(project: Row) -> None:
    for row in project["staff"]:
        holder = period_on(EMPLOYEES[row["employee"]], LAST_DAY)["is_eq_holder"]
        assert row["shares_premium"] is not holder, row["employee"]


@each_project
def test_nobody_is_twice_on_a_project(project: Row) -> None:
    assert len({row["employee"] for row in project["staff"]}) == len(project["staff"])


@each_project
def test_staff_work_in_the_area_they_are_assigned_for(project: Row) -> None:
    """A dated assignment lies inside a period in that area; one for the whole year meets one."""
    for row in project["staff"]:
        periods = [
            span(period)
            for period in EMPLOYEES[row["employee"]]["periods"]
            if period["area"] == row["area"]
        ]
        days = [date.fromisoformat(day) for day in (row["start"], row["end"]) if day]
        inside = any(all(a <= day <= b for day in days or [FIRST_DAY]) for a, b in periods)
        assert inside, row["employee"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_whole_body_projects_have_everybody(number: int) -> None:
    assert {row["employee"] for row in BY_NUMBER[number]["staff"]} == set(EMPLOYEES)


def test_every_sector_and_area_has_one_head_in_2023() -> None:
    heads = [row for row in PEOPLE["headships"] if span(row)[0] <= FIRST_DAY and not row["end"]]
    sectors = [row["sector"] for row in heads if "sector" in row]
    areas = [row["area"] for row in heads if "area" in row]
    assert sorted(sectors) == sorted(row["code"] for row in ORGANISATION["sectors"])
    assert sorted(areas) == sorted(SECTOR_OF)


def test_each_role_has_an_account_of_the_same_person() -> None:
    roles = Counter(user["role"] for user in PEOPLE["users"])
    assert roles == {"hr": 2, "manager": 6, "niv": 1, "employee": 1, "administrator": 1}
    for user in PEOPLE["users"]:
        if user["employee"]:
            person = EMPLOYEES[user["employee"]]
            names = ("first_name", "last_name")
            assert [user[name] for name in names] == [person[name] for name in names]


# --- References and words -----------------------------------------------------------------


@each_project
def test_references_of_a_project_resolve(project: Row) -> None:
    sectors = {row["code"] for row in ORGANISATION["sectors"]}
    assert project["lead_sector"] in {None, *sectors}
    assert (project["lead_sector"] is None) == (project["number"] <= 4)
    assert {*project["areas"], *(row["area"] for row in project["staff"])} <= set(SECTOR_OF)
    assert {row["employee"] for row in project["staff"]} <= set(EMPLOYEES)
    assert project["class"] in {row["name"] for row in PLAN["classes"]}
    assert set(project["guidelines"]) <= {row["code"] for row in PLAN["guidelines"]}
    assert project["funding"]["group"] in {row["code"] for row in PLAN["pool"]["groups"]}


def test_other_references_resolve() -> None:
    acts = {row["key"] for row in PLAN["acts"]}
    assert {PLAN["pool"]["act"], PLAN["version"]["act"]} <= acts
    assert set(SECTOR_OF.values()) == {row["code"] for row in ORGANISATION["sectors"]}
    periods = [row for employee in EMPLOYEES.values() for row in employee["periods"]]
    assert {row["area"] for row in periods} == set(SECTOR_OF)
    people = [row["employee"] for row in [*PEOPLE["headships"], *PEOPLE["users"]]]
    assert set(people) - {None} <= set(EMPLOYEES)


@pytest.mark.parametrize("name", ["organisation", "people", "plan", "projects"])
def test_printed_font_has_every_character(name: str) -> None:
    font = TTFont(ROOT / "static" / "fonts" / "pdf" / "titillium-web-latin-400.ttf")
    known = {chr(code) for code in font.getBestCmap()} | {"\n"}
    assert set("".join(texts(read(name)))) <= known
