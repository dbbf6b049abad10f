"""Past one machine: what a case costs, measured; and a province with 100 million of them a year, simulated.

    python bench/scale.py costs --data DIR [--cases 200]   # on a seeded city (`huying bench seed`); writes bench/scale_costs.json
    python bench/scale.py simulate [--write]               # from these costs; --write renews the figures of docs/scale.md

Costs are CPU times, of the web process, of the worker and of the server's own processes: other load on the machine stretches
none of them. The simulation is of queues (SimPy): each deed of each case asks for a processor of the web, then for one of the
database, and waits for the disk where it writes. Arrivals are Poisson, times exponential around what was measured, chance is fixed.

Long because the one stands on the other.
"""

# ruff: noqa: PLC0415 - Django is set up first

import json
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

import simpy
import typer

HERE = Path(__file__).parent
COSTS = HERE / "scale_costs.json"
GUIDE = HERE.parent / "docs" / "scale.md"
BEGIN, END = "<!-- figures: bench/scale.py -->", "<!-- end of figures -->"

app = typer.Typer(add_completion=False)

# -- what happens to a case, and how often; the rest of its life is rarer than these

PER_CASE = {"file": 1, "job": 6, "accept": 1, "reply": 1, "case page": 8, "list": 6, "track": 3}
WRITES = {"file", "job", "accept", "reply"}
BY_PUBLIC = {"file", "job", "track"}
"""What grows at once when residents call; staff work through the rest as they can."""

YEAR = 100_000_000
SECONDS = 365 * 86_400
BUSY_DAY, BUSY_HOUR = 1.3, 2.2
"""A workday against the mean day, its busiest hour against its mean hour: assumed, as of a hotline with two peaks a day."""
FSYNC = 0.002
"""Seconds until the disk has what was committed; many commits share one."""


@dataclass(frozen=True)
class Layout:
    """Processors by part. Shards share the cases by district; replicas answer what only reads."""

    name: str
    web: int
    worker: int
    database: int
    replicas: int = 0
    shards: int = 1

    @property
    def processors(self) -> int:
        return self.web + self.worker + self.database * (self.shards + self.replicas)


LAYOUTS = (
    Layout("one machine", web=8, worker=4, database=4),
    Layout("PostgreSQL with two replicas", web=32, worker=12, database=16, replicas=2),
    Layout("distributed by district", web=96, worker=32, database=8, shards=16),
)


@dataclass(frozen=True)
class Load:
    """Times the mean; `city`: of what residents do, the part that comes from one city of 21, which has its districts on few shards."""

    name: str
    times: float
    city: float = 0


ORDINARY = Load("busiest hour of a workday", BUSY_DAY * BUSY_HOUR)
LOADS = (
    ORDINARY,
    Load("a storm over the province, 8 times the busiest hour", 8 * ORDINARY.times),
    Load("a burst pipe main in one city, 3 times all others together", 4 * ORDINARY.times, city=0.75),
)


@dataclass
class Measured:
    """What a run said: times by deed, seconds of work by part."""

    took: dict[str, list[float]]
    busy: dict[str, float]
    seconds: float
    waiting: int

    def p95(self, *deeds: str) -> float:
        """Milliseconds."""
        all_of = [each for deed in deeds for each in self.took[deed]]
        return 1000 * quantiles(all_of, n=20)[-1] if len(all_of) > 1 else 0.0


