"""All benches one after the other, or one of them: each prints one JSON document of the same shape (`result.py`).

    huying bench NAME [--cases N] [--json]
    make bench                 # every one of them on small cities: minutes
    make bench-full            # a million cases: an hour and more; the figures of docs/reference/performance.md
    python bench/suite.py all --full --keep docs/reference/performance

Each runs in a process of its own, so that its memory is its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

HERE = Path(__file__).parent
KEPT = HERE.parent / "docs" / "reference" / "performance"


@dataclass(frozen=True)
class Bench:
    """A program of this folder: what it is given, how many cases it takes in a short and in a full run, and what more of either."""

    program: str
    few: int = 0
    many: int = 0
    given: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    full: tuple[str, ...] = ()

    def command(self, *, cases: int | None = None, is_full: bool = False, more: tuple[str, ...] = ()) -> list[str]:
        """The whole command. What is asked for stands last, where it counts."""
        n = cases or (self.many if is_full else self.few)
        counted = ["--cases", str(n)] if n else []
        return [
            sys.executable,
            str(HERE / self.program),
            *self.given,
            *counted,
            *(self.full if is_full else self.short),
            *more,
        ]


FEW, MANY = 20_000, 1_000_000
BENCHES = {
    "intake": Bench("intake.py", 500, 1000, short=("--rounds", "2")),
    "cycle": Bench("cycle.py", FEW, MANY, short=("--pattern", "20x20"), full=("--pattern", "60x300")),
    "burst": Bench("cycle.py", FEW, MANY, ("--pattern", "digit"), short=("--phase", "5"), full=("--phase", "20")),
    "burst3": Bench("cycle.py", FEW, MANY, ("--pattern", "digit", "--times", "3"), short=("--phase", "5"), full=("--phase", "20")),
    "reads": Bench("reads.py", FEW, MANY, short=("--looks", "20"), full=("--looks", "200")),
    "memory": Bench("memory.py", FEW, 100_000, short=("--requests", "5000"), full=("--requests", "100000")),
    "map": Bench("map.py", 10_000, 100_000),
    "figures": Bench("figures.py", FEW, MANY, short=("--events", "200", "--dashboards", "20")),
    "import": Bench("import.py", 5_000, 50_000),
    "watch": Bench("watch.py", 5_000, 100_000),
    "suggest": Bench(
        "suggest.py", FEW, MANY, ("--labels", "43"),
        short=("--examples", "1000", "--messages", "100"), full=("--examples", "6000", "--messages", "500"),
    ),
    "webhooks": Bench("webhooks.py", FEW, 100_000, short=("--steps", "2000"), full=("--steps", "20000")),
    "exchange": Bench("exchange.py", given=("api",), short=("--records", "5000", "--single", "300"), full=("--records", "150000")),
    "moving": Bench("moving.py", FEW, 100_000),
    "disputes": Bench("disputes.py", 5_000, 300_000, short=("--looks", "20"), full=("--looks", "200")),
}  # fmt: skip
"""By the name that `huying bench` knows it by (`huying/bench.py`)."""


def main(
    name: Annotated[str, typer.Argument(help=f"all, {', '.join(BENCHES)}")],
    cases: Annotated[int | None, typer.Option(min=1)] = None,
    full: Annotated[bool, typer.Option("--full")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    keep: Annotated[Path | None, typer.Option(help="A folder: NAME.json is written there, and replaced.")] = None,
    data: Annotated[Path | None, typer.Option(help="A data folder with a city to be measured.")] = None,
) -> None:
    """Run one bench or all, and end with 1 where one of them broke."""
    more = ("--data", str(data)) if data else ()
    broke = []
    for each in BENCHES if name == "all" else [name]:
        found, seconds = run(BENCHES[each].command(cases=cases, is_full=full, more=more))
        if found is None:
            broke.append(each)
            continue
        found |= {"name": each, "command": told(each, cases, full=full), "seconds": seconds}
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{each}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(lines(found)))
    if broke:
        typer.echo(f"broke: {', '.join(broke)}", err=True)
    sys.exit(bool(broke))


def run(command: list[str]) -> tuple[dict[str, Any] | None, int]:
    """What a bench printed, None where it broke; and its seconds. What else was said goes to the error stream."""
    began = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    said, brace, document = done.stdout.partition("{\n")
    sys.stderr.write(said)
    return None if done.returncode else json.loads(brace + document), round(time.monotonic() - began)


def told(name: str, cases: int | None, *, full: bool) -> str:
    """As anybody runs it again."""
    n = cases or (BENCHES[name].many if full else 0)
    return " ".join(["huying bench", name, *(["--cases", str(n)] if n else []), *(["--full"] if full else [])])


def lines(found: Mapping[str, Any], indent: str = "") -> list[str]:
    """For a person: a line for each figure."""
    out = []
    for name, value in found.items():
        if isinstance(value, Mapping) and value:
            short = "  ".join(f"{key} {each}" for key, each in value.items())
            plain = not any(isinstance(each, Mapping | list) for each in value.values()) and len(short) < 160
            out += [f"{indent}{name}:  {short}"] if plain else [f"{indent}{name}:", *lines(value, indent + "  ")]
        else:
            out.append(f"{indent}{name}: {value}")
    return out


if __name__ == "__main__":
    typer.run(main)
