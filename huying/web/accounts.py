"""Who may sign in: staff that an administrator has entered; demo accounts in a demo only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from huying.base.units.models import Staff


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's questions, answered for a city."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: residents need no account, staff are entered."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """The account these credentials open. A demo account opens nothing where real work is done."""
        staff: Staff | None = super().authenticate(request, **credentials)
        return staff if staff is None or settings.DEMO or not staff.demo else None
