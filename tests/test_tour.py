"""The tour of docs/tour.md: fifteen steps whose pages open for who is named, with pictures."""

import re
from pathlib import Path

import pytest
from django.test import Client

from objectives.models import Plan, User

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
WORK, PAYMENT = (
    re.findall(r"Utenza `(\S+)`, pagina `(\S+)`", part) for part in TEXT.split("## Il pagamento")
)
PICTURES = re.findall(r"\(images/(\S+)\)", TEXT)


def test_there_are_fifteen_steps_each_with_its_picture() -> None:
    steps = [*WORK, *PAYMENT]
    assert len(steps) == len(PICTURES) == len(set(PICTURES)) == 15
    script = " ".join((ROOT / "bin" / "screenshots").read_text(encoding="utf-8").split())
    for (username, address), picture in zip(steps, PICTURES, strict=True):
        assert (ROOT / "docs" / "images" / picture).is_file(), picture
        assert f'"{picture}", "{username}", "{address}"' in script


@pytest.mark.parametrize(("username", "address"), WORK)
def test_each_step_opens(year_end: Plan, client: Client, username: str, address: str) -> None:
    client.force_login(User.objects.get(username=username))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(("username", "address"), PAYMENT)
def test_each_step_of_the_payment_opens_in_the_whole_demo(
    paid_year: Plan, client: Client, username: str, address: str
) -> None:
    client.force_login(User.objects.get(username=username))
    assert client.get(address).status_code == 200
