"""From achievements to the project's result: RESULT-2 to RESULT-4 (docs/rules/)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from objectives.exact import rounded, trimmed
from objectives.scoring.achievement import NOTHING, WHOLE, achievement
from objectives.scoring.errors import ScoringError
from objectives.scoring.types import (
    ALL_NEUTRALISED,
    AS_WRITTEN,
    NO_INDICATORS,
    NO_WEIGHT,
    RESULT_MODES,
    Achievement,
    Formula,
    IndicatorInput,
    Result,
    Term,
)
from objectives.scoring.validity import is_percent

RESULT_PLACES = 2


def project_result(indicators: Iterable[IndicatorInput], mode: str, threshold: Decimal) -> Result:
    """The result of a project, with every achievement; the order given does not matter.

    `threshold` is the percentage that applies (the stricter one while two are under
    discussion). ScoringError: anything but expected progress and forecast.
    """
    _check_project(mode, threshold)
    lines = tuple(sorted(map(achievement, indicators), key=lambda line: line.order))
    _check_orders(lines)
    counted = [line for line in lines if not line.neutralised]
    exact = weighted_percent(lines, {line.order: line.percent or NOTHING for line in counted}, mode)
    result = None if exact is None else rounded(min(exact, WHOLE), RESULT_PLACES)
    return Result(
        mode=mode,
        threshold=threshold,
        result=result,
        exact=exact,
        capped=exact is not None and exact > WHOLE,
        reason=_reason(lines, counted),
        met=None if result is None else result >= threshold,
        weight_total=_weight(lines),
        counted_weight=_weight(counted),
        missing=tuple(line.order for line in lines if line.missing),
        undecided=tuple(line.order for line in lines if line.undecided),
        lines=lines,
    )


def _check_project(mode: str, threshold: Decimal) -> None:
    if mode not in RESULT_MODES:
        raise ScoringError("bad_mode", mode=str(mode))
    if not is_percent(threshold):
        raise ScoringError("bad_threshold", value=str(threshold))


def _check_orders(lines: Sequence[Achievement]) -> None:
    for order, times in Counter(line.order for line in lines).items():
        if times > 1:
            raise ScoringError("duplicate_indicator", indicator=str(order))


def weighted_percent(
    lines: Sequence[Achievement], percents: Mapping[int, Fraction], mode: str
) -> Fraction | None:
    """Σ (weight × percent) / divisor over the lines that have a percent; None without weight.

    normalised divides by the weight of those lines. as_written divides by 100 after the
    neutralised weight has passed to those lines in proportion, so the total stays as written:
    their sum / their weight × all weight / 100.
    """
    counted = [line for line in lines if line.order in percents]
    weight = _total(counted)
    if not weight:
        return None
    products = sum((Fraction(line.weight) * percents[line.order] for line in counted), NOTHING)
    mean = Fraction(products, weight)
    return mean * Fraction(_total(lines), WHOLE) if mode == AS_WRITTEN else mean


def _reason(lines: Sequence[Achievement], counted: Sequence[Achievement]) -> str:
    if not lines:
        return NO_INDICATORS
    if not counted:
        return ALL_NEUTRALISED
    return "" if _total(counted) else NO_WEIGHT


def points(line: Achievement) -> Decimal | None:
    """weight × achievement / 100, two decimals, to be shown beside the line and never summed."""
    if line.percent is None:
        return None
    return rounded(Fraction(Fraction(line.weight) * line.percent, WHOLE), RESULT_PLACES)


def _total(lines: Iterable[Achievement]) -> Fraction:
    return sum((Fraction(line.weight) for line in lines), NOTHING)


def _weight(lines: Iterable[Achievement]) -> Decimal:
    """The total of weights as a Decimal without trailing zeros; weights have two decimals."""
    return trimmed(rounded(_total(lines), RESULT_PLACES))


def formula(result: Result) -> Formula | None:
    """The parts of "(70 × 100 + 30 × 80) / 100 = 94,00"; None when there is no result."""
    if result.result is None or result.exact is None:
        return None
    terms = tuple(_term(line) for line in result.lines if not line.neutralised)
    as_written = result.mode == AS_WRITTEN
    passed_on = result.counted_weight != result.weight_total
    return Formula(
        terms=terms,
        divisor=Decimal(100) if as_written and not passed_on else result.counted_weight,
        scale=result.weight_total if as_written and passed_on and result.mode_matters else None,
        result=result.result,
        exact=all(term.exact for term in terms),
        rounded=Fraction(result.result) != min(result.exact, WHOLE),
        capped=result.capped,
    )


def _term(line: Achievement) -> Term:
    shown = Decimal(0) if line.shown is None else line.shown
    return Term(line.order, trimmed(line.weight), trimmed(shown), line.exact)
