"""The what-if: the figures of an allocation as a form that computes and never saves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from incentives.allocation import (
    Allocation,
    AllocationError,
    AllocationInput,
    Band,
    GroupInput,
    ProjectInput,
    allocate,
    share_by_heads,
)
from incentives.enums import BudgetMode, RoundingRule
from incentives.forms.fields import AmountField, PercentField, WholeField
from incentives.messages import error_place, sentence
from objectives.forms.fields import LocalDecimalField
from objectives.templatetags.display import money

SPARE_BANDS = 1
SELECT = {"class": "form-select"}
BAND_PLACES = {"coefficient": "coefficient"}
PROJECT_PLACES = {"counted_staff": "staff"}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group with its bound fields, as the template draws it."""

    group: GroupInput
    mode: BoundField
    amount: BoundField
    percent: BoundField
    heads: BoundField


class WhatIfForm(forms.Form):
    """`inputs` are the plan's figures: they fill the form and name its fields.

    A valid form has `allocation`, the result of what was typed.
    """

    rule = forms.ChoiceField(
        label=_("Rounding rule"), choices=RoundingRule.choices, widget=forms.Select(SELECT)
    )
    heads_amount = AmountField(label=_("Amount to share by heads, €"), required=False)
    heads_unit = AmountField(label=_("In steps of, €"))

    def __init__(self, inputs: AllocationInput, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inputs = inputs
        self.allocation: Allocation | None = None
        self._add("rule", None, inputs.rule)
        self._add("heads_amount", None, inputs.heads_amount)
        self._add("heads_unit", None, inputs.heads_unit)
        for place, group in enumerate(inputs.groups):
            self._add_group(place, group)
        for place in range(len(inputs.bands) + SPARE_BANDS):
            self._add_band(place, inputs.bands[place] if place < len(inputs.bands) else None)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control pp-num-input")
            field.widget.attrs.setdefault("aria-label", field.label)

    # --- Fields ----------------------------------------------------------------------------

    def _add(self, name: str, field: forms.Field | None, initial: object) -> None:
        if field is not None:
            self.fields[name] = field
        self.initial.setdefault(name, initial)

    def _add_group(self, place: int, group: GroupInput) -> None:
        named = {"group": group.name}
        mode = forms.ChoiceField(
            label=_("Budget of %(group)s") % named,
            choices=BudgetMode.choices,
            widget=forms.Select(SELECT),
        )
        amount = AmountField(label=_("Amount of %(group)s") % named, required=False)
        percent = PercentField(label=_("Percent of %(group)s") % named, required=False)
        heads = WholeField(label=_("Heads of %(group)s") % named, required=False)
        self._add(f"g{place}_mode", mode, group.budget_mode)
        self._add(f"g{place}_amount", amount, group.amount)
        self._add(f"g{place}_percent", percent, group.percent)
        self._add(f"g{place}_heads", heads, group.heads)
        for project in group.projects:
            self._add_project(project)

    def _add_project(self, project: ProjectInput) -> None:
        named = {"number": project.number}
        weight = PercentField(label=_("Weight of project %(number)s") % named)
        staff = WholeField(label=_("Counted staff of project %(number)s") % named)
        self._add(f"p{project.number}_weight", weight, project.weight)
        self._add(f"p{project.number}_staff", staff, project.counted_staff)

    def _add_band(self, place: int, band: Band | None) -> None:
        named = {"row": place + 1}
        low = WholeField(label=_("Band %(row)s, from") % named, required=False)
        high = WholeField(label=_("Band %(row)s, to") % named, required=False)
        factor = LocalDecimalField(label=_("Band %(row)s, coefficient") % named, required=False)
        self._add(f"b{place}_from", low, band.from_heads if band else None)
        self._add(f"b{place}_to", high, band.to_heads if band else None)
        self._add(f"b{place}_coefficient", factor, band.coefficient if band else None)

    def group_rows(self) -> Iterator[GroupRow]:
        for place, group in enumerate(self.inputs.groups):
            names = ("mode", "amount", "percent", "heads")
            yield GroupRow(group, *(self[f"g{place}_{name}"] for name in names))

    def band_rows(self) -> Iterator[tuple[BoundField, ...]]:
        for place in range(len(self.inputs.bands) + SPARE_BANDS):
            yield tuple(self[f"b{place}_{name}"] for name in ("from", "to", "coefficient"))

    # --- Result ----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        bands = tuple(self._typed_bands())
        if not self.errors:
            try:
                self.allocation = allocate(self._typed(cleaned, bands))
            except AllocationError as error:
                self.add_error(self._field_at_fault(error), sentence(error))
        return cleaned

    def _typed(self, cleaned: dict[str, Any], bands: tuple[Band, ...]) -> AllocationInput:
        return replace(
            self.inputs,
            rule=cleaned["rule"],
            bands=bands,
            heads_amount=cleaned["heads_amount"],
            heads_unit=cleaned["heads_unit"],
            groups=tuple(
                self._typed_group(place, group, cleaned)
                for place, group in enumerate(self.inputs.groups)
            ),
        )

    def _typed_group(self, place: int, group: GroupInput, cleaned: dict[str, Any]) -> GroupInput:
        return replace(
            group,
            budget_mode=cleaned[f"g{place}_mode"],
            amount=cleaned[f"g{place}_amount"],
            percent=cleaned[f"g{place}_percent"],
            heads=cleaned[f"g{place}_heads"],
            projects=tuple(
                replace(
                    project,
                    weight=cleaned[f"p{project.number}_weight"],
                    counted_staff=cleaned[f"p{project.number}_staff"],
                )
                for project in group.projects
            ),
        )

    def _typed_bands(self) -> Iterator[Band]:
        """The filled rows; an empty row is no band, a half-filled one is refused at its field."""
        for place in range(len(self.inputs.bands) + SPARE_BANDS):
            low, high, factor = (
                self.cleaned_data.get(f"b{place}_{name}") for name in ("from", "to", "coefficient")
            )
            if low is None and high is None and factor is None:
                continue
            for name, value in (("from", low), ("coefficient", factor)):
                field = f"b{place}_{name}"
                if value is None and field not in self.errors:
                    self.add_error(field, _("Complete the band, or empty its row."))
            if low is not None and factor is not None:
                yield Band(low, high, factor)

    def _field_at_fault(self, error: AllocationError) -> str | None:
        kind, key, attribute = error_place(error)
        name = {
            "project": f"p{key}_{PROJECT_PLACES.get(attribute, attribute)}",
            "group": self._group_field(key, attribute),
            "band": self._band_field(key, attribute),
            "pool": attribute,
        }.get(kind, "")
        return name if name in self.fields else None

    def _group_field(self, code: str, attribute: str) -> str:
        codes = [group.code for group in self.inputs.groups]
        if code not in codes:
            return ""
        place = codes.index(code)
        by_mode = self.cleaned_data.get(f"g{place}_mode", BudgetMode.AMOUNT)
        return f"g{place}_{by_mode}" if attribute != "budget_mode" else f"g{place}_mode"

    def _band_field(self, text: str, attribute: str) -> str:
        for place in range(len(self.inputs.bands) + SPARE_BANDS):
            low = self.cleaned_data.get(f"b{place}_from")
            high = self.cleaned_data.get(f"b{place}_to")
            if text == f"{low}-{'' if high is None else high}":
                return f"b{place}_{BAND_PLACES.get(attribute, 'from')}"
        return ""

    # --- Budgets proposed by heads -----------------------------------------------------------

    def proposed(self, data: QueryDict) -> "WhatIfForm":
        """A form like this one whose groups with heads have their share of the amount by heads.

        Errors of the amount, the unit or the heads are left on this form and it comes back.
        """
        heads = self._heads_by_code()
        total, unit = (self.cleaned_data.get(name) for name in ("heads_amount", "heads_unit"))
        if total is None and "heads_amount" not in self.errors:
            self.add_error("heads_amount", _("Enter the amount to share."))
        if total is None or unit is None:
            return self
        try:
            shares = share_by_heads(_cents(total), heads, _cents(unit))
        except AllocationError as error:
            self.add_error(self._field_at_fault(error), sentence(error))
            return self
        filled = data.copy()
        for place, group in enumerate(self.inputs.groups):
            if group.code in shares:
                filled[f"g{place}_mode"] = BudgetMode.AMOUNT
                filled[f"g{place}_amount"] = money(Decimal(shares[group.code]).scaleb(-2))
        return type(self)(self.inputs, filled)

    def _heads_by_code(self) -> dict[str, int]:
        typed = {
            group.code: self.cleaned_data.get(f"g{place}_heads")
            for place, group in enumerate(self.inputs.groups)
        }
        return {code: heads for code, heads in typed.items() if heads}


def _cents(amount: Decimal) -> int:
    return int(amount.scaleb(2))
