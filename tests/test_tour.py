"""The tour of docs/tour.md: ten steps whose pages open for who is named, with their pictures."""

import re
from pathlib import Path

import pytest
from django.test import Client

from objectives.models import Plan, User

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
STEPS = re.findall(r"Utenza `(\S+)`, pagina `(\S+)`", TEXT)
AFTERWARDS = re.findall(r"Con `(\S+)` apri `(\S+)`", TEXT)
PICTURES = re.findall(r"\(images/(\S+)\)", TEXT)


def test_there_are_ten_steps_each_with_its_picture() -> None:
    assert len(STEPS) == len(PICTURES) == len(set(PICTURES)) == 10
    script = (ROOT / "bin" / "screenshots").read_text(encoding="utf-8")
    for (username, address), picture in zip(STEPS, PICTURES, strict=True):
        assert (ROOT / "docs" / "images" / picture).is_file(), picture
        assert f'"{picture}", "{username}", "{address}"' in script


@pytest.mark.parametrize(("username", "address"), STEPS)
def test_each_step_opens(year_end: Plan, client: Client, username: str, address: str) -> None:
    client.force_login(User.objects.get(username=username))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("username", "address"), AFTERWARDS)
def test_what_follows_opens_in_the_whole_demo(
    paid_year: Plan, client: Client, username: str, address: str
) -> None:
    client.force_login(User.objects.get(username=username))
    assert client.get(address).status_code == 200
