"""Channels that lead to receivers of our own."""

from .receivers import chat, mailbox, phones

__all__ = ["chat", "mailbox", "phones"]
