"""From measurements to a project's result: rules RESULT-1 to RESULT-4 (docs/rules/), pure.

Standard library only; no database, no clock, no translation. Percentages come in and go out as
`Decimal` 0-100 and are exact fractions inside; only the project's result is rounded, once, half
up to two decimals, and that figure is the one compared and paid on.

    result = project_result(indicators, NORMALISED, threshold)
    stored = inputs_to_dict(ResultInput(indicators, NORMALISED, threshold)), result_to_dict(result)
    digest = fingerprint(*stored)

Failures are `ScoringError` with a code and parameters; ERROR_PARAMS lists them all. A missing
value is no failure: the result then exists, counts it 0 and is `blocked`.

    errors       ScoringError and its codes
    types        what goes in and comes out
    validity     what an indicator may be
    achievement  one indicator                        RESULT-1
    result       the project, threshold, formula      RESULT-2, RESULT-3, RESULT-4
    progress     expected against actual, forecast    FORECAST-1
    serial       JSON values and the fingerprint
"""

from objectives.scoring.achievement import achievement
from objectives.scoring.errors import ERROR_PARAMS, ScoringError
from objectives.scoring.progress import (
    days_late,
    expected_achievement,
    expected_percent,
    expected_result,
    forecast,
)
from objectives.scoring.result import formula, points, project_result
from objectives.scoring.serial import (
    RULES,
    RULES_VERSION,
    fingerprint,
    inputs_from_dict,
    inputs_to_dict,
    recompute,
    result_from_dict,
    result_to_dict,
)
from objectives.scoring.types import (
    AS_WRITTEN,
    KINDS,
    NORMALISED,
    RESULT_MODES,
    Achievement,
    Done,
    DoneOn,
    Expected,
    Forecast,
    Formula,
    IndicatorInput,
    Judged,
    Number,
    Ratio,
    Result,
    ResultInput,
    Term,
    Value,
)

__all__ = [
    "AS_WRITTEN",
    "ERROR_PARAMS",
    "KINDS",
    "NORMALISED",
    "RESULT_MODES",
    "RULES",
    "RULES_VERSION",
    "Achievement",
    "Done",
    "DoneOn",
    "Expected",
    "Forecast",
    "Formula",
    "IndicatorInput",
    "Judged",
    "Number",
    "Ratio",
    "Result",
    "ResultInput",
    "ScoringError",
    "Term",
    "Value",
    "achievement",
    "days_late",
    "expected_achievement",
    "expected_percent",
    "expected_result",
    "fingerprint",
    "forecast",
    "formula",
    "inputs_from_dict",
    "inputs_to_dict",
    "points",
    "project_result",
    "recompute",
    "result_from_dict",
    "result_to_dict",
]
