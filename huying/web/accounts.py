"""Who may sign in: staff that an administrator has entered, and demo accounts in a demo only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """allauth's questions, answered for a city."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: residents need no account, staff are entered."""
        return False
