"""Write the generated pages of this folder (`make docs`), or say which of them are stale (`--check`, exit 1)."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")
django.setup()

import exported  # noqa: E402 - Django is set up first
import measured  # noqa: E402 - the same

from huying.base.journal.machine import NEW, Machine, Step  # noqa: E402 - Django is set up first
from huying.base.units.roles import PERMISSIONS, Actor, Query, Role, Scope  # noqa: E402 - Django is set up first
from huying.cases.models import Case  # noqa: E402 - Django is set up first
from huying.cases.states import ENDS, LIFE, RESULTS  # noqa: E402 - Django is set up first
from huying.civic.mediation.models import Dispute  # noqa: E402 - Django is set up first
from huying.civic.mediation.states import LIFE as MEDIATION  # noqa: E402 - Django is set up first
from huying.civic.mediation.words import Outcome  # noqa: E402 - Django is set up first
from huying.insight import rates  # noqa: E402 - Django is set up first
from huying.insight.definitions import INDICATORS  # noqa: E402 - Django is set up first
from huying.web import gate  # noqa: E402 - Django is set up first
from huying.web.api import document  # noqa: E402 - Django is set up first
from huying.web.api.steps import OF_NO_PROGRAM, OF_REPORTER, STEPS  # noqa: E402 - Django is set up first
from huying.web.portal.pages import charter_text  # noqa: E402 - Django is set up first

HERE = Path(__file__).parent
NOTE = "<!-- Generated from the code by `make docs`; do not edit. -->\n\n"


def states() -> str:
    """The lives of cases and of disputes: pictures and tables."""
    lines = [NOTE + "# The life of a case", "", *_life(LIFE)]
    lines += ["", "“Beside” is in the record but no move: it makes nobody's form stale.", ""]
    lines += [f"* From `{state}` a person may close it as {_codes(ends)}." for state, ends in ENDS.items()]
    lines += [f"* A reply comes to {_codes(RESULTS)}.", ""]
    lines += ["# The life of a dispute", "", *_life(MEDIATION), "", *_outcomes(), ""]
    return "\n".join(lines)


def _life(life: Machine) -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2", *_arrows(life), "```", "")
    yield "| verb | in Chinese | from | to | who | needs | only if |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for verb, step in life.steps.items():
        with translation.override("zh-hans"):
            chinese = str(life.verbs[verb])
        who = ", ".join(str(party.name) for party in step.who)
        only_if = ", ".join(f"`{_name(rule)}`" for rule in step.rules)
        cells = [f"`{verb}`", chinese, _sources(step), _target(step), who, ", ".join(step.needs), only_if]
        yield "| " + " | ".join(cells) + " |"


def _outcomes() -> Iterator[str]:
    yield "A dispute ends as:"
    yield ""
    for outcome in Outcome:
        with translation.override("zh-hans"):
            chinese = str(outcome.label)
        yield f"* `{outcome}` {chinese}, {outcome.label}"


def permissions() -> str:
    """Who sees what, who may take which step, and who is let in where: three tables."""
    lines = [
        NOTE + "# Permissions",
        "",
        "An account and a key have one role each. What somebody may not see is not there for them: 404, never 403.",
        "",
    ]
    lines += ["## What each role sees", "", *_table(["role", *(query.label for query in Query)], _reach()), ""]
    lines += ["## What each role may do with a case that it sees", "", DEEDS, ""]
    lines += [*_table(["verb", *(role.label for role in Role)], _deeds()), ""]
    lines += ["## What each role may do with a dispute", "", DEEDS_IN_DISPUTES, ""]
    lines += [*_table(["verb", *(role.label for role in Role)], _deeds_in_disputes()), ""]
    lines += [
        "## Who is let in",
        "",
        "By the names of `huying/web/gate.py`. A page or an operation without a line there is not there.",
        "",
    ]
    lines += [*_table(["who", "roles", "pages and operations"], _let_in()), ""]
    return "\n".join(lines)


DEEDS = """\
● is whatever their unit is to the case; otherwise the position they must be in: **lead**, the lead unit; **inner**, the unit it was handed
down to; **co**, a unit called in to help; **own**, the resident who called. What the case's state and its rules add is on
[the page of its life](states.md)."""
DEEDS_IN_DISPUTES = """\
● is whatever they are to the dispute; otherwise the position they must be in: **party**, a party by its own code; **applying**, one on the
side that applied; **committee**, of the unit that has it; **above**, of a unit above that; **mediator**, who mediates it; **seated**,
anybody at its table; **sender**, the office that handed it over."""
OF_DISPUTES = """\
Of a dispute, an office takes the two steps that are its own (`huying/civic/mediation/states.py`): `open` is `POST /disputes`,
`decide_confirmation` is `POST /disputes/{number}/decide_confirmation`. What the sides and their mediators say and do is done by them."""
UNIT = {"●": 9, "lead": 1, "inner": 2, "co": 3}


def _reach() -> Iterator[list[str]]:
    for role, reach in PERMISSIONS.items():
        yield [str(role.label), *(str(scope.label) if scope != Scope.NONE else "" for scope in reach.values())]


def _deeds() -> Iterator[list[str]]:
    case = Case(pk=1, unit_id=UNIT["lead"], inner_unit_id=UNIT["inner"])
    called = SimpleNamespace(unit_id=UNIT["co"])
    case.__dict__["papers"] = SimpleNamespace(assigned=lambda *_parts: [called])
    for verb, step in LIFE.steps.items():
        yield [f"`{verb}`", *(_positions(step, case, role) for role in Role)]


def _positions(step: Step, case: Case, role: Role) -> str:
    account = None if role in (Role.RESIDENT, Role.INTEGRATOR, Role.SYSTEM) else 1
    asking = {name: Actor(role, "", unit_id=unit, staff_id=account) for name, unit in UNIT.items()}
    if role == Role.RESIDENT:
        asking["own"] = Actor.resident(case.pk)
    may = [name for name, by in asking.items() if any(party(case, by) for party in step.who)]
    return "●" if "●" in may else ", ".join(may)


def _deeds_in_disputes() -> Iterator[list[str]]:
    mine, other = SimpleNamespace(pk=1, side_id=1), SimpleNamespace(pk=2, side_id=2)
    mediates, invited = SimpleNamespace(staff_id=1), SimpleNamespace(staff_id=2)
    dispute = Dispute(pk=1, unit_1=3, unit_id=1, sender_id=2)
    dispute.__dict__["papers"] = SimpleNamespace(
        parties=[mine, other], of_side=lambda number: [mine] if number == 1 else [other], mediators=[mediates],
        seats=[mediates, invited],
    )  # fmt: skip
    for verb, step in MEDIATION.steps.items():
        yield [f"`{verb}`", *(_stands(step, dispute, role) for role in Role)]


def _stands(step: Step, dispute: Dispute, role: Role) -> str:
    """The positions from which somebody of this role takes this step, the weakest first."""
    tried = {"●": Actor(role, "", unit_id=9, staff_id=9)}
    if role == Role.RESIDENT:
        tried = {"●": Actor(role, ""), "party": Actor(role, "", party_id=2), "applying": Actor(role, "", party_id=1)}
    if role == Role.MEDIATOR:
        tried |= {
            "above": Actor(role, "", unit_id=3, staff_id=9), "committee": Actor(role, "", unit_id=1, staff_id=9),
            "mediator": Actor(role, "", unit_id=9, staff_id=1),
            "seated": Actor(role, "", unit_id=9, staff_id=2),
        }  # fmt: skip
    if role == Role.INTEGRATOR:
        tried["sender"] = Actor(role, "", unit_id=2)
    may = [name for name, by in tried.items() if any(party(dispute, by) for party in step.who)]
    if "●" in may:
        return "●"
    weaker = {"party": "applying", "seated": "mediator"}
    return ", ".join(name for name in may if not any(weaker.get(one) == name for one in may))


def _let_in() -> Iterator[list[str]]:
    with_a_key = [role for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)]
    for entry in dict.fromkeys(gate.ROUTES.values()):
        roles = [str(role.label) for role in with_a_key if isinstance(entry, Query) and gate.sees(role, entry)]
        names = [f"`{name}`" for name, lets in gate.ROUTES.items() if lets == entry]
        yield [str(entry.label if isinstance(entry, Query) else entry.value), ", ".join(roles), " ".join(names)]


def _table(heads: Iterable[Any], rows: Iterable[list[str]]) -> Iterator[str]:
    heads = [str(head) for head in heads]
    yield f"| {' | '.join(heads)} |"
    yield "| --- " * len(heads) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def openapi() -> str:
    """The document of the JSON API."""
    return document.text()


def verbs() -> str:
    """Which operation of the API takes which step, and why some have none."""
    rows = []
    for verb in LIFE.steps:
        with translation.override("zh-hans"):
            chinese = str(LIFE.verbs[verb])
        own = {"receive": "`POST /cases`", "attach": "`POST /cases/{number}/attach`"}
        asked = own.get(verb) or (f"`POST /cases/{{number}}/{verb}`" if verb in STEPS else "")
        reporter = f"`POST /track/{{number}}/{verb}`" if verb in {*OF_REPORTER, "attach"} else ""
        rows.append([f"`{verb}`", chinese, asked, reporter, OF_NO_PROGRAM.get(verb, "")])
    heads = ["verb", "in Chinese", "with a key", "with the code of the case", "why by no program"]
    return "\n".join([NOTE + "# Steps by the API", "", *_table(heads, rows), "", OF_DISPUTES, ""])


def charter() -> str:
    """What residents read about what is kept, in both languages."""
    return NOTE + "\n".join(charter_text(language) for language in ("zh-hans", "en"))


def figures() -> str:
    """Every indicator: what it is called, what is counted over what."""
    lines = [NOTE + "# Indicators · 指标", "", FIGURES, ""]
    heads = ["code", "名称", "name", "公式", "formula", "told in", "better", "source"]
    rows = []
    for known in INDICATORS.values():
        with translation.override("zh-hans"):
            zh = known.formula
        with translation.override("en"):
            en = known.formula
        rows.append([f"`{known.code}`", known.zh, known.en, zh, en, known.unit, known.better, known.source])
    lines += [*_table(heads, rows), "", "## Profiles of the three rates · 三率口径", ""]
    weighed = [
        [f"`{profile.code}`", profile.zh, ", ".join(f"{weight:g} `{code}`" for code, weight in profile.weights.items()),
         f"{profile.basic:g}", f"{profile.partly:g}", str(profile.least), profile.source]
        for profile in rates.shipped().values()
    ]  # fmt: skip
    return "\n".join([*lines, *_table(["code", "名称", "weights", "basic", "partly", "least", "source"], weighed), ""])


FIGURES = """\
From `huying/insight/definitions.py`. Days are those of the city, the first and the last one counted; on any page and in any export
a figure opens the cases behind it. Shares carry numerator, denominator and the 95 % interval of Wilson. Who reads what, and what is
withheld: [decision 22](../decisions/0022-figures.md). On a terminal:
`huying figures --by unit --level street --from 2026-10-01 --to 2026-10-31 --json`."""


def performance() -> str:
    """What the benches measured, from the results that are kept."""
    return "<!-- Generated from performance/ by `make docs`; do not edit. -->\n\n" + measured.page()


def export() -> str:
    """Every table and column of a whole city as it is exported."""
    return NOTE + exported.page()


PAGES = {
    "states.md": states,
    "export.md": export,
    "performance.md": performance,
    "figures.md": figures,
    "permissions.md": permissions,
    "openapi.json": openapi,
    "api-verbs.md": verbs,
    "../charter.md": charter,
}


def _arrows(life: Machine) -> Iterator[str]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for verb, step in life.steps.items():
        decided = set(step.target.values()) if isinstance(step.target, Mapping) else set()
        targets = {step.target} if isinstance(step.target, str) else decided
        for source in step.sources:
            for target in sorted(targets - {source}):
                arrows.setdefault((source, target), []).append(verb)
    for (source, target), verbs in arrows.items():
        yield f"    {'[*]' if source == NEW else source} --> {target}: {', '.join(verbs)}"


def _sources(step: Step) -> str:
    return ", ".join(f"`{source}`" if source else "(new)" for source in step.sources)


def _target(step: Step) -> str:
    if isinstance(step.target, Mapping):
        return "; ".join(f"{decision}: `{state}`" for decision, state in step.target.items())
    return f"`{step.target}`" if isinstance(step.target, str) else str(step.target)


def _name(rule: Any) -> str:
    kind = next((cell.cell_contents for cell in getattr(rule, "__closure__", None) or ()), "")
    name = rule.__qualname__.split(".")[0]
    return f"{name} {kind}".strip()


def _codes(outcomes: Iterable[str]) -> str:
    return ", ".join(f"`{outcome}`" for outcome in outcomes)


def main(*, check: bool) -> int:
    stale = []
    with translation.override("en"):
        for name, write in PAGES.items():
            text, page = write(), HERE / name
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                stale.append(name)
                if not check:
                    page.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"docs/reference/{name}: {'stale; run make docs' if check else 'written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
