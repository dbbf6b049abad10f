"""How fast history comes in by `huying import cases`, beside plain COPY of the very rows that it wrote.

    python bench/import.py [--cases 50000]
    python bench/import.py --city OUT_DIR --file FILE --mapping MAP.yaml        # OUT_DIR as `huying setup` reads it

Starts a database of its own (durable) in a temporary folder, on the made-up city Yunxi unless another is named, makes a
file of cases, and runs the command as anybody would, its start included. Then all rows are taken out, the tables
emptied, and the rows put back by COPY over one connection. Prints JSON. Every case is received at its point, routed by
the duty list, accepted, answered and closed, one in twenty stays open; each step is an event in the hash chain, sealed.
Other load shows in both rates alike: believe the ratio and the CPU times.
"""

import csv
import json
import os
import subprocess
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Annotated, Any

import psutil
import psycopg
import typer
import yaml
from result import told

from huying import embedded
from huying.serve import HUYING

YUNXI = Path(__file__).parents[1] / "samples" / "yunxi"
TABLES = (
    "cases_case", "cases_casetext", "cases_clock", "cases_assignment", "journal_event", "journal_words", "journal_seal",
    "journal_leaf", "procrastinate_jobs",
)  # fmt: skip
BEGAN, UNTIL = datetime(2025, 1, 1, 8), datetime(2026, 11, 1, 8)  # noqa: DTZ001 - the mapping names the zone
MAPPING = {
    "source": "bench", "time_zone": "Asia/Shanghai", "number": "number", "text": "text", "received": "received",
    "due": "due", "closed": "closed", "address": "address", "point": {"lon": "lon", "lat": "lat"}, "category": "category",
    "outcome": {"otherwise": "resolved"}, "reply": "reply",
}  # fmt: skip
SAID = (
    "路灯连续三天不亮,夜里看不清路",
    "小区门口路面破损积水,老人走过很危险",
    "早晨六点工地施工噪声扰民,影响休息",
)


def main(
    cases: Annotated[int, typer.Option()] = 50_000, city: Annotated[Path, typer.Option()] = YUNXI,
    file: Annotated[Path | None, typer.Option()] = None, mapping: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["HUYING_DATA"] = data
        os.environ["HUYING_TIME_ZONE"] = yaml.safe_load((city / "city.yaml").read_text())["time_zone"]
        os.environ.pop("DATABASE_URL", None)
        with embedded.database():
            subprocess.run([*HUYING, "setup", str(city)], check=True, stdout=subprocess.DEVNULL)
            if file is None or mapping is None:
                file, mapping = made(Path(data), city, cases)
            told(
                "import",
                "history taken in by `huying import cases`, its start included",
                lambda: measured(file, mapping),
            )


def measured(file: Path, mapping: Path) -> dict[str, Any]:
    """Both ways, one after the other."""
    url = embedded.url(embedded.data_folder() / "db")
    database = psutil.Process(int((embedded.data_folder() / "db" / "postmaster.pid").read_text().split()[0]))
    before, began = cpu(database), time.perf_counter()
    command = psutil.Popen(
        [*HUYING, "import", "cases", str(file), "--mapping", str(mapping), "--json"], stdout=subprocess.PIPE
    )
    summary = json.loads(command.stdout.read().splitlines()[-1])
    used, _ = os.wait4(command.pid, 0)[2], command.wait()
    took, database_cpu = time.perf_counter() - began, cpu(database) - before
    plain, n_rows = copied(url)
    n = summary["written"]
    return {
        "cases": n, "ratio": {"of": "the import", "to": "COPY of the same rows over one connection", "value": round(plain / took, 3)},
        **{name: summary[name] for name in ("read", "written", "refused", "merged", "located", "routed", "agreement")},
        "seconds": round(took, 2), "cases/s": round(n / took), "rows/s": round(n_rows / took),
        "CPU a case, import, ms": round((used.ru_utime + used.ru_stime) / n * 1000, 3),
        "CPU a case, database, ms": round(database_cpu / n * 1000, 3),
        "COPY, cases/s": round(n / plain), "COPY, rows/s": round(n_rows / plain),
        "rows of a case": round(n_rows / n, 2),
    }  # fmt: skip


def cpu(process: psutil.Process) -> float:
    """Seconds of CPU that a process, its children and those that ended have used."""
    times = [process.cpu_times(), *(child.cpu_times() for child in process.children(recursive=True))]
    return sum(time.user + time.system for time in times) + times[0].children_user + times[0].children_system


def copied(url: str) -> tuple[float, int]:
    """Seconds that COPY needs to put everything back into emptied tables, in one transaction; and how many rows that is."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        kept: dict[str, bytes] = {}
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT") as out:
                kept[table] = b"".join(map(bytes, out))
        n_rows = sum(rows.count(b"\n") for rows in kept.values())
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")  # the journal refuses to be emptied
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        connection.commit()
        began = time.perf_counter()
        for table, rows in kept.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(rows)
        connection.commit()
        return time.perf_counter() - began, n_rows


def made(folder: Path, city: Path, n: int) -> tuple[Path, Path]:
    """A file of `n` cases about many things at many places of the city, and the mapping that reads it."""
    file, mapping = folder / "cases.csv", folder / "map.yaml"
    mapping.write_text(yaml.safe_dump(MAPPING), encoding="utf-8")
    apart = timedelta(seconds=min(60, (UNTIL - BEGAN) // timedelta(seconds=n)))
    random, categories, (west, south, east, north) = Random(7), possible(city), bounds(city)
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["number", "text", "received", "due", "closed", "address", "lon", "lat", "category", "reply"])
        for serial in range(n):
            received = BEGAN + serial * apart
            ended = received + timedelta(hours=random.randrange(1, 200))
            rows.writerow([
                serial, f"滨河路 {random.randrange(400)} 号:{random.choice(SAID)}。第 {serial} 次反映,请尽快处理并答复。",
                received, received + timedelta(days=5), "" if serial % 20 == 0 else ended, f"滨河路 {serial} 号",
                round(random.uniform(west, east), 6), round(random.uniform(south, north), 6), random.choice(categories),
                "已到现场处理完毕,感谢您的反映。",
            ])  # fmt: skip
    return file, mapping


def possible(city: Path) -> list[str]:
    """The categories that ask no question and whose replies need no evidence: an old file has neither."""
    groups = yaml.safe_load((city / "categories.yaml").read_text(encoding="utf-8"))
    return [
        leaf["code"] for group in groups for leaf in group["children"]
        if not leaf.get("evidence") and not leaf.get("questions", {}).get("required")
    ]  # fmt: skip


def bounds(city: Path) -> tuple[float, float, float, float]:
    """West, south, east and north of the city's areas."""
    areas = json.loads((city / "areas.geojson").read_text(encoding="utf-8"))["features"]
    points = [point for area in areas for point in _points(area["geometry"]["coordinates"])]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return min(lons), min(lats), max(lons), max(lats)


def _points(coordinates: Any) -> list[Any]:
    if isinstance(coordinates[0], (int, float)):
        return [coordinates]
    return [point for part in coordinates for point in _points(part)]


if __name__ == "__main__":
    typer.run(main)
