"""Makes a set-up folder of Boston from what the city published: polygons, and the requests of four months of 2011.

    python samples/boston/build.py DATA_DIR OUT_DIR
    HUYING_TIME_ZONE=America/New_York huying setup OUT_DIR

Categories, departments and promised times are those found in the requests. Duties are learned from them: a department
answers for the types of which it got most. Neighbourhoods were tried too: none clearly departs from the rest of the
city. Says at the end how often the duties agree with the requests. Nothing of the data is kept here.

A promise is in working days where that is what most of its targets say: counted as that city counted, a request that comes
after 17:00 from the next morning on, and holidays as any other day.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from huying.base.worktime.calendar import Calendar
from huying.base.worktime.days import Days
from huying.base.worktime.periods import Period

REQUESTS, POLYGONS = "boston_311_2011_jul_oct.csv.gz", "boston_neighbourhoods.geojson"
CITY = "boston"
CODE_LENGTH = 40
HOURS = "Mo-Fr 08:30-17:00"
ZONE = ZoneInfo("America/New_York")
AS_COUNTED = Calendar(Days(), HOURS, ZONE)
WORKING_DAYS = [Period(days, "wd", begins="cutoff") for days in (1, 2, 3, 5, 7, 10, 15, 20, 30)]
NEAR, ENOUGH = timedelta(minutes=2), 200
"""A target is met within so long; so many of a type are looked at."""
NO_HOLIDAYS = "City of Boston: the targets of this year count every weekday"
RULES = {"dispatch": "1 wd", "return_window": "1 wd", "return_decision": "1 wd"}
"""The city published none about the way between its departments; in days, as everything else of it."""

Request = dict[str, str]
Row = dict[str, Any]


def main(data: Path, out: Path) -> None:
    with gzip.open(data / REQUESTS, "rt", encoding="utf-8", newline="") as file:
        requests = list(csv.DictReader(file))
    features = json.loads((data / POLYGONS).read_text(encoding="utf-8"))["features"]
    duties = learned(requests)
    write(out, requests, features, duties)
    early, late = requests[: len(requests) // 2], requests[len(requests) // 2 :]
    said = (
        f"{len(requests)} requests, {len(features)} neighbourhoods, {len(duties)} duties: {out}",
        f"The duties agree with the department of {agreement(duties, requests):.4f} of the requests;",
        f"learned from the first half alone, of {agreement(learned(early), late):.4f} of the second half.",
    )
    sys.stdout.write("\n".join(said) + "\n")


def learned(requests: Sequence[Request]) -> dict[str, str]:
    """Type of request → the department that got most of them."""
    got: dict[str, Counter[str]] = defaultdict(Counter)
    for request in requests:
        got[request["type"]][request["department"]] += 1
    return {kind: min(counts, key=lambda name: (-counts[name], name)) for kind, counts in got.items()}


def agreement(duties: dict[str, str], requests: Sequence[Request]) -> float:
    """The share of requests that went to the department the duties name."""
    return sum(duties.get(request["type"]) == request["department"] for request in requests) / len(requests)


def write(out: Path, requests: Sequence[Request], features: Sequence[Any], duties: dict[str, str]) -> None:
    """The files of the set-up folder."""
    out.mkdir(parents=True, exist_ok=True)
    types, departments = coded(duties), coded(request["department"] for request in requests)
    days = promised(requests)
    city = {"zh": "波士顿", "en": "Boston", "time_zone": str(ZONE), "language": "en", "crs": "WGS84", "hours": HOURS}
    for name, said in {"city.yaml": city, "limits.yaml": RULES}.items():
        (out / name).write_text(json.dumps(said, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "holidays").mkdir(exist_ok=True)
    first = min(int(request["open_dt"][:4]) for request in requests)
    for year in range(first, first + 3):  # as far as the longest promise reaches
        paper = json.dumps({"year": year, "papers": [NO_HOLIDAYS], "days": []})
        (out / "holidays" / f"{year}.json").write_text(f"{paper}\n", encoding="utf-8")
    _list(out / "kinds.yaml", [{"code": "request", "zh": "服务请求", "en": "Service request"}])
    _list(out / "tiers.yaml", [tier(found) for found in sorted({*days.values()}, key=_by_length)])
    _list(out / "categories.yaml", categories(requests, types, days))
    _areas(out, features)
    hall = {"code": CITY, "parent": "", "level": "city", "zh": "波士顿市政府", "en": "City of Boston", "area": CITY}
    below = {"parent": CITY, "level": "department", "area": CITY}
    _table(
        out / "units.csv",
        [hall, *({"code": code, "zh": name, "en": name, **below} for name, code in departments.items())],
    )
    _table(out / "duties.csv", [
        {"item": item, "unit": departments[duties[kind]], "category": code}
        for item, (kind, code) in enumerate(types.items(), start=1)
    ])  # fmt: skip


def coded(names: Iterable[str]) -> dict[str, str]:
    """A short code for each name, none twice, in the order of names."""
    codes: dict[str, str] = {}
    for name in sorted(set(names)):
        stem = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[: CODE_LENGTH - 3]
        code, again = stem, 1
        while code in codes.values():
            code, again = f"{stem}-{again}", again + 1
        codes[name] = code
    return codes


def promised(requests: Sequence[Request]) -> dict[str, Period | None]:
    """Type of request → what was usually promised; None where nothing was."""
    times: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for request in requests:
        known = times[request["type"]]
        if request["target_dt"]:
            known.append((_moment(request["open_dt"]), _moment(request["target_dt"])))
    return {kind: usual(known) if known else None for kind, known in times.items()}


def usual(known: Sequence[tuple[datetime, datetime]]) -> Period:
    """The working days that reproduce more than half of the targets; else the days that lay between, in the middle."""
    tried = known[:: max(1, len(known) // ENOUGH)]

    def met(period: Period) -> int:
        return sum(abs(AS_COUNTED.after(opened, period).at - target) <= NEAR for opened, target in tried)

    best = max(WORKING_DAYS, key=met)
    if met(best) * 2 > len(tried):
        return best
    return Period(max(1, round(median(target - opened for opened, target in known) / timedelta(days=1))), "d")


def tier(period: Period | None) -> Row:
    if period is None:
        return {"code": "D0", "zh": "未承诺时限", "en": "No time promised"}
    zh, en, letter = ("个工作日", "Working days", "W") if period.unit == "wd" else (" 天", "Days", "D")
    code, n = f"{letter}{period.value}", period.value
    return {"code": code, "zh": f"{n}{zh}", "en": f"{en}: {n}", "limit": str(period)}


def _by_length(period: Period | None) -> tuple[str, int]:
    return (period.unit, period.value) if period else ("", 0)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def categories(requests: Sequence[Request], types: dict[str, str], days: dict[str, Period | None]) -> list[Row]:
    """A tree: types below the reason they were filed under."""
    below: dict[str, set[str]] = defaultdict(set)
    for request in requests:
        below[f"All {request['reason']}"].add(request["type"])

    def leaf(kind: str) -> Row:
        return {"code": types[kind], "zh": kind, "en": kind, "kind": "request", "tier": tier(days[kind])["code"]}

    return [
        {"code": code, "zh": reason, "en": reason, "children": [leaf(kind) for kind in sorted(below[reason])]}
        for reason, code in coded(below).items()
    ]


def _areas(out: Path, features: Sequence[Any]) -> None:
    """The neighbourhoods; borders as they are: Huying repairs what is invalid, and says so."""
    codes = coded(feature["properties"]["name"] for feature in features)
    city = {"code": CITY, "level": 0, "parent": "", "zh": "波士顿", "en": "Boston"}
    _table(
        out / "areas.csv",
        [city, *({"code": code, "level": 1, "parent": CITY, "zh": name, "en": name} for name, code in codes.items())],
    )
    for feature in features:
        feature["properties"] = {"code": codes[feature["properties"]["name"]]}
    lines = ",\n".join(json.dumps(feature) for feature in features)
    (out / "areas.geojson").write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def _table(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _list(path: Path, entries: Iterable[Row]) -> None:
    """JSON is YAML too: an entry a line."""
    lines = (f"- {json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
