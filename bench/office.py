"""LibreOffice converting one document per card: the usual way out of an office template.

The documents are made beforehand, untimed: a template filled in costs next to nothing.
"""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MISSING = (
    "LibreOffice Writer is not installed (Debian: apt-get install --no-install-recommends "
    "libreoffice-writer-nogui)"
)


def is_there() -> bool:
    """Writer, that is: LibreOffice with its other parts alone starts, and converts no document."""
    program = shutil.which("soffice")
    return program is not None and (Path(program).resolve().parent / "libswlo.so").exists()


@dataclass
class Office:
    """`documents` are the cards as .odt, in a folder of their own."""

    folder: Path
    documents: list[Path]

    @classmethod
    def filled(cls, folder: Path, pages: Iterable[str], crest: Path) -> "Office":
        """Turn the cards' HTML into Writer's own format."""
        folder.mkdir()
        names = []
        for number, html in enumerate(pages, start=1):
            names.append(folder / f"{number:02d}.html")
            names[-1].write_text(html.replace("img/crest-print.svg", crest.as_uri()), "utf-8")
        office = cls(folder, [name.with_suffix(".odt") for name in names])
        options = ("--infilter=HTML (StarWriter)", "--convert-to", "odt:writer8")
        office._run(*options, "--outdir", str(folder), *map(str, names))
        return office

    def convert_at_once(self) -> None:
        """All of them by one call."""
        self._convert(self.documents)

    def convert_one_by_one(self) -> None:
        """A call for each, as an application does that prints the card somebody asked for."""
        for document in self.documents:
            self._convert([document])

    def _convert(self, documents: list[Path]) -> None:
        made = self.folder / "pdf"
        shutil.rmtree(made, ignore_errors=True)
        self._run("--convert-to", "pdf", "--outdir", str(made), *map(str, documents))
        found = len(list(made.glob("*.pdf")))
        if found != len(documents):
            raise RuntimeError(f"LibreOffice converted {found} of {len(documents)} documents")

    def _run(self, *options: str) -> None:
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", "--headless", profile, *options], check=True, capture_output=True
        )
