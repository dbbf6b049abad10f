"""A made-up city with many cases in a data folder of its own, loaded once by `huying import cases` and used again after.

python bench/city.py --cases 1000000 --data ~/.cache/huying/city-1000000
"""

import importlib
import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from huying import embedded
from huying.serve import HUYING

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "huying"


def folder(cases: int, data: Path | None = None) -> Path:
    """The data folder with so many cases, loaded first where there is none; an interrupted load goes on where it stopped."""
    data = data or CACHE / f"city-{cases}"
    data.mkdir(parents=True, exist_ok=True)
    loaded = data / "loaded"
    if not loaded.exists():
        _load(data, cases)
        loaded.touch()
    return data


def _load(data: Path, cases: int) -> None:
    """The demo's city with its calls, then the cases; what is there already is not taken in again."""
    history = importlib.import_module("import")  # bench/import.py, which makes the file
    os.environ["HUYING_DATA"] = str(data)
    with embedded.database():
        subprocess.run([*HUYING, "demo"], check=True)
        file, mapping = history.made(data, history.YUNXI, cases)
        subprocess.run([*HUYING, "import", "cases", str(file), "--mapping", str(mapping)], check=True)
        file.unlink()


def main(
    cases: Annotated[int, typer.Option()] = 1_000_000, data: Annotated[Path | None, typer.Option()] = None
) -> None:
    """Load, and say where."""
    typer.echo(folder(cases, data))


if __name__ == "__main__":
    typer.run(main)
