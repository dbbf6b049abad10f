"""How many rows a second a whole city is given out and taken in with, and how much memory that takes.

    python bench/moving.py [--cases 100000] [--data DIR]

The city is that of bench/city.py (kept, so that it is loaded once). It is written into a folder that is gone afterwards, and taken in by
a new installation there. `rest` is what `huying import city` does once the rows are in: figures, audit log, `huying verify`. Prints JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import city
import typer
from result import told as printed

from huying.serve import HUYING

MEASURED = """
import json, resource, sys, time
from pathlib import Path
from huying.startup import ready
folder, key = map(Path, sys.argv[1:])
with ready({ready}):
    from huying.base.journal import audit
    from huying.web.exchange.city import envelope, giving, taking
    quiet, began = lambda n: lambda done: None, time.perf_counter()
    {work}
    seconds = time.perf_counter() - began
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({{"seconds": round(seconds, 1), "rows_a_second": round(rows / seconds), "megabytes": megabytes}}))
"""
GIVE = MEASURED.format(
    ready="migrated=True",
    work="rows = giving.give(giving.Plan(folder, envelope.key_in(key)), by=audit.console(), begin=quiet).manifest.rows",
)
TAKE = MEASURED.format(ready="importing=True", work="rows = taking.take(folder, key_file=key, begin=quiet).read")


def main(cases: Annotated[int, typer.Option()] = 100_000, data: Annotated[Path | None, typer.Option()] = None) -> None:
    """Run the bench and print its figures as JSON."""
    os.environ.pop("DATABASE_URL", None)
    os.environ["HUYING_DATA"] = str(city.folder(cases, data))
    printed("moving", "a whole city given out and taken in", lambda: moved(cases, Path(os.environ["HUYING_DATA"])))


def moved(cases: int, old: Path) -> dict[str, Any]:
    """Both ways, and what follows."""
    with tempfile.TemporaryDirectory(dir=old) as place:
        folder, key, new = (Path(place) / name for name in ("out", "key", "new"))
        told: dict[str, Any] = {"cases": cases, "export": measured(GIVE, old, folder, key)}
        told["export"]["megabytes_on_disk"] = sum(file.stat().st_size for file in folder.rglob("*")) >> 20
        told["import"] = measured(TAKE, new, folder, key)
        began = time.perf_counter()
        command = [*HUYING, "import", "city", str(folder), "--key", str(key), "--json"]
        said = subprocess.run(command, check=True, env=os.environ | {"HUYING_DATA": str(new)}, stdout=subprocess.PIPE)
        told["rest"] = {"seconds": round(time.perf_counter() - began, 1), **json.loads(said.stdout.splitlines()[-1])}
    return told


def measured(program: str, data: Path, *arguments: Path) -> dict[str, Any]:
    """What a program of ours says of itself, in a process of its own on this data folder."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    said = subprocess.run(command, check=True, env=os.environ | {"HUYING_DATA": str(data)}, stdout=subprocess.PIPE)
    return dict(json.loads(said.stdout.splitlines()[-1]))


if __name__ == "__main__":
    typer.run(main)
