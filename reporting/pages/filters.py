"""The filters of the plan page: plain GET parameters, so that an address can be shared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from objectives.enums import ProjectKind
from reporting.findings import row_findings
from reporting.rows import RESULTS, TITLES, Bundle, InPlan, PlanRow

WHOLE_BODY = "-"
OUTCOMES = (REACHED, BELOW, OPEN) = ("raggiunta", "sotto", "aperto")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool

    @property
    def selected(self) -> SafeString:
        """The attribute of the chosen one."""
        return SafeString(" selected" if self.chosen else "")


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What was asked; values that match no row of the plan count as not asked."""

    text: str = ""
    sector: str = ""
    kind: str = ""
    class_name: str = ""
    outcome: str = ""
    with_findings: bool = False

    @classmethod
    def of(cls, query: QueryDict, rows: Sequence[InPlan]) -> "PlanFilter":
        return cls(
            text=query.get("q", "").strip(),
            sector=_known(query.get("settore", ""), (sector_of(row) for row in rows)),
            kind=_known(query.get("tipo", ""), (row.kind for row in rows)),
            class_name=_known(query.get("classe", ""), (row.class_name for row in rows)),
            outcome=_known(query.get("risultato", ""), OUTCOMES),
            with_findings="incongruenze" in query,
        )

    @property
    def active(self) -> bool:
        return self != PlanFilter()

    @staticmethod
    def apart(query: QueryDict) -> frozenset[str]:
        """What bundles of projects must tell apart to be filtered."""
        asked = {RESULTS: "risultato" in query, TITLES: bool(query.get("q", "").strip())}
        return frozenset(name for name, wanted in asked.items() if wanted)

    @staticmethod
    def reads_rows(query: QueryDict) -> bool:
        """Whether what is asked can only be found in the projects themselves."""
        return "incongruenze" in query

    def keeps(self, row: PlanRow | Bundle) -> bool:
        return (
            self.sector in ("", sector_of(row))
            and self.kind in ("", row.kind)
            and self.class_name in ("", row.class_name)
            and self.outcome in ("", outcome_of(row))
            and (not self.text or self._finds(row))
            and (not self.with_findings or (isinstance(row, PlanRow) and bool(row_findings(row))))
        )

    def _finds(self, row: PlanRow | Bundle) -> bool:
        """By a piece of the title, or by the number alone."""
        wanted = self.text.casefold()
        return wanted in row.title.casefold() or wanted in map(str, row.numbers)

    def sectors(self, rows: Iterable[InPlan]) -> list[Option]:
        names = {sector_of(row): row.sector_text or _("Whole body") for row in rows}
        return _options(sorted(names.items()), self.sector)

    def kinds(self, rows: Iterable[InPlan]) -> list[Option]:
        used = {row.kind for row in rows}
        return _options([k for k in ProjectKind.choices if k[0] in used], self.kind)

    def outcomes(self) -> list[Option]:
        return _options([(name, outcome_text(name)) for name in OUTCOMES], self.outcome)

    def classes(self, rows: Iterable[InPlan]) -> list[Option]:
        weights = {row.class_name: row.class_weight for row in rows}
        heaviest_first = sorted(weights, key=lambda name: (-weights[name], name))
        return _options([(name, name) for name in heaviest_first], self.class_name)


def outcome_of(row: PlanRow | Bundle) -> str:
    """How the confirmed result stands to the threshold; what is not confirmed is open, unless the
    project was withdrawn and needs no result."""
    if not row.has_result:
        return "" if row.is_withdrawn else OPEN
    return REACHED if row.result_met else BELOW


def outcome_text(outcome: str) -> str:
    return {
        REACHED: _("Confirmed, threshold reached"),
        BELOW: _("Confirmed, below the threshold"),
        OPEN: _("Not confirmed yet"),
    }[outcome]


def sector_of(row: InPlan) -> str:
    return row.sector_code or WHOLE_BODY


def _known(value: str, values: Iterable[str]) -> str:
    return value if value in set(values) else ""


def _options(pairs: Iterable[tuple[str, object]], chosen: str) -> list[Option]:
    return [Option(value, str(label), value == chosen) for value, label in pairs]
