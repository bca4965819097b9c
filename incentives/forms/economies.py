"""Where the economies go: one choice for each reason that leaves one."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from incentives.distribution.destinations import BY_LAW
from incentives.distribution.words import ECONOMY_REASONS
from incentives.enums import EconomyDestination


class EconomiesForm(forms.Form):
    """The fields are named by the reasons; those the law decides are shown and not changed."""

    def __init__(self, stored: Mapping[str, str], data: QueryDict | None = None) -> None:
        super().__init__(data, initial=dict(stored))
        for reason, words in ECONOMY_REASONS.items():
            by_law = reason in BY_LAW
            label = str(words)
            self.fields[reason] = forms.ChoiceField(
                label=label[0].upper() + label[1:],
                choices=EconomyDestination.choices,
                disabled=by_law,
                help_text=_("The law says so (D.L. 112/2008 art. 71).") if by_law else "",
            )
