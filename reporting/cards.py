"""A project's card as it is printed: what is stored, in the words and order of the page.

Amounts, points and quotas come from the stored run (`results`, ALLOC-3); nothing is shared anew.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incentives.allocation.types import FIXED
from incentives.enums import RoundingRule, RunState, SharingKind
from incentives.models import AllocationRun
from objectives.amendments import amendment_text
from objectives.checks import Finding, class_findings
from objectives.enums import ActKind
from objectives.templatetags.display import date_it, number, percent
from reporting.facts import (
    CardFacts,
    IndicatorRow,
    PhaseRow,
    PlanFacts,
    QuotaRow,
    RunRow,
    StaffRow,
    VersionRow,
)
from reporting.findings import applied_text, row_findings, written
from reporting.paid import Paid, paid_of
from reporting.prose import Block, blocks
from reporting.rows import PlanRow
from reporting.work import IndicatorWork, WorkFacts

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class AreaStaff:
    """One area of the staff table; `people` is empty where names may not be read."""

    name: str
    quota: str
    counted: int
    people: str


@dataclass(frozen=True, slots=True)
class Money:
    """The stored figures behind an amount, euro; `fixed_projects` took theirs before."""

    is_fixed: bool
    group: str
    budget: Decimal
    fixed_total: Decimal
    fixed_projects: str
    distributable: Decimal
    group_points: Decimal
    weight: Decimal
    coefficient: Decimal | None
    points: Decimal | None
    quota: Decimal
    correction: Decimal
    amount: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Card:
    facts: CardFacts
    money: Money | None
    with_money: bool
    with_names: bool

    @property
    def row(self) -> PlanRow:
        return self.facts.row

    @property
    def work(self) -> WorkFacts | None:
        return self.facts.work

    @property
    def paid(self) -> Paid | None:
        """What the distribution in force made of the amount."""
        row = self.facts.paid
        return paid_of(row.number, row.record) if row else None

    @property
    def paid_run(self) -> str:
        """ "Distribuzione n. 1 · determinazione n. 287 del 10/07/2024" """
        row = self.facts.paid
        if row is None:
            return ""
        name = _("Distribution no. %(number)s") % {"number": row.number}
        act = act_text(row.act_kind, row.act_number, row.act_date)
        return " · ".join(filter(None, (name, act)))

    @property
    def phases(self) -> list[tuple[PhaseRow, str]]:
        """Each phase with what is known of it, empty when nothing is or the work has not begun."""
        known = self.work.phases if self.work else [""] * len(self.facts.phases)
        return list(zip(self.facts.phases, known, strict=True))

    @property
    def indicators(self) -> list[tuple[IndicatorRow, IndicatorWork | None]]:
        rows = self.facts.indicators
        found = self.work.indicators if self.work else [None] * len(rows)
        return list(zip(rows, found, strict=True))

    @property
    def deviations(self) -> list[tuple[int, str]]:
        """Why indicators stayed below their target, with their place in the card."""
        rows = enumerate(self.work.indicators if self.work else (), start=1)
        return [(place, row.deviation) for place, row in rows if row.deviation]

    @property
    def areas(self) -> str:
        if not self.facts.areas and self.row.sector_code is None:
            return _("Whole structure")
        return ", ".join(area.name for area in self.facts.areas)

    @property
    def amendments(self) -> list[tuple[str, str, str]]:
        """Latest first: "Ritirato dal 12/10/2023", "determina n. 300 del 09/10/2023", reason."""
        return [
            (
                amendment_text(row.kind, row.start, row.end),
                act_text(row.act_kind, row.act_number, row.act_date),
                row.reason,
            )
            for row in self.facts.amendments
        ]

    @property
    def applied_threshold(self) -> Decimal:
        """Percent: the stricter of table and card."""
        return max(self.row.threshold, self.row.threshold_card or Decimal(0))

    @property
    def threshold_differs(self) -> bool:
        return self.row.threshold_card not in (None, self.row.threshold)

    @property
    def staff_differs(self) -> bool:
        return self.row.counted_staff_card not in (None, self.row.counted_staff)

    @property
    def weights_total(self) -> Decimal:
        return self.row.indicator_weights

    @property
    def weights_sum(self) -> str:
        """The computation where the weights do not make 100: "35 + 35 + 20 = 90"."""
        if not self.facts.indicators or self.weights_total == WHOLE:
            return ""
        terms = [number(indicator.weight) for indicator in self.facts.indicators]
        total = number(self.weights_total)
        return f"{' + '.join(terms)} = {total}" if len(terms) > 1 else total

    @property
    def description(self) -> list[Block]:
        return blocks(self.facts.text.description)

    @property
    def activities(self) -> list[Block]:
        return blocks(self.facts.text.activities)

    @property
    def special_rule(self) -> list[Block]:
        return blocks(self.facts.text.special_rule)

    @property
    def findings(self) -> list[str]:
        found = [*row_findings(self.row), *class_findings([self.row])]
        return [finding_text(finding) for finding in found]

    @property
    def staff(self) -> list[AreaStaff]:
        return list(_areas_of(self.facts.staff, self.facts.quotas, self.with_names))

    @property
    def without_share(self) -> str:
        """Who takes part without a quota: names, or how many where names may not be read."""
        people = [person for person in self.facts.staff if not person.shares_premium]
        if not people or self.with_names:
            return ", ".join(map(person_text, people))
        return str(len(people))

    @property
    def sharing_terms(self) -> list[str]:
        return list(_sharing_terms(self.facts))


def finding_text(finding: Finding) -> str:
    """ "Table and card state different thresholds: 70 % (table), 65 % (card). 70 % applies." """
    values = ", ".join(f"{written(r)} ({r.source})" for r in (finding.first, finding.second))
    place = f"{finding.place}: " if finding.place else ""
    applied = applied_text(finding)
    return f"{place}{finding.text}: {values}." + (f" {applied}." if applied else "")


def person_text(person: StaffRow) -> str:
    """ "Nora Bassanelli (D-0031, 50 %, dal 01/07/2023)" """
    details = [person.code]
    if person.participation != WHOLE:
        details.append(percent(person.participation))
    if person.start:
        details.append(_("from %(date)s") % {"date": date_it(person.start)})
    if person.end:
        details.append(_("until %(date)s") % {"date": date_it(person.end)})
    return f"{person.first_name} {person.last_name} ({', '.join(details)})"


def _areas_of(
    staff: Iterable[StaffRow], quotas: Iterable[QuotaRow], with_names: bool
) -> Iterator[AreaStaff]:
    """The areas with a quota or with people who share, in the order of the organisation."""
    sharers = [person for person in staff if person.shares_premium]
    parts = {quota.area_id: quota for quota in quotas}
    names = {quota.area_id: quota.area for quota in quotas}
    names |= {person.area_id: person.area for person in sharers}
    whole = sum(quota.parts for quota in parts.values())
    for area_id, name in names.items():
        people = [person for person in sharers if person.area_id == area_id]
        yield AreaStaff(
            name=name,
            quota=quota_text(parts[area_id].parts, whole) if area_id in parts else "",
            counted=len(people),
            people=", ".join(map(person_text, people)) if with_names else "",
        )


def quota_text(parts: int, whole: int) -> str:
    """75 of 100 is "75 %"; a third has no exact percentage and stays "1/3"."""
    if parts * 100 % whole:
        return f"{parts}/{whole}"
    return percent(parts * 100 // whole)


def _sharing_terms(facts: CardFacts) -> Iterator[str]:
    text = facts.text
    if text.rule_kind == SharingKind.ATTENDANCE_AND_TEST and text.min_attendance_percent:
        yield _(
            "The amount is shared by those who attended at least %(percent)s and passed the test."
        ) % {"percent": percent(text.min_attendance_percent)}
    if text.night_holiday_percent:
        yield _("%(percent)s more for night or holiday hours, once per presence.") % {
            "percent": percent(text.night_holiday_percent)
        }
    if facts.tariff:
        yield _("No presence counts for more than %(hours)s hours.") % {
            "hours": number(facts.tariff[-1].up_to_hours)
        }
    if text.rule_note and not text.special_rule:
        yield text.rule_note


def money_of(row: PlanRow, run: AllocationRun | None) -> Money | None:
    """The project's line in the stored results, None when the run has none."""
    for group in run.results["groups"] if run else ():
        for line in group["lines"]:
            if line["project"] == row.number:
                return _money(group, line, str(RoundingRule(run.rule).label) if run else "")
    return None


