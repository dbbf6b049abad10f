"""Walking the whole journal: is every chain whole, does it end where its row and its seals say?

What is sealed is proved only against a seal kept elsewhere: whoever can write everything can recompute everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import transaction

from . import chain
from .models import Event, Leaf, Moving, Seal, Unsealed, Words

CHUNK = 10_000
FIELDS = ("life", "thing", "seq", "verb", "source", "target", "by", "at", "area", "unit", "facts", "hash")


@dataclass(frozen=True)
class Link:
    """One event as it was read back."""

    life: str
    thing: int
    seq: int
    verb: str
    source: str
    target: str
    by: str
    at: datetime
    area: int | None
    unit: int | None
    facts: dict[str, Any]
    hash: bytes


@dataclass(frozen=True)
class Finding:
    """The first event of one chain that is not as it was written. `what`: changed, removed, inserted, reordered, row, words, seal."""

    life: str
    thing: int
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.life}:{self.thing} event {self.seq}: {self.what}"


@dataclass
class Report:
    """What `verify` saw: events and things walked, until when the journal is sealed, and what is wrong (nothing, if it holds)."""

    events: int = 0
    lives: dict[str, int] = field(default_factory=dict)
    """Life → how many of the events are of it: the cases', the audit log's, …"""
    things: int = 0
    unsealed: int = 0
    sealed_until: datetime | None = None
    findings: list[Finding] = field(default_factory=list)


Key = tuple[str, int]


def verify(progress: Any = lambda n: None) -> Report:
    """Check every chain, row and seal; `progress` is called with the number of events walked since the last call."""
    report = Report(
        unsealed=Unsealed.objects.count(),
        sealed_until=Seal.objects.order_by("-pk").values_list("at", flat=True).first(),
    )
    with transaction.atomic():
        report.findings += _broken_seals()
        walk = {
            "rows": _by_thing(_rows()),
            "leaves": _by_thing(_leaves()),
            "words": _by_thing(_words()),
            "events": _by_thing(_events()),
        }
        for key, found in _merged(walk):
            events = found["events"]
            report.events += len(events)
            report.lives[key[0]] = report.lives.get(key[0], 0) + len(events)
            report.things += 1
            progress(len(events))
            if finding := _first_wrong(key, events, found["rows"], found["leaves"], found["words"]):
                report.findings.append(finding)
    return report


def _first_wrong(key: Key, events: list[Any], rows: list[Any], leaves: list[Any], words: list[Any]) -> Finding | None:
    links = [Link(*event) for event in events]
    candidates = [
        _broken_link(links),
        _against_leaves(links, leaves),
        _against_row(links, rows),
        _against_words(links, words),
    ]
    wrong = [found for found in candidates if found]
    if not wrong:
        return None
    seq, what = min(wrong, key=lambda found: found[0])
    return Finding(*key, seq, what)


def _broken_link(links: list[Link]) -> tuple[int, str] | None:
    head = b""
    for place, event in enumerate(links):
        if event.hash != chain.link(head, event) or event.seq != place + 1:
            return place + 1, _what_happened(links, place, head)
        head = event.hash
    return None


def _what_happened(links: list[Link], place: int, head: bytes) -> str:
    """Tell apart what was done by hand at `place`, where the chain no longer links to `head`."""
    event, rest = links[place], links[place + 1 :]
    ends = [b"", *(other.hash for other in links)]
    if any(
        chain.link(end, replace(event, seq=seq)) == event.hash
        for end in ends
        for seq in range(1, len(links) + 1)
        if seq != event.seq
    ):
        return "reordered"
    if rest and chain.link(head, replace(rest[0], seq=place + 1)) == rest[0].hash:
        return "inserted"
    return "removed" if event.seq > place + 1 else "changed"


def _against_leaves(links: list[Link], leaves: list[Any]) -> tuple[int, str] | None:
    known = {event.seq: event.hash for event in links}
    for _life, _thing, seq, digest in leaves:
        if seq not in known:
            return next(n for n in range(1, seq + 1) if n not in known), "removed"
        if known[seq] != digest:
            return seq, "changed"
    return None


def _against_row(links: list[Link], rows: list[Any]) -> tuple[int, str] | None:
    if not rows:
        return (links[-1].seq if links else 1), "row"
    _life, _thing, state, n_events, head = rows[0]
    if not links or n_events > links[-1].seq:
        return len(links) + 1, "removed"
    last = links[-1]
    if head != last.hash:
        return last.seq, "inserted" if n_events < last.seq else "changed"
    return (last.seq, "row") if state != last.target else None


def _against_words(links: list[Link], words: list[Any]) -> tuple[int, str] | None:
    """Words may be gone (erased, with their salt); those that are there must be the ones that were said."""
    said = {(event.seq, name): blind for event in links for name, blind in event.facts.get("words", {}).items()}
    for _life, _thing, seq, name, text, salt in words:
        if said.get((seq, name)) != chain.blinded(text, salt):
            return seq, "words"
    return None


def _broken_seals() -> Iterator[Finding]:
    last = b""
    for seal in Seal.objects.order_by("pk").iterator():
        leaves = seal.leaves.order_by("life", "thing").values_list("life", "thing", "seq", "hash")
        if chain.root(last, sorted((life, thing, seq, bytes(digest)) for life, thing, seq, digest in leaves)) != bytes(
            seal.root
        ):
            yield Finding("seal", seal.pk, 0, "seal")
        last = bytes(seal.root)


# -- reading: four streams in one order, so that a journal of any size is walked in a little memory


def _events() -> Iterator[Any]:
    for *known, digest in Event.objects.order_by("life", "thing", "seq").values_list(*FIELDS).iterator(CHUNK):
        yield (*known, bytes(digest))


def _leaves() -> Iterator[Any]:
    for *known, digest in (
        Leaf.objects.order_by("life", "thing", "seq").values_list("life", "thing", "seq", "hash").iterator(CHUNK)
    ):
        yield (*known, bytes(digest))


def _words() -> Iterator[Any]:
    fields = ("life", "thing", "seq", "name", "text", "salt")
    return Words.objects.order_by("life", "thing", "seq").values_list(*fields).iterator(CHUNK)


def _rows() -> Iterator[Any]:
    moving = sorted((model for model in apps.get_models() if issubclass(model, Moving)), key=lambda model: model.life)
    for model in moving:
        for pk, state, n_events, head in (
            model._base_manager.order_by("pk").values_list("pk", "state", "n_events", "head").iterator(CHUNK)
        ):
            yield model.life, pk, state, n_events, bytes(head)


def _by_thing(stream: Iterator[Any]) -> Iterator[tuple[Key, list[Any]]]:
    for key, group in groupby(stream, key=lambda row: (row[0], row[1])):
        yield key, list(group)


def _merged(streams: dict[str, Iterator[tuple[Key, list[Any]]]]) -> Iterator[tuple[Key, dict[str, list[Any]]]]:
    """Everything known of one thing at a time, in order, from streams that are sorted alike."""
    heads = {name: next(stream, None) for name, stream in streams.items()}
    while any(heads.values()):
        key = min(head[0] for head in heads.values() if head)
        found = {}
        for name, head in heads.items():
            found[name] = head[1] if head and head[0] == key else []
            if head and head[0] == key:
                heads[name] = next(streams[name], None)
        yield key, found
