"""The records of one bulk request: read one by one, looked up and written together, answered one by one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Annotated, Any, Literal

import orjson
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from ninja.errors import ValidationError
from pydantic import Field
from pydantic import ValidationError as Wrong

from huying.base.journal.gathering import gathered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor
from huying.cases import many, numbers, queries
from huying.cases.models import Case
from huying.cases.models.papers import Papers
from huying.web.once import Each

from . import outcomes
from .answers import told
from .calls import CallIn, in_its_words, read
from .given import NO_NUL, Code, Given, Line
from .steps import STEPS

ONE_BY_ONE = ("reveal",)
"""Whoever opens a contact looks at that case, and says what for."""
BESIDE = ("note", "message")
"""They add to the record and change nothing of the case: many in a row are written together."""

ItemKey = Annotated[
    str,
    Field(
        max_length=80, pattern=r"^[\x21-\x7e]*$",
        description="同一键只办理一次 · As the header Idempotency-Key, for this record alone",
    ),
]  # fmt: skip


class FileIn(Given):
    """新诉求 · A case to be filed. With `source` and `external` it is taken in once, however often it is sent."""

    key: ItemKey = ""
    file: CallIn


class TakeIn(Given):
    """办理步骤 · A step to be taken with the case `number`, or with the one that `source` knows as `external`."""

    key: ItemKey = ""
    take: Literal[tuple(verb for verb in STEPS if verb not in ONE_BY_ONE)]  # type: ignore[valid-type]
    number: Annotated[str, Field(max_length=30, pattern=NO_NUL)] = ""
    source: Code = ""
    external: Annotated[Line, Field(max_length=80)] = ""
    said: Annotated[dict[str, Any], Field(description="该步骤的内容 · The body of `POST /cases/{number}/{take}`")] = (
        Field(default_factory=dict)
    )


class Item:
    """One record as it came, as it was read, and its answer."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.read: FileIn | TakeIn | None = None
        self.told: dict[str, Any] | None = None
        with self.trying():
            self.read = _validated(FileIn if isinstance(raw, dict) and "file" in raw else TakeIn, raw)

    @property
    def key(self) -> str:
        return self.read.key if self.read else ""

    def tell(self, status: int, case: Any, *, known: bool = False) -> None:
        self.told = {"status": status, "known": known, "case": case, "problem": None}

    def refuse(self, refusal: Exception) -> None:
        problem = told(refusal)
        self.told = {
            "status": problem.status_code,
            "known": False,
            "case": None,
            "problem": orjson.loads(problem.content),
        }

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What is refused inside is this record's answer, and nothing of it is left."""
        try:
            yield
        except (Refused, ValidationError, Http404) as refusal:
            self.refuse(refusal)

    def repeat(self, first: dict[str, Any]) -> None:
        """Answer as the first time."""
        self.told = first | {"known": True}


