"""Reading the record of one thing."""

from .models import Event, Words

__all__ = ["Event", "remembered", "said"]


def remembered(life: str, thing: int) -> list[Event]:
    """The whole past of one thing, oldest first."""
    return list(Event.objects.filter(life=life, thing=thing).order_by("seq"))


def said(life: str, thing: int) -> dict[int, dict[str, str]]:
    """What people typed at each event of one thing: number of the event → name → text. Erased words are absent."""
    found: dict[int, dict[str, str]] = {}
    for seq, name, text in Words.objects.filter(life=life, thing=thing).values_list("seq", "name", "text"):
        found.setdefault(seq, {})[name] = text
    return found
