"""Evidence as it is attached: a file, the number of a protocol, or a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from objectives.enums import EvidenceKind
from objectives.evidence import LARGEST, SUFFIXES
from objectives.models import Indicator, Project

ACCEPTED = ",".join(f".{suffix}" for suffix in SUFFIXES)


class EvidenceForm(forms.Form):
    """Which of the three is needed follows from the kind; the content of a file is judged later."""

    kind = forms.ChoiceField(
        label=_("Kind of evidence"), choices=EvidenceKind, initial=EvidenceKind.FILE
    )
    indicator = forms.ModelChoiceField(
        label=_("Indicator"),
        queryset=Indicator.objects.none(),
        required=False,
        empty_label=_("the whole project"),
    )
    description = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        error_messages={"required": _("Write what the evidence shows.")},
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    reference = forms.CharField(
        label=_("Protocol number"),
        required=False,
        max_length=100,
        help_text=_("For example 31204/2023."),
    )
    url = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of a public page, for example on the online register."),
    )

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["indicator"].queryset = project.indicators.all()
        fields["indicator"].label_from_instance = lambda row: f"{row.order}. {row}"
        fields["file"].help_text = _("PDF, images, office documents, up to %(limit)s MB.") % {
            "limit": LARGEST // 1024 // 1024
        }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        needed = {
            EvidenceKind.FILE: ("file", _("Choose a file.")),
            EvidenceKind.PROTOCOL: ("reference", _("Write the protocol number.")),
            EvidenceKind.LINK: ("url", _("Paste the address of the page.")),
        }
        if "kind" in data:
            name, message = needed[EvidenceKind(data["kind"])]
            if not data.get(name) and name not in self.errors:
                self.add_error(name, forms.ValidationError(message, "required"))
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        error_messages={"required": _("Write why the evidence is withdrawn.")},
    )
