"""What the loaders of the demo share: the files, what exists already, how a row is stored."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from incentives.models import AllocationGroup
from objectives.models import (
    Act,
    Area,
    Employee,
    Project,
    ProjectClass,
    Sector,
    StrategicGuideline,
)

FOLDER = settings.BASE_DIR / "fixtures" / "chiari_2023"
MID_MORNING = time(10, 42)
Row = dict[str, Any]


@dataclass
class Loaded:
    """What has been created so far, by the keys the fixture files use."""

    sectors: dict[str, Sector] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    classes: dict[str, ProjectClass] = field(default_factory=dict)
    guidelines: dict[str, StrategicGuideline] = field(default_factory=dict)
    groups: dict[str, AllocationGroup] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)


def read(name: str, folder: Path = FOLDER) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def create(model: type[Any], **values: Any) -> Any:
    instance = model(**{key: value for key, value in values.items() if value is not None})
    instance.save()
    return instance


def create_past(model: type[Any], **values: Any) -> Any:
    """Store a row with the moment it gives, where a save would write the moment of the save.

    The row passes the same checks; ValidationError otherwise.
    """
    given = {name: value for name, value in values.items() if value is not None}
    instance: Model = model(**given)
    instance.full_clean(exclude=[row.name for row in model._meta.fields if row.name not in given])
    instance.save_base(raw=True, force_insert=True)
    return instance


def moment(day: str) -> datetime:
    """Mid-morning of a day written as 2023-12-31."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), MID_MORNING))
