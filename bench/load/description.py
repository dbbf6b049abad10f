"""What is asked: the calls of a journey, as a YAML or JSON file describes them.

    calls:
      - name: file
        method: POST
        path: /api/v1/cases
        headers: {Authorization: "Bearer {key}"}
        body: {text: "Lamp {n} is dark", place: {lon: "{lon}", lat: "{lat}"}}
        expect: 201
        take: {number: body.number}
      - name: accept
        method: POST
        path: /api/v1/cases/{number}/accept
        after: 1
        again: {status: 409, every: 0.5, within: 30}

`{name}` stands for a value of the journey: `n`, its serial number; a column of the row that it was `given`; or what an earlier call took
from its answer. A text that is nothing but `{name}` becomes the value itself, a number for example. `body` is sent as JSON, `form` as a
form. `expect` is 200 where it is left out, and may be a list. `take`: name → `body.` and a path into the JSON, or `headers.` and a name.
`after`: seconds from the answer before. `again`: an answer with this status is no error, the call is due once more `every` so many
seconds, `within` so many in all.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, repeat
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

WHOLE = re.compile(r"\{(\w+)\}")
Values = dict[str, Any]


@dataclass(frozen=True)
class Again:
    """Until when a call is repeated that was answered "not yet"."""

    status: int
    every: float = 0.5
    within: float = 30.0


@dataclass(frozen=True)
class Call:
    """One request of a journey."""

    name: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    form: Mapping[str, str] | None = None
    expect: int | Sequence[int] = 200
    take: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    again: Again | None = None

    @classmethod
    def of(cls, described: dict[str, Any]) -> "Call":
        again = described.pop("again", None)
        return cls(**described, again=Again(**again) if again else None)

    def is_expected(self, status: int) -> bool:
        return status in ([self.expect] if isinstance(self.expect, int) else self.expect)

    def request(self, values: Values) -> tuple[str, str, bytes | None, dict[str, str]]:
        """Method, path, body and headers with the values of a journey."""
        headers = {name: str(filled(value, values)) for name, value in self.headers.items()}
        if self.body is not None:
            kind, body = "application/json", json.dumps(filled(self.body, values), ensure_ascii=False).encode()
        elif self.form is not None:
            kind, body = "application/x-www-form-urlencoded", urlencode(filled(self.form, values)).encode()
        else:
            return self.method, str(filled(self.path, values)), None, headers
        return self.method, str(filled(self.path, values)), body, {"Content-Type": kind} | headers

    def taken(self, headers: Mapping[str, str], body: bytes) -> Values:
        """What later calls are given of an answer. Raises `LookupError` or `ValueError` where it is not there."""
        return {name: _found(path, headers, body) for name, path in self.take.items()}


def filled(template: Any, values: Values) -> Any:
    """A template with the values in it, in lists and mappings too. Raises `KeyError` for one that nobody gave."""
    if isinstance(template, str):
        whole = WHOLE.fullmatch(template)
        return values[whole[1]] if whole else WHOLE.sub(lambda found: str(values[found[1]]), template)
    if isinstance(template, Mapping):
        return {name: filled(value, values) for name, value in template.items()}
    return [filled(value, values) for value in template] if isinstance(template, list) else template


def _found(path: str, headers: Mapping[str, str], body: bytes) -> Any:
    where, _dot, rest = path.partition(".")
    if where == "headers":
        return headers[rest]
    found = json.loads(body)
    for name in filter(None, rest.split(".")):
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found


@dataclass(frozen=True)
class Description:
    """The calls of a journey, and what journeys are given in turn."""

    calls: Sequence[Call]
    given: Sequence[Values] = ()

    @classmethod
    def of(cls, described: dict[str, Any], given: Sequence[Values] = ()) -> "Description":
        return cls([Call.of(dict(call)) for call in described["calls"]], given or described.get("given", ()))

    @classmethod
    def read(cls, file: Path, given: Sequence[Values] = ()) -> "Description":
        return cls.of(yaml.safe_load(file.read_text(encoding="utf-8")), given)

    def journeys(self) -> Iterator[Values]:
        """Values of one journey after the other, without end."""
        rows = cycle(self.given) if self.given else repeat({})
        return ({"n": n, **row} for n, row in enumerate(rows))
