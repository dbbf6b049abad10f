"""Sentences that remember what they were made of."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from huying.base import wording
from huying.base.journal.refusals import Incomplete, Refused

CONTACT = {"source": "water", "external": "7", "phone": "13900001234"}


def both(known: wording.Kept) -> tuple[str, str]:
    """In Chinese and in English."""
    told = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told.append(wording.said(known))
    return told[0], told[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_sentence_is_said_again_in_any_language_with_what_was_put_into_it(language: str) -> None:
    with wording.remembered(language):
        sentence = gettext("%(source)s has sent its number %(external)s before.") % CONTACT
    known = wording.kept(sentence)
    assert both(known) == ("water 的编号 7 此前已受理。", "water has sent its number 7 before.")
    assert known["with"] == {"source": "water", "external": "7"}  # and nothing else of what was at hand


def test_words_inside_a_sentence_change_their_language_with_it() -> None:
    with wording.remembered("en"):
        known = wording.kept(gettext("The answer is no JSON."))
        nested = wording.kept(
            gettext("The day was not exchanged: %(why)s") % {"why": gettext_lazy("The answer is no JSON.")}
        )
    assert both(nested) == tuple(
        whole % {"why": inner}
        for whole, inner in zip(
            ("当日对账未能交换：%(why)s", "The day was not exchanged: %(why)s"), both(known), strict=True
        )
    )


def test_a_word_with_its_context_and_a_number_are_looked_up_again() -> None:
    with wording.remembered("en"):
        known: list[Any] = [
            wording.kept(pgettext("record", "refused")),
            wording.kept(ngettext("%(n)d day", "%(n)d days", 3) % {"n": 3}),
        ]
    assert [both(one)[1] for one in known] == ["refused", "3 days"]
    assert both(known[0])[0] == "拒收"


def test_what_was_said_in_somebody_else_s_words_stays_as_it_is() -> None:
    known = wording.of(Refused("HTTP 500")) + wording.of(Incomplete({"text": "nothing"}))
    assert [both(one) for one in known] == [("HTTP 500", "HTTP 500"), ("text: nothing", "text: nothing")]


def test_nothing_is_remembered_afterwards() -> None:
    with wording.remembered("en"):
        assert type(gettext("The answer is no JSON.")) is not str
    assert type(gettext("The answer is no JSON.")) is str
