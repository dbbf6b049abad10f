"""Records that are steps of cases: what another office did, mapped to the steps that its unit's own system may take."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor
from huying.cases import beside, handling
from huying.cases.models import Case
from huying.cases.states import RESULTS
from huying.cases.words import Outcome
from huying.web.exchange.cases.mapping import Columns, Looked, Lookup, Sheet

Step = Callable[[Case, Actor, str, str], None]

STEPS: Mapping[str, Step] = {
    "accept": lambda case, by, text, result: handling.accept(case, by=by),
    "interim_reply": lambda case, by, text, result: handling.interim_reply(case, by=by, text=text),
    "reply": lambda case, by, text, result: handling.reply(case, by=by, text=text, result=result),
    "message": lambda case, by, text, result: beside.message(case, by=by, text=text),
    "note": lambda case, by, text, result: beside.note(case, by=by, text=text),
}
"""Verb → how it is taken."""


class StepMapping(Sheet):
    """What the rows of a file mean, where each is a step of a case."""

    number: Annotated[str, Field(min_length=1)]
    """The case: our number, or the one under which `source` filed it."""
    id: str = ""
    """The step's own number there; without it a step is known by all that stands in its row."""
    step: Looked
    text: Columns = []
    result: Looked = Lookup(otherwise=Outcome.EXPLAINED)
    """What a reply says that it came to."""

    @model_validator(mode="after")
    def _known_words(self) -> "StepMapping":
        for name, lookup, known in (("step", self.step, [*STEPS]), ("result", self.result, [*map(str, RESULTS)])):
            if unknown := sorted({*lookup.meanings} - {*known}):
                raise ValueError(f"{name}: {', '.join(unknown)} (known: {', '.join(known)})")
        return self

    @property
    def columns(self) -> list[str]:
        """Every column it speaks of."""
        named = [self.number, self.id, *self.step.columns, *self.text, *self.result.columns]
        return [column for column in named if column]


BESIDE = ("message", "note")
"""They add to the record and change nothing of the case: many in a row are written together."""


def is_beside(mapping: StepMapping, record: Mapping[str, str]) -> bool:
    """Whether this record is a step beside the life of its case."""
    said = "\n".join(record[column] for column in mapping.step.columns if record[column])
    return (mapping.step.meaning(said) or mapping.step.otherwise) in BESIDE


def take(mapping: StepMapping, case: Case, record: Mapping[str, str], *, by: Actor) -> None:
    """One step. Raises `Refused` with the rule's own sentence."""
    verb = _meaning("step", mapping.step, record)
    if verb not in STEPS:
        raise Refused(_("%(name)s: the mapping does not know “%(said)s”.") % {"name": "step", "said": verb})
    text = "\n".join(said for column in mapping.text if (said := record[column]))
    STEPS[verb](case, by, text, _meaning("result", mapping.result, record) if verb == "reply" else "")


def _meaning(name: str, lookup: Lookup, record: Mapping[str, Any]) -> str:
    said = "\n".join(record[column] for column in lookup.columns if record[column])
    meaning = lookup.meaning(said)
    if meaning is None and lookup.otherwise is None:
        raise Refused(_("%(name)s: the mapping does not know “%(said)s”.") % {"name": name, "said": said})
    return meaning or lookup.otherwise or ""
