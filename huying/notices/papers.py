"""Official papers (公文) as Word files: urging, supervision, more time, return, answer, the other lawful way.

The templates are built from the words below, so that no file of ours is opaque; a city that wants its own letterhead puts
`NAME.LANGUAGE.docx` (such as `answer.zh-hans.docx`) into `papers` of the data folder, with the same placeholders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from huying.base import dates, word
from huying.base.units import register as units
from huying.cases import telling
from huying.cases.models import Case
from huying.cases.telling import Entry

SIZE = 16.0
"""Points (GB/T 9704-2012: size 3)."""

Words = tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """One kind: which step it puts on paper, and title and paragraphs by language."""

    steps: Callable[[Entry], bool]
    title: dict[str, str]
    body: dict[str, Words]


def _step(*verbs: str, **facts: Any) -> Callable[[Entry], bool]:
    return lambda entry: entry.verb in verbs and all(entry.facts.get(name) == value for name, value in facts.items())


ASKED = {
    "zh-hans": "编号 {{ number }} 的诉求（{{ received }} 受理）",
    "en": "Case {{ number }}, received {{ received }},",
}


def _paper(steps: Callable[[Entry], bool], zh: str, body_zh: Words, en: str, body_en: Words) -> Paper:
    return Paper(steps, {"zh-hans": zh, "en": en}, {"zh-hans": body_zh, "en": body_en})


PAPERS: dict[str, Paper] = {
    "urge": _paper(
        _step("urge"),
        "催办通知书", ("{{ unit }}：", ASKED["zh-hans"] + "由你单位承办，应于 {{ due }} 前答复，请抓紧办理。", "{{ text }}"),
        "Reminder", ("To {{ unit }}:", ASKED["en"] + " is with you and to be answered by {{ due }}. Please see to it.", "{{ text }}"),
    ),
    "supervise": _paper(
        _step("supervise"),
        "督办通知书", ("{{ unit }}：", ASKED["zh-hans"] + "列入督办，应于 {{ due }} 前办结并报告结果。", "督办事由：{{ reason }}"),
        "Supervision", ("To {{ unit }}:", ASKED["en"] + " is put under supervision, to be finished and reported by {{ due }}.", "Reason: {{ reason }}"),
    ),
    "extension": _paper(
        _step("decide_extension", decision="granted"),
        "延期办理告知书", (ASKED["zh-hans"] + "因情况复杂，办理期限延长至 {{ due }}。", "延期理由：{{ reason }}", "承办单位：{{ unit }}"),
        "More time", (ASKED["en"] + " takes longer: it is answered by {{ due }}.", "Reason: {{ reason }}", "Unit: {{ unit }}"),
    ),
    "return": _paper(
        _step("decide_return"),
        "退单裁定书", (ASKED["zh-hans"] + "的退单申请，经裁定：{{ decision }}。", "理由：{{ reason }}"),
        "Decision on a return", (ASKED["en"] + " was asked to be returned. Decided: {{ decision }}.", "Reason: {{ reason }}"),
    ),
    "answer": _paper(
        lambda entry: entry.verb == "reply" or _step("approve_reply", decision="granted")(entry),
        "办理答复书", ("诉求人：", "您于 {{ received }} 反映的诉求（编号 {{ number }}）已办理，现答复如下：", "{{ answer }}", "依据：{{ basis }}", "如有异议，可凭编号和查询码申请复核。", "答复单位：{{ unit }}"),
        "Answer", ("To whoever reported it:", "Your report {{ number }} of {{ received }} was worked on. The answer:", "{{ answer }}", "Basis: {{ basis }}", "If you disagree, ask for a review with the number and the code.", "{{ unit }}"),
    ),
    "other_route": _paper(
        _step("close", outcome="other_route"),
        "不予受理告知书", ("诉求人：", "您于 {{ received }} 反映的诉求（编号 {{ number }}）依法应通过其他途径解决：", "{{ route }}", "{{ text }}"),
        "The lawful way", ("To whoever reported it:", "Your report {{ number }} of {{ received }} is to be settled in another way by law:", "{{ route }}", "{{ text }}"),
    ),
}  # fmt: skip

DECIDED = {
    "zh-hans": {"granted": "同意退单", "refused": "不同意退单"},
    "en": {"granted": "granted", "refused": "refused"},
}


def offered(told: list[Entry], language: str) -> dict[str, str]:
    """The papers of a story that can be made: name → title."""
    return {name: paper.title[language] for name, paper in PAPERS.items() if any(paper.steps(entry) for entry in told)}


def made(case: Case, name: str, language: str) -> bytes | None:
    """The Word file, about the newest step of this kind; None where there was none."""
    paper = PAPERS[name]
    steps = [entry for entry in telling.timeline(case, resident=False) if paper.steps(entry)]
    if not steps:
        return None
    with translation.override(language):
        known = _known(case, steps[-1], language)
    return word.filled(template(name, language), known)


def template(name: str, language: str) -> bytes:
    """The template in use: the city's own letterhead, else ours."""
    paper = PAPERS[name]
    return word.source(
        name, paper.title[language], paper.body[language], language=language, size=SIZE, ends="{{ date }}"
    )


def _known(case: Case, step: Entry, language: str) -> dict[str, str]:
    """What fills the placeholders; an empty one reads as a dash. The reporter's name and address are not among them."""
    due = next((row.due_at for row in case.papers.clocks[::-1] if row.kind == "resolve"), None)
    found = {
        "number": case.number,
        "unit": str(units.current().by_id.get(case.unit_id or 0, "")),
        "received": dates.day(case.received_at),
        "due": dates.day(due),
        "date": dates.day(step.at),
        "decision": DECIDED[language].get(step.facts.get("decision", ""), ""),
        "answer": telling.answer(case),
        **{word: step.words.get(word, "") for word in ("text", "reason", "basis", "route")},
    }
    return {word: text or "—" for word, text in found.items()}