class Batch:
    """The records of one request, inside a transaction."""

    def __init__(self, raw: Sequence[Any], by: Actor) -> None:
        self.items, self.by = [Item(one) for one in raw], by

    def done(self) -> list[dict[str, Any]]:
        """The answers, in the order of the records."""
        first: dict[str, Item] = {}
        again = [item for item in self.items if item.key and first.setdefault(item.key, item) is not item]
        before = Each({key: _plain(item.raw) for key, item in first.items()}, caller=self.by.ref)
        for key, item in first.items():
            with item.trying():
                if known := before.before(key):
                    item.repeat(orjson.loads(known))
        fresh = [item for item in self.items if item.told is None and item not in again]
        self._file([(item, item.read) for item in fresh if isinstance(item.read, FileIn)])
        self._take([(item, item.read) for item in fresh if isinstance(item.read, TakeIn)])
        before.keep(
            {key: (item.told["status"], orjson.dumps(item.told).decode()) for key, item in first.items() if item.told}
        )
        for item in again:
            _repeated(item, first[item.key])
        return [item.told for item in self.items if item.told]

    def _file(self, sent: list[tuple[Item, FileIn]]) -> None:
        calls = {}
        for item, said in sent:
            with item.trying():
                calls[item] = read(said.file, self.by)
        answers = dict(zip(calls, many.receive([*calls.values()], by=self.by), strict=True))
        known = [found.case for found in answers.values() if isinstance(found, many.Known)]
        here = {case.pk: case for case in queries.of_sender(self.by, known)} if known else {}
        for item, found in answers.items():
            if isinstance(found, Incomplete):
                item.refuse(in_its_words(found))
            elif isinstance(found, Refused):
                item.refuse(found)
            elif isinstance(found, many.Known) and found.case in here:
                item.tell(200, outcomes.moved(here[found.case]), known=True)
            elif isinstance(found, many.Known):
                item.refuse(Refused(_("%(source)s has sent its number %(external)s before.") % vars(calls[item])))
            else:
                item.tell(201, outcomes.filed(found))

    def _take(self, sent: list[tuple[Item, TakeIn]]) -> None:
        cases = self._looked_up([said for _item, said in sent]) if sent else {}
        for beside, run in groupby(sent, lambda one: one[1].take in BESIDE):
            (self._note if beside else self._move)([*run], cases)

    def _note(self, sent: Sequence[tuple[Item, TakeIn]], cases: dict[Any, Case | None]) -> None:
        """Steps that only add to the record are written together."""
        with gathered({case.pk: case for case in cases.values() if case}.values()):
            for item, said in sent:
                with item.trying():
                    item.tell(200, _taken(cases.get(_name(said)), said, self.by))

    def _move(self, sent: Sequence[tuple[Item, TakeIn]], cases: dict[Any, Case | None]) -> None:
        for item, said in sent:
            case = cases.get(_name(said))
            with item.trying(), transaction.atomic():
                item.tell(200, _taken(case, said, self.by))
            if case and item.told and item.told["problem"]:  # what was refused half-way is not what is written
                fresh = queries.one(self.by, case.number)
                cases.update({name: fresh for name, known in cases.items() if known is case})

    def _looked_up(self, said: Sequence["TakeIn"]) -> dict[Any, Case | None]:
        """The cases, with their papers, by the names that the records have for them."""
        externals: dict[str, list[str]] = {}
        for one in said:
            externals.setdefault(one.source, []).append(one.external)
        externals.pop("", None)
        found = queries.several(self.by, [one.number for one in said if one.number], externals)
        Papers.lay_beside(found)
        by_name: dict[Any, Case | None] = {case.number: case for case in found}
        return by_name | {(case.source, case.external): case for case in found if case.external}


def _name(said: TakeIn) -> Any:
    return numbers.tidy(said.number) if said.number else (said.source, said.external)


def _taken(case: Case | None, said: TakeIn, by: Actor) -> dict[str, Any]:
    if not said.number and not (said.source and said.external):
        raise Incomplete({"number": _("This is missing.")})
    if case is None:
        raise Http404
    step = STEPS[said.take]
    step.take(case, _validated(step.body, said.said, "said"), by=by)
    return outcomes.moved(case)


def _repeated(item: Item, first: Item) -> None:
    """The same key twice in one request."""
    if item.raw != first.raw:
        item.refuse(Refused(_("This key was used for another request already.")))
    elif first.told and first.told["problem"]:
        item.told = first.told
    elif first.told:
        item.repeat(first.told)


def _validated(model: type[Any], raw: Any, *at: str) -> Any:
    try:
        return model.model_validate(raw)
    except Wrong as wrong:
        errors = wrong.errors(include_url=False)
        raise ValidationError([{**error, "loc": ("body", "record", *at, *error["loc"])} for error in errors]) from wrong


def _plain(raw: Any) -> bytes:
    return orjson.dumps(raw, option=orjson.OPT_SORT_KEYS)
