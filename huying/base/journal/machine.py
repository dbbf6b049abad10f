"""The one machine that moves things. Three mouths: `take` moves one, `file` brings one in, `history.replay` takes many in.

All three use the same table, the same checks and the same hash. Nobody else assigns `.state`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from . import chain, clock, gathering, history, reactions, rows
from .gathering import Gathered
from .models import Event, Moving, Unsealed, Words
from .refusals import Faster, Incomplete, Refused

NEW = ""
"""The state of a thing that is not there yet."""
MOVED = ("state", "version", "n_events", "head")
"""The columns of a thing that every step writes."""


class Doer(Protocol):
    """Whoever takes a step: `ref` is what the journal writes."""

    @property
    def ref(self) -> str: ...


Rule = Callable[[Any, Any], str]
"""(thing, by) → the reason why not, or "" when they may."""


class Party(Protocol):
    """Somebody in a certain position towards a thing: the lead unit, the panel, the resident."""

    @property
    def name(self) -> Any: ...

    def __call__(self, thing: Any, by: Any, /) -> bool: ...


class _Mark:
    def __init__(self, word: str) -> None:
        self.word = word

    def __repr__(self) -> str:
        return self.word


STAYS = _Mark("stays")
"""The step leaves the state as it is, and counts as a move."""
BESIDE = _Mark("beside")
"""The step is a fact beside the thing: in the chain, but no move, so it makes nobody's form stale."""


@dataclass(frozen=True)
class Step:
    """One row of the table of a life: from where, to where, who, what it requires."""

    sources: tuple[str, ...]
    target: str | Mapping[str, str] | _Mark
    """A state, `STAYS`, `BESIDE`, or, where a decision is taken, the state by the fact `decision`."""
    who: tuple[Party, ...]
    needs: tuple[str, ...] = ()
    """Facts and words without which the step is incomplete."""
    rules: tuple[Rule, ...] = ()

    def leads_to(self, state: str, facts: Mapping[str, Any]) -> str:
        if isinstance(self.target, _Mark):
            return state
        return self.target if isinstance(self.target, str) else self.target[facts["decision"]]


@dataclass
class Brought:
    """What a step brings: facts and words for its event, rows beside the thing, and changes of the thing itself."""

    facts: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    beside: list[Model] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


KeepOut = Callable[[Any, Brought], None]
"""(thing, brought): takes out of what a step brings, before anything of it is written, what must not stand there."""


