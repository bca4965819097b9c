"""Two people, or one impatient one, at the same indicator at once: no value is lost or doubled."""

from collections.abc import Callable
from typing import Any

import pytest

from objectives.actions.entries import EntryConflict, save_draft, save_entry
from objectives.enums import Role
from objectives.models import AuditEvent, EntryDraft, Indicator, Plan, ProgressEntry, User
from tests.entering import headed_by, number, numbers, open_window, twin_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(demo: Plan) -> User:
    return User.objects.filter(is_demo=True, role=Role.MANAGER).order_by("pk")[0]


@pytest.fixture
def indicator(demo: Plan, manager: User) -> Indicator:
    open_window(demo)
    return numbers(headed_by(manager), 1)[0]


def put(user: User, indicator: Indicator, text: str, based_on: Any = None) -> Callable[[], Any]:
    """A call with rows of its own, as a request has them."""

    def call() -> ProgressEntry:
        row = Indicator.objects.select_related("project__plan").get(pk=indicator.pk)
        window = row.project.plan.windows.get()
        return save_entry(
            by=user, indicator=row, window=window, based_on=based_on, values=number(text)
        )

    return call


def test_the_first_of_two_values_is_stored_and_the_second_person_sees_it(
    manager: User, indicator: Indicator, at_once: Any
) -> None:
    outcome = at_once(put(manager, indicator, "14"), put(twin_of(manager), indicator, "15"))
    stored = [item for item in outcome if isinstance(item, ProgressEntry)]
    conflicts = [item for item in outcome if isinstance(item, EntryConflict)]
    assert len(stored) == len(conflicts) == ProgressEntry.objects.count() == 1
    assert conflicts[0].theirs == stored[0]


def test_two_corrections_of_one_value(manager: User, indicator: Indicator, at_once: Any) -> None:
    first = put(manager, indicator, "10")()
    twin = twin_of(manager)
    outcome = at_once(put(manager, indicator, "11", first), put(twin, indicator, "12", first))
    assert sorted(type(item).__name__ for item in outcome) == ["EntryConflict", "ProgressEntry"]
    assert ProgressEntry.objects.filter(replaces=first).count() == 1


def test_ten_presses_store_one_value(manager: User, indicator: Indicator, at_once: Any) -> None:
    outcome = at_once(*[put(manager, indicator, "14")] * 10)
    assert len({item.pk for item in outcome}) == ProgressEntry.objects.count() == 1
    assert AuditEvent.objects.filter(target_type="progressentry").count() == 1


def test_drafts_saved_at_once_are_one(manager: User, indicator: Indicator, at_once: Any) -> None:
    def draft(text: str) -> Callable[[], Any]:
        return lambda: save_draft(
            by=manager, indicator=indicator, based_on=None, data={"number": text}
        )

    at_once(draft("1"), draft("12"), draft("123"))
    assert EntryDraft.objects.get().data["number"] in ("1", "12", "123")
