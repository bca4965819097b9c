"""What pages and style sheets name is there: a missing file stops the start of a real site."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
STATIC_TAG = re.compile(r"""{% static ["']([^"'{]+)["']""")


def test_style_sheets_name_files_that_exist(settings: Any, tmp_path: Path) -> None:
    storage = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


@pytest.mark.parametrize(
    "template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: p.name
)
def test_templates_name_files_that_exist(template: Path) -> None:
    named = STATIC_TAG.findall(template.read_text(encoding="utf-8"))
    assert [name for name in named if finders.find(name) is None] == []
