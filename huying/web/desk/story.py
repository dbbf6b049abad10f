"""The story of a case as the desk tells it: each event with what was typed and decided, in words."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases import responsibility
from huying.cases.telling import Entry
from huying.cases.words import Channel, Erasable, Finding, Interest, Means, Outcome, Purpose
from huying.web import questions

from .forms.followup import SATISFIED
from .forms.handling import MEANS, RUNGS

Said = tuple[Any, str]

TONES = {
    "reply": "good",
    "follow_up": "good",
    "close": "good",
    "rework": "bad",
    "request_return": "wait",
    "supervise": "wait",
}

WORDS = {
    "text": "", "question": "", "answer": "", "reason": lazy("Why"), "basis": lazy("Basis"),
    "plan": lazy("Plan"), "evidence": lazy("Evidence"), "route": lazy("The lawful way"), "address": lazy("Address"),
    "suggested": lazy("Words that counted"), "read": lazy("Words that were read"),
}  # fmt: skip

DECISIONS = {
    "granted": lazy("Granted"), "refused": lazy("Refused"), "rerouted": lazy("Dispatched anew"), "yes": lazy("Solved"),
    "partly": lazy("Partly solved"), "explained": lazy("Cannot be solved, explained"), "no": lazy("Not solved"),
    "unreached": lazy("Not reached"), "no_answer": lazy("No answer"),
}  # fmt: skip


CODES = {"not_solved": lazy("Not solved"), "other": lazy("Other")}
"""Reasons that Huying itself gives, or that a city lists none for."""


def entries(told: Iterable[Entry]) -> list[dict[str, Any]]:
    """For `components/timeline.html`."""
    return [
        {
            "at": entry.at,
            "title": entry.title,
            "who": entry.who,
            "text": _text(entry),
            "tone": TONES.get(entry.verb, ""),
        }
        for entry in told
    ]


def _text(entry: Entry) -> str:
    lines = [*_facts(entry), *_words(entry)]
    return "\n".join(
        _("%(label)s: %(words)s") % {"label": label, "words": words} if label else words for label, words in lines
    )


def _words(entry: Entry) -> Iterator[Said]:
    for name, text in entry.words.items():
        if name == "basis" and responsibility.listed(entry.facts.get("basis", "")):
            continue  # the duty list says it in the reader's language
        yield WORDS.get(name, ""), text


def _facts(entry: Entry) -> Iterator[Said]:
    for name, (label, say) in FACTS.items():
        value = entry.facts.get(name)
        if value not in (None, "", []) and (said := say(value)):
            yield label, said


def _unit(code: Any) -> str:
    found = units.current().by_code.get(code)
    return str(found or code)


def _units(codes: Any) -> str:
    return _(", ").join(map(_unit, codes))


def _category(code: Any) -> Category | None:
    return catalogue.current().by_code.get(code)


def _suggested(made: dict[str, Any]) -> str:
    """Such as 路灯 63 %、井盖 20 %."""
    likeliest = sorted(made["shares"].items(), key=lambda each: -each[1])
    return _(", ").join(f"{_category(code) or code} {share} %" for code, share in likeliest)


def _likely(shares: list[int]) -> str:
    return _(", ").join(f"{share} %" for share in shares)


def _preferred(given: dict[str, Any]) -> str:
    """How each of the equal units stood, such as 照明处（现在办公，3 件在办）."""
    return _("; ").join(f"{_unit(code)} ({_stood(how)})" for code, how in given["of"].items())


def _stood(how: dict[str, Any]) -> str:
    said = [_("open now") if how["open"] else _("closed now")] if "open" in how else []
    if "cases" in how:
        said.append(ngettext("%(n)d open case", "%(n)d open cases", how["cases"]) % {"n": how["cases"]})
    return _(", ").join(said)


def _offered(made: dict[str, Any]) -> str:
    """The unit that was suggested to whoever decided, and by what."""
    if made["by"] == "duties":
        return _("%(unit)s, by the duty list") % {"unit": _unit(made["unit"])}
    said = {"unit": _unit(made["unit"]), "n": made["right"], "of": made["of"], "version": made["by"]}
    return _("%(unit)s, learned: %(n)d of %(of)d like cases (version %(version)s)") % said


BECAME = {"taken": lazy("%(field)s taken"), "changed": lazy("%(field)s changed"), "left": lazy("%(field)s left")}


def _read(became: dict[str, str]) -> str:
    """What was read in the words and offered: of each field, whether it was taken."""
    asked = {
        name: questions.titled(rule)
        for leaf in catalogue.current().leaves()
        for name, rule in leaf.questions.get("properties", {}).items()
    }
    named = {"place": _("place"), **asked}
    return _(", ").join(str(BECAME[how]) % {"field": named.get(field, field)} for field, how in became.items())


def _reason(code: Any) -> str:
    listed = (row for rows in catalogue.current().reasons.values() for row in rows)
    return next((str(row) for row in listed if row.code == code), str(CODES.get(code, code)))


def _moment(iso: Any) -> str:
    at = parse_datetime(str(iso))
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else str(iso)


def _of(choices: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    known = dict(choices)
    return lambda value: str(known.get(value, value))


def _all_of(choices: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    known = dict(choices)
    return lambda values: _(", ").join(str(known.get(value, value)) for value in values)


def _yes_or_no(said: Any) -> str:
    return _("yes") if said else _("no")


def _changed(find: Callable[[Any], Any]) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        if not isinstance(value, dict):
            return str(find(value) or value)
        return f"{find(value['from']) or '–'} → {find(value['to']) or value['to']}"

    return say


CONTACT = [
    ("name", lazy("Name")),
    ("phone", lazy("Telephone")),
    ("email", lazy("E-mail")),
    ("address", lazy("Address")),
]

FACTS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "unit": (lazy("Unit"), _unit),
    "basis": (lazy("Basis"), responsibility.listed),
    "preferred": (lazy("Equally responsible"), _preferred),
    "offered": (lazy("Suggested unit"), _offered),
    "units": (lazy("Called in"), _units),
    "to": (lazy("To"), _unit),
    "proposed": (lazy("Proposed"), _unit),
    "decision": (lazy("Decision"), _of(DECISIONS.items())),
    "outcome": (lazy("Outcome"), _of(Outcome.choices)),
    "result": (lazy("Result"), _of(Outcome.choices)),
    "reason": (lazy("Reason"), _reason),
    "purpose": (lazy("Purpose"), _of(Purpose.choices)),
    "until": (lazy("Until"), _moment),
    "what": (lazy("What goes"), _all_of(Erasable.choices)),
    "due": (lazy("Was due on"), str),
    "fields": (lazy("Corrected"), _all_of(CONTACT)),
    "interest": (lazy("Why"), _of(Interest.choices)),
    "review_on": (lazy("Looked at again on"), str),
    "means": (lazy("How"), _of([*MEANS, *(one for one in Means.choices if one[0] not in dict(MEANS))])),
    "share": (lazy("Share drawn"), "{} %".format),
    "reached": (lazy("Reached"), _yes_or_no),
    "contacted": (lazy("Was contacted"), _yes_or_no),
    "finding": (lazy("What was found"), _of(Finding.choices)),
    "solved": (lazy("Solved"), _yes_or_no),
    "duty": (lazy("Duty done"), _yes_or_no),
    "rung": (lazy("How"), _of(RUNGS)),
    "satisfied": (lazy("Satisfaction"), _of(SATISFIED)),
    "parent": (lazy("Goes on in"), str),
    "channel": (lazy("Came by"), _of([*Channel.choices, *Means.choices])),
    "category": (lazy("Category"), _changed(_category)),
    "suggested": (lazy("Suggested"), _suggested),
    "near": (lazy("Cases like it were offered"), _likely),
    "likely": (lazy("How likely by place, time and words"), "{} %".format),
    "read": (lazy("Read"), _read),
    "area": (lazy("Area"), _changed(places.by_code)),
}
