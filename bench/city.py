"""A made-up city with many cases in a data folder of its own, made once by `huying bench seed` and used again after.

python bench/city.py --cases 1000000 --data ~/.cache/huying/city-1000000
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from huying import embedded
from huying.serve import HUYING

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "huying"

CASES_A_YEAR = 350_000
"""As of a large city: few cases are a short history, not a thin one."""


def folder(cases: int, data: Path | None = None) -> Path:
    """The data folder with so many cases, made first where there is none; an interrupted making goes on where it stopped."""
    data = data or CACHE / f"city-{cases}"
    data.mkdir(parents=True, exist_ok=True)
    loaded = data / "loaded"
    if not loaded.exists():
        os.environ["HUYING_DATA"] = str(data)
        with embedded.database():
            years = f"{min(3.0, max(0.05, cases / CASES_A_YEAR)):g}"
            for command in (["demo"], ["bench", "seed", "--cases", str(cases), "--years", years]):
                subprocess.run([*HUYING, *command], check=True, stdout=sys.stderr)
        loaded.touch()
    return data


def main(
    cases: Annotated[int, typer.Option()] = 1_000_000, data: Annotated[Path | None, typer.Option()] = None
) -> None:
    """Make it, and say where."""
    typer.echo(folder(cases, data))


if __name__ == "__main__":
    typer.run(main)