class Machine:
    """The life of one kind of thing.

    `steps` is its table; `states` and `verbs` hold the words people read for them; `keep_out` sees all that its steps bring.
    """

    def __init__(
        self, life: str, steps: Mapping[str, Step], *, states: Mapping[str, Any], verbs: Mapping[str, Any],
        keep_out: KeepOut = lambda thing, brought: None,
    ) -> None:  # fmt: skip
        self.life, self.steps, self.states, self.verbs, self.keep_out = life, steps, states, verbs, keep_out

    # -- asking

    def why_not(self, thing: Moving, verb: str, *, by: Any) -> str:
        """The reason why this may not happen now, or ""."""
        step = self.steps[verb]
        if thing.state not in step.sources:
            return _("“%(verb)s” is not possible while it is “%(state)s”.") % {
                "verb": self.verbs[verb], "state": self.states[thing.state],
            }  # fmt: skip
        if not any(party(thing, by) for party in step.who):
            return self.others(verb)
        return next((reason for rule in step.rules if (reason := rule(thing, by))), "")

    def others(self, verb: str) -> str:
        """The reason that is told to whoever is none of those who take this step."""
        who = _(", ").join(str(party.name) for party in self.steps[verb].who)
        return _("This can be done only by: %(who)s.") % {"who": who}

    def check(self, thing: Moving, verb: str, *, by: Any) -> None:
        """The first line of every command: raise `Refused` before anything else is read or changed."""
        if reason := self.why_not(thing, verb, by=by):
            raise Refused(reason)
        thing.allowed = (verb, thing.version, by.ref)

    def possible(self, thing: Moving, *, by: Any) -> dict[str, str]:
        """Every verb that starts from the thing's state → why `by` may not take it ("" = may)."""
        return {
            verb: self.why_not(thing, verb, by=by) for verb, step in self.steps.items() if thing.state in step.sources
        }

    # -- moving

    def take(
        self, thing: Moving, verb: str, *, by: Doer, facts: Mapping[str, Any] | None = None,
        words: Mapping[str, str] | None = None, beside: Sequence[Model] = (), **changes: Any,
    ) -> None:  # fmt: skip
        """Move `thing`: set `changes`, write the event, its words and the rows `beside` it, defer the reactions; all or nothing.

        Raises `Refused` (a rule), `Incomplete` (something the step needs is missing) or `Faster`.
        """
        self._allowed(thing, verb, by)
        self._complete(verb, facts, words)
        brought = Brought({**(facts or {})}, {**(words or {})}, [*beside], changes)
        if past := history.current.get():
            event, said = self._advance(thing, verb, by, brought)
            past.keep([*brought.beside, event, *said])
            return
        if (held := gathering.current.get()) and held.holds(thing):
            self._gather(held, thing, verb, by, brought)
            return
        if not self._write(thing, verb, by, brought):  # something was written to its chain since it was read
            with transaction.atomic():
                self._lock(thing, verb)
                self._write(thing, verb, by, brought)
        thing.forget()

    def file(
        self, thing: Moving, verb: str, *, by: Doer, facts: Mapping[str, Any] | None = None,
        words: Mapping[str, str] | None = None, beside: Sequence[Model] = (),
    ) -> None:  # fmt: skip
        """Bring a new thing in, with its first event, in one statement. It needs its key beforehand (`rows.reserve`)."""
        thing.state = NEW
        self.check(thing, verb, by=by)
        self._complete(verb, facts, words)
        brought = Brought({**(facts or {})}, {**(words or {})}, [*beside])
        event, said = self._advance(thing, verb, by, brought)
        if past := history.current.get():
            past.things.append(thing)
            past.keep([*brought.beside, event, *said])
            return
        # One statement is all or nothing by itself; a transaction around it would cost as much as what it writes.
        rows.insert([thing, *brought.beside, event, _unsealed(event), *said, *reactions.jobs(event)])
        thing.forget()

    # -- the parts they share

    def _allowed(self, thing: Moving, verb: str, by: Doer) -> None:
        """The command has asked in its first line, before it changed what the rules look at; else it is asked here."""
        if thing.allowed != (verb, thing.version, by.ref):
            self.check(thing, verb, by=by)
        thing.allowed = None

    def _complete(self, verb: str, facts: Mapping[str, Any] | None, words: Mapping[str, str] | None) -> None:
        step, given = self.steps[verb], {**(words or {}), **(facts or {})}
        missing = {name: _("This is missing.") for name in step.needs if given.get(name) in (None, "", [])}
        if isinstance(step.target, Mapping) and "decision" not in missing and given["decision"] not in step.target:
            missing["decision"] = _("This is not one of the choices.")
        if missing:
            raise Incomplete(missing)

    def _gather(self, held: Gathered, thing: Moving, verb: str, by: Doer, brought: Brought) -> None:
        """It is locked already, and what is written waits for the others (`gathering.py`)."""
        if (
            self.steps[verb].target is not BESIDE
            or brought.changes
            or not all(row._state.adding for row in brought.beside)
        ):
            raise TypeError(f"{verb} is not only beside the life")
        if thing.state not in self.steps[verb].sources:
            raise Faster
        event, said = self._advance(thing, verb, by, brought)
        held.keep(thing, [event, _unsealed(event), *said, *brought.beside, *reactions.jobs(event)])
        if brought.beside:
            thing.forget()

    def _lock(self, thing: Moving, verb: str) -> None:
        """Compare-and-swap on `version`; the lock hands out the end of the chain, which looks have lengthened.

        Rows that point at the thing may be written meanwhile: the watch never waits for a step, nor a step for the watch's marks.
        """
        fresh = type(thing)._base_manager.select_for_update(no_key=True).filter(pk=thing.pk)
        if self.steps[verb].target is not BESIDE:
            fresh = fresh.filter(version=thing.version)
        if not (end := fresh.values_list("n_events", "head", "state", "version").first()):
            raise Faster
        thing.n_events, thing.head, thing.state, thing.version = end
        if thing.state not in self.steps[verb].sources:
            raise Faster

    def _advance(self, thing: Moving, verb: str, by: Doer, brought: Brought) -> tuple[Event, list[Words]]:
        """Set everything on the thing in memory; return the event and its words. Writes nothing."""
        self.keep_out(thing, brought)
        step, source = self.steps[verb], thing.state
        for name, value in brought.changes.items():
            setattr(thing, name, value)
        seq, key = thing.n_events + 1, thing.pk
        said = [
            rows.new(Words, life=self.life, thing=key, seq=seq, name=name, text=text, salt=chain.salt())
            for name, text in brought.words.items() if text
        ]  # fmt: skip
        known = brought.facts
        if said:
            known["words"] = {word.name: chain.blinded(word.text, word.salt) for word in said}
        thing.state = step.leads_to(source, known)
        event = rows.new(
            Event, life=self.life, thing=key, seq=seq, verb=verb, source=source, target=thing.state, by=by.ref, at=clock.now(),
            area=getattr(thing, "area_id", None), unit=getattr(thing, "unit_id", None), facts=known,
        )  # fmt: skip
        event.hash = chain.link(thing.head, event)
        thing.n_events, thing.head = seq, event.hash
        if step.target is not BESIDE:
            thing.version += 1
        return event, said

    def _write(self, thing: Moving, verb: str, by: Doer, brought: Brought) -> bool:
        """All in one statement, which is all or nothing by itself; False, with the end of its chain as it was, where that has grown."""
        seen = {name: getattr(thing, name) for name in MOVED}
        event, said = self._advance(thing, verb, by, brought)
        beside = [event, _unsealed(event), *said, *brought.beside, *reactions.jobs(event)]
        if rows.move(thing, {*MOVED, *brought.changes}, seen=seen["n_events"], beside=beside):
            return True
        for name, value in seen.items():
            setattr(thing, name, value)
        return False


def _unsealed(event: Event) -> Unsealed:
    return rows.new(Unsealed, life=event.life, thing=event.thing, seq=event.seq, hash=event.hash)