class Province:
    """Layout and load as queues."""

    def __init__(self, layout: Layout, load: Load, costs: dict[str, dict[str, float]], seed: int = 12345) -> None:
        self.layout, self.load, self.costs = layout, load, costs
        self.chance, self.time = random.Random(seed), simpy.Environment()
        self.web, self.worker = self._part(layout.web), self._part(layout.worker)
        self.shards = [self._part(layout.database) for _ in range(layout.shards)]
        self.replicas = [self._part(layout.database) for _ in range(layout.replicas)]
        self.took: dict[str, list[float]] = defaultdict(list)
        self.busy: dict[str, float] = defaultdict(float)
        self.under_way = 0

    def _part(self, processors: int) -> simpy.Resource:
        return simpy.Resource(self.time, capacity=processors)

    def run(self, seconds: float, warm: float = 5) -> Measured:
        """Let it go on for so long, after it has warmed up."""
        for deed in PER_CASE:
            self.time.process(self._arrivals(deed))
        self.time.run(until=warm)
        self.took.clear()
        self.busy.clear()
        self.time.run(until=warm + seconds)
        return Measured(self.took, self.busy, seconds, self.under_way)

    def _arrivals(self, deed: str) -> Iterator[Any]:
        mean = PER_CASE[deed] * YEAR / SECONDS
        rate = mean * (self.load.times if deed in BY_PUBLIC else min(self.load.times, 1.5 * ORDINARY.times))
        while True:
            yield self.time.timeout(self.chance.expovariate(rate))
            self.time.process(self._done(deed))

    def _done(self, deed: str) -> Iterator[Any]:
        began, cost = self.time.now, self.costs[deed]
        self.under_way += 1
        first = (self.worker, "worker") if deed == "job" else (self.web, "web")
        yield from self._work(*first, cost["program"])
        part, name = self._database(deed)
        yield from self._work(part, name, cost["database"])
        if deed in WRITES:
            yield self.time.timeout(FSYNC)
        self.took[deed].append(self.time.now - began)
        self.under_way -= 1

    def _database(self, deed: str) -> tuple[simpy.Resource, str]:
        if self.replicas and deed not in WRITES:
            n = self.chance.randrange(len(self.replicas))
            return self.replicas[n], f"replica {n}"
        from_city = deed in BY_PUBLIC and self.chance.random() < self.load.city
        n = (
            self.chance.randrange(max(1, len(self.shards) // 8))
            if from_city
            else self.chance.randrange(len(self.shards))
        )
        return self.shards[n], f"database {n}"

    def _work(self, part: simpy.Resource, name: str, milliseconds: float) -> Iterator[Any]:
        with part.request() as turn:
            yield turn
            seconds = self.chance.expovariate(1) * milliseconds / 1000
            self.busy[name] += seconds
            yield self.time.timeout(seconds)


def used(layout: Layout, measured: Measured) -> dict[str, float]:
    """Part → share of its processors at work; of shards and replicas the busiest."""
    own = {"web": layout.web, "worker": layout.worker}
    shares: dict[str, float] = defaultdict(float)
    for name, seconds in measured.busy.items():
        part = name.partition(" ")[0]
        shares[part] = max(shares[part], seconds / measured.seconds / own.get(part, layout.database))
    return shares


def breaks_at(layout: Layout, costs: dict[str, dict[str, float]]) -> tuple[float, str]:
    """Times the busiest hour until the first part has 85 in a hundred of its processors at work, and which."""
    times = 1.0
    while True:
        load = Load("", times * ORDINARY.times)
        shares = _steady(layout, load, costs)
        part = max(shares, key=shares.__getitem__)
        if shares[part] >= 0.85 or times > 500:
            return times, part
        times *= 1.05


def _steady(layout: Layout, load: Load, costs: dict[str, dict[str, float]]) -> dict[str, float]:
    """The same by arithmetic: what a part has to do in a second, of what it can."""
    shares: dict[str, float] = defaultdict(float)
    for deed, n in PER_CASE.items():
        rate = n * YEAR / SECONDS * (load.times if deed in BY_PUBLIC else min(load.times, 1.5 * ORDINARY.times))
        shares["worker" if deed == "job" else "web"] += rate * costs[deed]["program"] / 1000
        reads = layout.replicas and deed not in WRITES
        shares["replica" if reads else "database"] += rate * costs[deed]["database"] / 1000
    of = {"web": layout.web, "worker": layout.worker, "database": layout.database * layout.shards,
          "replica": layout.database * max(1, layout.replicas)}  # fmt: skip
    return {part: share / of[part] for part, share in shares.items()}


# -- what is told


@app.command()
def simulate(
    write: Annotated[bool, typer.Option("--write")] = False, seconds: Annotated[float, typer.Option()] = 60
) -> None:
    """Print the figures of docs/scale.md, or renew them there."""
    told = figures(json.loads(COSTS.read_text()), seconds)
    if not write:
        print(told)
        return
    before, _begin, rest = GUIDE.read_text().partition(BEGIN)
    GUIDE.write_text(f"{before}{BEGIN}\n\n{told}\n{END}{rest.partition(END)[2]}")


def figures(known: dict[str, Any], seconds: float = 60) -> str:
    """Every table of docs/scale.md that holds a figure."""
    costs = known["costs"]
    return "\n".join([*_costs(known), *_loads(costs, seconds), *_limits(costs), *_sizes(known), *_nights(known)])


def _costs(known: dict[str, Any]) -> Iterator[str]:
    costs, where = known["costs"], known["where"]
    web = sum(n * costs[deed]["program"] for deed, n in PER_CASE.items() if deed != "job")
    worker, database = (
        PER_CASE["job"] * costs["job"]["program"],
        sum(n * costs[deed]["database"] for deed, n in PER_CASE.items()),
    )
    yield f"**What a case costs** ({where}):\n"
    yield "| deed | times a case | program, CPU ms | database, CPU ms |\n| --- | --- | --- | --- |"
    for deed, n in PER_CASE.items():
        yield f"| {deed} | {n} | {costs[deed]['program']:.2f} | {costs[deed]['database']:.2f} |"
    yield f"| **all of a case** | | **{web:.0f} web, {worker:.0f} worker** | **{database:.0f}** |\n"


def _loads(costs: dict[str, dict[str, float]], seconds: float) -> Iterator[str]:
    yield f"**{YEAR / 10**6:.0f} million cases a year**, {YEAR / SECONDS:.1f} a second in the mean; {seconds:.0f} s of each simulated:\n"
    yield "| load | cases/s | layout (processors) | web | worker | database | replica | file, p95 | list and page, p95 | job, p95 |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for load in LOADS:
        for layout in LAYOUTS:
            measured = Province(layout, load, costs).run(seconds)
            share = {part: f"{100 * n:.0f} %" for part, n in used(layout, measured).items()}
            times = [f"{measured.p95(*deeds):,.0f} ms" for deeds in (("file",), ("list", "case page"), ("job",))]
            parts = [share.get(part, "") for part in ("web", "worker", "database", "replica")]
            first = [load.name, f"{load.times * YEAR / SECONDS:.0f}", f"{layout.name} ({layout.processors})"]
            yield f"| {' | '.join([*first, *parts, *times])} |"
    yield ""


def _limits(costs: dict[str, dict[str, float]]) -> Iterator[str]:
    yield "**What breaks first**, as residents call more and more:\n"
    yield "| layout | 85 % are at work at | cases/s | first |\n| --- | --- | --- | --- |"
    for layout in LAYOUTS:
        times, part = breaks_at(layout, costs)
        yield f"| {layout.name} | {times:.1f} × the busiest hour | {times * ORDINARY.times * YEAR / SECONDS:.0f} | {part} |"
    yield ""


def _sizes(known: dict[str, Any]) -> Iterator[str]:
    """Bytes, of which a table and its indexes; measured on the seeded city."""
    tables: dict[str, float] = known["bytes"]
    whole = sum(tables.values())
    yield f"**What a case weighs**: {whole / 1000:.1f} kB with all indexes, so {whole * YEAR / 1e12:.1f} TB a year:\n"
    yield "| table | kB a case | TB a year |\n| --- | --- | --- |"
    for table, n in sorted(tables.items(), key=lambda item: -item[1])[:8]:
        yield f"| `{table}` | {n / 1000:.2f} | {n * YEAR / 1e12:.2f} |"
    yield ""


FACTS = 11_700_000 / 358
"""A second, one processor: figures made anew over 1.2 million cases (docs/reference/performance.md)."""
DISK = 200e6
"""Bytes a second that a backup copies: assumed, a network disk."""


def _nights(known: dict[str, Any]) -> Iterator[str]:
    """What grows with all that ever was, not with the hour."""
    yield "**What grows with the years**, one process:\n"
    yield "| work | a second | a year of cases takes |\n| --- | --- | --- |"
    events = known["events a case"]
    for work, rate in (("figures, all made anew", FACTS), ("`huying verify`", known["verified a second"])):
        yield f"| {work} | {rate:,.0f} events | {events * YEAR / rate / 3600:.0f} h |"
    whole = sum(known["bytes"].values())
    yield f"| a base backup, a restore | {DISK / 1e6:.0f} MB | {whole * YEAR / DISK / 3600:.1f} h |"
    yield ""


# -- what is measured


@app.command()
def costs(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)], cases: Annotated[int, typer.Option()] = 200
) -> None:
    """CPU of each deed, in process, on a city that `huying bench seed` filled."""
    os.environ |= {"HUYING_DATA": str(data), "HUYING_LIMITS": "0", "HUYING_LOG": "ERROR"}
    os.environ.pop("DATABASE_URL", None)
    from huying.startup import ready

    with ready(migrated=True):
        COSTS.write_text(json.dumps(_measured(cases), indent=1, ensure_ascii=False) + "\n")
    print(COSTS.read_text())


def _measured(n: int) -> dict[str, Any]:
    import scale_deeds

    return scale_deeds.measured(n)


if __name__ == "__main__":
    app()