def _money(group: dict[str, Any], line: dict[str, Any], rule: str) -> Money:
    fixed = [str(other["project"]) for other in group["lines"] if other["mode"] == FIXED]
    return Money(
        is_fixed=line["mode"] == FIXED,
        group=group["name"],
        budget=Decimal(group["budget"]),
        fixed_total=Decimal(group["fixed_total"]),
        fixed_projects=", ".join(fixed),
        distributable=Decimal(group["distributable"]),
        group_points=Decimal(group["points"]),
        weight=Decimal(line["weight"]),
        coefficient=_decimal(line["coefficient"]),
        points=_decimal(line["points"]),
        quota=Decimal(line["quota"]),
        correction=Decimal(line["correction"]),
        amount=Decimal(line["amount"]),
        rule=rule,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# --- Where a document comes from -----------------------------------------------------------


def act_text(kind: str | None, act_number: str | None, date: datetime.date | None) -> str:
    if not (kind and date):
        return ""
    label = str(ActKind(kind).label)
    return _("%(kind)s no. %(number)s of %(date)s") % {
        "kind": label[0].lower() + label[1:],
        "number": act_number,
        "date": date_it(date),
    }


def version_text(plan: PlanFacts) -> str:
    """ "Versione 1 · delibera G.C. n. 61 del 27/03/2023", else that no version was approved."""
    version = plan.version
    if version is None:
        return _("Plan not approved yet")
    name = _("Version %(number)s") % {"number": version.number}
    return " · ".join(filter(None, (name, _version_act(version))))


def _version_act(version: VersionRow) -> str:
    return act_text(version.act_kind, version.act_number, version.act_date)


def run_text(run: RunRow | None) -> str:
    """Which run the amounts come from, and whether it is in force."""
    if run is None:
        return _("No allocation has been recorded yet.")
    name = _("Allocation no. %(number)s") % {"number": run.number}
    if run.state == RunState.PREPARED or run.approved_at is None:
        return _("%(run)s, not approved yet") % {"run": name}
    parts = [
        _("%(run)s, approved on %(date)s") % {"run": name, "date": date_it(run.approved_at)},
        act_text(run.act_kind, run.act_number, run.act_date),
    ]
    return " · ".join(filter(None, parts))


def counted_text(count: int) -> str:
    return ngettext("%(count)s project", "%(count)s projects", count) % {"count": count}
