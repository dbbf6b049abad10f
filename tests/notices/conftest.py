"""Channels that lead to receivers of our own."""

from .receivers import mailbox, phones

__all__ = ["mailbox", "phones"]
