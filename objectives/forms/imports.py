"""The form of an import: a pasted block or a workbook, kept as text until it is confirmed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from objectives.imports.compare import Importer, Preview, preview, sentences
from objectives.imports.guard import uploaded_bytes
from objectives.imports.lines import lines_of_text, lines_of_workbook, text_of_lines

LONGEST_BLOCK = 1_000_000  # characters


class ImportForm(forms.Form):
    """After `is_valid`, `preview` says what the table would change.

    A workbook ends up as text in `block`, where it can be corrected like a pasted one.
    """

    block = forms.CharField(
        label=gettext_lazy("Rows copied from a spreadsheet"),
        required=False,
        strip=False,
        max_length=LONGEST_BLOCK,
        widget=forms.Textarea(
            {"rows": 8, "class": "form-control pp-block", "spellcheck": "false", "wrap": "off"}
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("or an Excel file (.xlsx)"),
        required=False,
        widget=forms.FileInput({"class": "form-control", "accept": ".xlsx"}),
    )

    def __init__(self, importer: Importer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        self.preview: Preview | None = None
        self.text = ""

    def clean_file(self) -> str:
        """The file's rows as a block. Refused before it is opened when it is not honest."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        return text_of_lines(lines_of_workbook(uploaded_bytes(file)))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in self.errors:
            return values
        self.text = values.get("file") or values.get("block", "")
        if not self.text.strip():
            raise ValidationError(_("Paste some rows or choose a file."), "required")
        self.preview = self.read()
        return values

    def read(self) -> Preview:
        """What the table says beside what is stored now. Raises ValidationError."""
        return preview(lines_of_text(self.text), self.importer)

    @property
    def sentences(self) -> list[str]:
        return sentences(self.preview) if self.preview else []
