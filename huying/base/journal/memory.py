"""Reading the record of one thing."""

from bisect import bisect_left
from collections.abc import Collection

from . import reading
from .models import Event, Leaf, Words

__all__ = ["Event", "remembered", "said"]


def at(life: str, thing: int, seq: int) -> Event:
    """One event."""
    if (event := reading.first(Event, life=life, thing=thing, seq=seq)) is None:
        raise Event.DoesNotExist(f"{life}:{thing}#{seq}")
    return event


def remembered(life: str, thing: int) -> list[Event]:
    """The whole past of one thing, oldest first."""
    return list(Event.objects.filter(life=life, thing=thing).order_by("seq"))


def unsay(life: str, thing: int, seqs: Collection[int]) -> int:
    """Erase what people typed at these events, with the salts; return how many texts that were. The chain still verifies."""
    return Words.objects.filter(life=life, thing=thing, seq__in=seqs).delete()[0]


def said(life: str, thing: int) -> dict[int, dict[str, str]]:
    """What people typed at each event of one thing: number of the event → name → text. Erased words are absent."""
    found: dict[int, dict[str, str]] = {}
    for seq, name, text in Words.objects.filter(life=life, thing=thing).values_list("seq", "name", "text"):
        found.setdefault(seq, {})[name] = text
    return found


def typed(events: Collection[Event], name: str) -> dict[int, str]:
    """What people typed under this name at some events of one life: key of the event → text. Erased words are absent."""
    at = {(event.thing, event.seq): event.pk for event in events}
    found = Words.objects.filter(
        life__in={event.life for event in events}, thing__in={thing for thing, _seq in at}, name=name
    ).values_list("thing", "seq", "text")
    return {at[thing, seq]: text for thing, seq, text in found if (thing, seq) in at}


def sealed_by(events: Collection[Event]) -> dict[int, int]:
    """Key of the event → number of the seal that covers it first; an event that none covers yet is absent."""
    chains = {(event.life, event.thing) for event in events}
    found = Leaf.objects.filter(
        life__in={life for life, _thing in chains}, thing__in={thing for _life, thing in chains}
    )
    ends: dict[tuple[str, int], list[tuple[int, int]]] = {chain: [] for chain in chains}
    for life, thing, seq, seal in found.order_by("seq").values_list("life", "thing", "seq", "seal"):
        if (life, thing) in ends:
            ends[life, thing].append((seq, seal))
    covering = {event.pk: (ends[event.life, event.thing], event.seq) for event in events}
    places = {key: (leaves, bisect_left(leaves, (seq,))) for key, (leaves, seq) in covering.items()}
    return {key: leaves[place][1] for key, (leaves, place) in places.items() if place < len(leaves)}
