"""Short forms of people and fingerprints in the tables of runs."""

from django import template

from objectives.models import User

register = template.Library()


@register.filter
def short_name(user: User | None) -> str:
    """M. Querciola; the user name where there is no family name."""
    if user is None:
        return ""
    if not (user.first_name and user.last_name):
        return str(user)
    return f"{user.first_name[0]}. {user.last_name}"


@register.filter
def fingerprint(sha256: str) -> str:
    """Begin and end of a SHA-256, enough to tell two runs apart: 7c41 9be0 … a2d8."""
    return f"{sha256[:4]} {sha256[4:8]} … {sha256[-4:]}"
