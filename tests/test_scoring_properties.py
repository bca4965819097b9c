"""RESULT for any project hypothesis can think of."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from objectives.scoring import (
    AS_WRITTEN,
    NORMALISED,
    RESULT_MODES,
    Done,
    DoneOn,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
    Result,
    ResultInput,
    Value,
    achievement,
    expected_percent,
    fingerprint,
    forecast,
    inputs_from_dict,
    inputs_to_dict,
    project_result,
    recompute,
    result_from_dict,
    result_to_dict,
)
from tests.scoring_cases import DUE, assert_sound

modes = st.sampled_from(RESULT_MODES)
percents = st.decimals(min_value=0, max_value=100, places=2)
weights = st.one_of(percents, st.sampled_from([Decimal(0), Decimal(10), Decimal(100)]))
quantities = st.decimals(min_value=0, max_value=10**6, places=4)
targets = st.decimals(min_value="0.0001", max_value=10**6, places=4)
days = st.dates(date(2023, 1, 1), date(2024, 12, 31))
# One for each kind, so that every kind comes up as often.
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "number_up": st.builds(Number, quantities),
    "number_down": st.builds(Number, quantities),
    "ratio": st.builds(
        Ratio, quantities, st.one_of(quantities, st.just(Decimal(0))), st.none() | percents
    ),
    "yes_no": st.builds(Done, st.booleans()),
    "milestone": st.builds(DoneOn, st.none() | days),
    "judged": st.builds(Judged, percents, st.text("abc", min_size=1)),
}


@st.composite
def indicators(draw: st.DrawFn, order: int) -> IndicatorInput:
    kind = draw(st.sampled_from(sorted(VALUES)))
    return IndicatorInput(
        order,
        draw(weights),
        kind,
        target=draw(targets) if kind in ("number_up", "number_down", "ratio") else None,
        unit=draw(st.sampled_from(["", "%", "atti"])),
        due=draw(days) if kind == "milestone" else None,
        late_percent=draw(percents),
        value=draw(st.none() | VALUES[kind]),
        neutralised=draw(st.booleans()),
    )


@st.composite
def projects(draw: st.DrawFn) -> ResultInput:
    orders = draw(st.lists(st.integers(0, 99), max_size=8, unique=True))
    chosen = tuple(draw(indicators(order)) for order in orders)
    return ResultInput(chosen, draw(modes), draw(percents))


def computed(project: ResultInput) -> Result:
    result = project_result(project.indicators, project.mode, project.threshold)
    assert_sound(result)
    return result


@given(projects())
def test_a_result_lies_between_0_and_100_or_says_why_it_is_none(project: ResultInput) -> None:
    result = computed(project)
    if result.result is not None and project.mode == NORMALISED:
        assert not result.capped
        reached = [line.percent for line in result.lines if line.percent is not None]
        assert min(reached) <= result.exact <= max(reached)
    assert (result.result is None) == (result.counted_weight == 0)


@given(projects(), st.randoms(use_true_random=False))
def test_the_order_given_changes_nothing(project: ResultInput, random: Random) -> None:
    shuffled = random.sample(project.indicators, len(project.indicators))
    assert computed(replace(project, indicators=tuple(shuffled))) == computed(project)


@given(projects())
def test_the_modes_differ_by_the_total_of_the_weights(project: ResultInput) -> None:
    normalised, as_written = (computed(replace(project, mode=m)) for m in (NORMALISED, AS_WRITTEN))
    if normalised.exact is None:
        assert as_written.exact is None
    else:
        scale = Fraction(normalised.weight_total) * Fraction(1, 100)
        assert as_written.exact == normalised.exact * scale
    assert normalised.lines == as_written.lines


# --- Monotone in each value -----------------------------------------------------------------


@given(projects(), st.data())
def test_a_better_value_never_lowers_the_result(project: ResultInput, data: st.DataObject) -> None:
    assume(project.indicators)
    place = data.draw(st.integers(0, len(project.indicators) - 1))
    kind = project.indicators[place].kind
    outcomes = []
    for value in (data.draw(VALUES[kind]), data.draw(VALUES[kind])):
        changed = replace(project.indicators[place], value=value, neutralised=False)
        rest = project.indicators[:place] + project.indicators[place + 1 :]
        outcomes.append((achievement(changed).percent, _figure(project, (*rest, changed))))
    (worse, low), (better, high) = sorted(outcomes)
    assert worse <= better
    assert low <= high


def _figure(project: ResultInput, chosen: tuple[IndicatorInput, ...]) -> Decimal:
    """-1 for no result, which then is none for both values."""
    result = computed(replace(project, indicators=chosen)).result
    return Decimal(-1) if result is None else result


@given(targets, quantities, quantities)
def test_numbers_are_monotone(target: Decimal, one: Decimal, two: Decimal) -> None:
    def percent(kind: str, value: Decimal) -> Fraction:
        reached = achievement(
            IndicatorInput(1, Decimal(100), kind, target=target, value=Number(value))
        )
        assert reached.percent is not None
        return reached.percent

    low, high = sorted([one, two])
    assert percent("number_up", low) <= percent("number_up", high)
    assert percent("number_down", low) >= percent("number_down", high)
    assert percent("number_up", target) == percent("number_down", target) == 100


@given(quantities, quantities, targets)
def test_a_ratio_rises_with_its_numerator(one: Decimal, two: Decimal, below: Decimal) -> None:
    low, high = (
        achievement(
            IndicatorInput(
                1,
                Decimal(100),
                "ratio",
                target=Decimal(95),
                unit="%",
                value=Ratio(numerator, below),
            )
        ).percent
        for numerator in sorted([one, two])
    )
    assert low is not None
    assert high is not None
    assert low <= high


@given(st.dates(date(2023, 1, 1), date(2024, 12, 31)), percents)
def test_a_milestone_is_worth_no_more_when_later(on: date, late: Decimal) -> None:
    def percent(day: date) -> Fraction | None:
        return achievement(
            IndicatorInput(
                1, Decimal(100), "milestone", due=DUE, late_percent=late, value=DoneOn(day)
            )
        ).percent

    assert percent(on) == (100 if on <= DUE else Fraction(late))
    assert (percent(on) or 0) >= (percent(on + timedelta(days=1)) or 0)


# --- Neutralising ---------------------------------------------------------------------------


@given(projects(), st.data())
def test_neutralising_changes_only_its_own_line_and_the_sums(
    project: ResultInput, data: st.DataObject
) -> None:
    assume(project.indicators)
    place = data.draw(st.integers(0, len(project.indicators) - 1))
    counted = [replace(item, neutralised=False) for item in project.indicators]
    counted[place] = replace(counted[place], neutralised=True)
    before = computed(replace(project, indicators=_none_neutralised(project)))
    after = computed(replace(project, indicators=tuple(counted)))
    order = counted[place].order
    assert _others(before, order) == _others(after, order)
    assert after.weight_total == before.weight_total
    assert after.counted_weight == before.counted_weight - counted[place].weight
    assert order not in after.missing + after.undecided
    assert set(after.missing) == set(before.missing) - {order}
    _assert_moves_away_from(before, after, order)


def _none_neutralised(project: ResultInput) -> tuple[IndicatorInput, ...]:
    return tuple(replace(item, neutralised=False) for item in project.indicators)


def _others(result: Result, order: int) -> list[object]:
    return [line for line in result.lines if line.order != order]


def _assert_moves_away_from(before: Result, after: Result, order: int) -> None:
    """Leaving out less than the mean lifts the result, leaving out more lowers it."""
    if before.exact is None or after.exact is None:
        return
    (own,) = (line.percent for line in before.lines if line.order == order)
    scale = 1 if before.mode == NORMALISED else Fraction(before.weight_total) * Fraction(1, 100)
    if own * scale <= before.exact:
        assert after.exact >= before.exact
    if own * scale >= before.exact:
        assert after.exact <= before.exact


@given(projects())
def test_neutralising_keeps_the_best_that_can_be_reached(project: ResultInput) -> None:
    """A project that reaches everything else has the result it could have had with it."""
    full = tuple(
        replace(item, kind="judged", value=Judged(Decimal(100), "all"))
        for item in project.indicators
    )
    with_neutral = computed(replace(project, indicators=full))
    whole = tuple(replace(item, neutralised=False) for item in full)
    if with_neutral.exact is not None:
        assert with_neutral.exact == computed(replace(project, indicators=whole)).exact


# --- Stored text ----------------------------------------------------------------------------


@given(projects())
def test_what_is_stored_gives_the_same_again(project: ResultInput) -> None:
    stored, result = inputs_to_dict(project), computed(project)
    written = result_to_dict(result)
    assert inputs_from_dict(stored) == project
    assert result_from_dict(written) == result
    again = recompute(stored)
    assert again == result
    assert fingerprint(stored, result_to_dict(again)) == fingerprint(stored, written)


# --- Progress -------------------------------------------------------------------------------


@given(days, st.integers(0, 800), days)
def test_expected_grows_from_0_to_100(start: date, length: int, today: date) -> None:
    end = start + timedelta(days=length)
    now, next_day = (expected_percent(start, end, today + timedelta(days=n)) for n in (0, 1))
    assert 0 <= now <= next_day <= 100
    assert (now == 100) or today < end
    assert (now == 0) == (today < start)


@given(st.lists(st.tuples(days, percents), max_size=6), days, st.none() | st.just(date(2023, 1, 1)))
def test_a_forecast_stays_between_0_and_100(
    entries: list[tuple[date, Decimal]], end: date, start: date | None
) -> None:
    found = forecast(entries, end, start)
    if found.percent is None:
        assert found.assumption == "too_few_entries"
    else:
        assert 0 <= found.percent <= 100
    assert (found.since is None) == (found.until is None)
