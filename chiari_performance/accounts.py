"""How people get in: accounts are made by the administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from objectives.models import User
from objectives.prepared import Prepared

_BY_KEY = Prepared[User](lambda user: User.objects.filter(pk=user), "user")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed: allauth leaves it open by default."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """One count of failures for one account, however it is reached or spelt.

        The library's key holds the Host header, whose port a stranger may choose at will, and
        tells apart letters that databases hold for equal.
        """
        name = credentials.get("username") or credentials.get("email", "")
        return name.strip().upper()


class AccountBackend(AuthenticationBackend):
    """Demo accounts have printed passwords: they exist only while DEMO is on."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: int) -> User | None:
        """Asked for by every page: by SQL that is written once."""
        found = _BY_KEY.rows(user=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
