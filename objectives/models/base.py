"""What every model of the domain shares: checked on save, errors at their field."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

PERCENT_MESSAGE = _("Enter a percentage between 0 and 100.")
AMOUNT_MESSAGE = _("Enter an amount of at least 0.00.")
AMOUNT_LIMIT = Decimal("999999999.99")
AMOUNT_LIMIT_MESSAGE = _("The amount is too large: check the decimal comma.")

LARGEST = {"PositiveSmallIntegerField": 32_767, "PositiveIntegerField": 2_147_483_647}


class CheckedModel(models.Model):
    """A model that refuses bad data wherever it comes from: form, admin, import or shell.

    `error_fields` maps the name of a constraint to the field where its sentence is shown.
    """

    error_fields: ClassVar[dict[str, str]] = {}
    # Whether a row that hangs on a plan changes with an act alone: facts of the year do not.
    is_approved_content: ClassVar[bool] = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_clean()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Whole numbers fit their column: PostgreSQL would refuse what SQLite lets through."""
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.error_dict
        for field in self._meta.concrete_fields:
            limit = LARGEST.get(field.get_internal_type())
            value = getattr(self, field.attname)
            if limit and isinstance(value, int) and value > limit and field.name not in errors:
                message = _("The number is too large: %(limit)s at most.")
                errors[field.name] = [ValidationError(message, "too_large", {"limit": limit})]
        if errors:
            raise ValidationError(errors)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as error:
            raise ValidationError(self._errors_by_field(error, exclude or ())) from None

    def _errors_by_field(
        self, error: ValidationError, exclude: Collection[str]
    ) -> dict[str, list[ValidationError]]:
        by_field: dict[str, list[ValidationError]] = {}
        for field, errors in error.error_dict.items():
            for item in errors:
                name = self.error_fields.get(item.code or "", field)
                if name in exclude:
                    name = NON_FIELD_ERRORS
                by_field.setdefault(name, []).append(item)
        return by_field


class PercentField(models.DecimalField):
    """A percentage 0–100 with two decimals; the database refuses anything else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 5, 2
        kwargs["validators"] = [
            MinValueValidator(0, message=PERCENT_MESSAGE),
            MaxValueValidator(100, message=PERCENT_MESSAGE),
        ]
        super().__init__(*args, **kwargs)


class AmountField(models.DecimalField):
    """Euro with two decimals, from 0.00 to 999,999,999.99."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 12, 2
        kwargs["validators"] = [
            MinValueValidator(0, message=AMOUNT_MESSAGE),
            MaxValueValidator(AMOUNT_LIMIT, message=AMOUNT_LIMIT_MESSAGE),
        ]
        super().__init__(*args, **kwargs)


def percent_check(field: str, name: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q((f"{field}__gte", 0), (f"{field}__lte", 100)),
        name=name,
        violation_error_message=PERCENT_MESSAGE,
        violation_error_code=name,
    )


def amount_check(field: str, name: str) -> CheckConstraint:
    return CheckConstraint(
        condition=Q((f"{field}__gte", 0), (f"{field}__lte", AMOUNT_LIMIT)),
        name=name,
        violation_error_message=AMOUNT_MESSAGE,
        violation_error_code=name,
    )


def dates_in_order(name: str) -> CheckConstraint:
    """`end` is open or not before `start`."""
    return CheckConstraint(
        condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
        name=name,
        violation_error_message=_("The end date comes before the start date."),
        violation_error_code=name,
    )


def overlapping(
    start: date | None, end: date | None, others: Iterable[tuple[date | None, date | None]]
) -> bool:
    """Whether a dated period (None is open) touches one of the others."""
    low, high = start or date.min, end or date.max
    return any(low <= (b or date.max) and (a or date.min) <= high for a, b in others)
