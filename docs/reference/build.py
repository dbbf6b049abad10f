"""Write the generated pages of this folder (`make docs`), or say which of them are stale (`--check`, exit 1)."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import django
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")
django.setup()

from huying.base.journal.machine import NEW, Machine, Step  # noqa: E402 - Django is set up first
from huying.base.units.roles import PERMISSIONS, Query  # noqa: E402 - Django is set up first
from huying.cases.states import ENDS, LIFE, RESULTS  # noqa: E402 - Django is set up first
from huying.web.api import document  # noqa: E402 - Django is set up first
from huying.web.portal.pages import CHARTER  # noqa: E402 - Django is set up first

HERE = Path(__file__).parent
NOTE = "<!-- Generated from the code by `make docs`; do not edit. -->\n\n"


def states() -> str:
    """The life of a case: picture and table."""
    lines = [NOTE + "# The life of a case", "", "```mermaid", "stateDiagram-v2", *_arrows(LIFE), "```", ""]
    lines += [
        "| verb | in Chinese | from | to | who | needs | only if |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for verb, step in LIFE.steps.items():
        with translation.override("zh-hans"):
            chinese = str(LIFE.verbs[verb])
        who = ", ".join(str(party.name) for party in step.who)
        only_if = ", ".join(f"`{_name(rule)}`" for rule in step.rules)
        cells = [f"`{verb}`", chinese, _sources(step), _target(step), who, ", ".join(step.needs), only_if]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "“Beside” is in the record but no move: it makes nobody's form stale.", ""]
    lines += [f"* From `{state}` a person may close it as {_codes(ends)}." for state, ends in ENDS.items()]
    lines += [f"* A reply comes to {_codes(RESULTS)}.", ""]
    return "\n".join(lines)


def permissions() -> str:
    """Who sees what, and who may take which step."""
    lines = [NOTE + "# Permissions", "", "## What each role sees", ""]
    lines += ["| role | " + " | ".join(str(query.label) for query in Query) + " |", "| --- " * (len(Query) + 1) + "|"]
    for role, reach in PERMISSIONS.items():
        lines.append(f"| {role.label} | " + " | ".join(str(reach[query].label) for query in Query) + " |")
    lines += [
        "",
        "## What each position may do",
        "",
        "An account has one role; what its unit is to a case makes the position.",
        "",
    ]
    parties = list(dict.fromkeys(str(party.name) for step in LIFE.steps.values() for party in step.who))
    for party in parties:
        verbs = [f"`{verb}`" for verb, step in LIFE.steps.items() if party in [str(other.name) for other in step.who]]
        lines.append(f"* **{party}**: {', '.join(verbs)}")
    return "\n".join([*lines, ""])


def openapi() -> str:
    """The document of the JSON API."""
    return document.text()


def charter() -> str:
    """What residents read about what is kept, in both languages."""
    texts = [(CHARTER / f"{language}.md").read_text(encoding="utf-8") for language in ("zh-hans", "en")]
    return NOTE + "\n".join(texts)


PAGES = {"states.md": states, "permissions.md": permissions, "openapi.json": openapi, "../charter.md": charter}


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
