"""The same figures once more, from the tables of the journal and the clocks alone, in pandas: nothing of `huying.insight` is used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from huying.base.journal.models import Event
from huying.cases.models import Case, Clock

ANSWERS = ["yes", "partly", "no", "explained"]
EVENT = ("thing", "seq", "verb", "source", "target", "at", "area", "unit", "facts")
CLOCK = ("case_id", "kind", "unit_id", "due_at", "stopped_at", "on_time", "extended_from", "resting", "pauses")
CASE = ("id", "channel", "category_id", "parent_id", "lon", "lat", "address", "area_id")
Told = tuple[float | None, float | None, float | None]
"""Value, numerator, denominator."""


@dataclass
class Tables:
    events: pd.DataFrame
    clocks: pd.DataFrame
    cases: pd.DataFrame
    zone: ZoneInfo
    now: int

    @classmethod
    def read(cls, zone: ZoneInfo, now: float) -> "Tables":
        rows = Event.objects.filter(life="case").order_by("thing", "seq")
        events = pd.DataFrame(list(rows.values(*EVENT)))
        clocks = pd.DataFrame(list(Clock.objects.values(*CLOCK)))
        cases = pd.DataFrame(list(Case.objects.values(*CASE)))
        for table, columns in ((events, ["at"]), (clocks, ["due_at", "stopped_at", "extended_from"])):
            for column in columns:
                table[column] = pd.to_datetime(table[column], utc=True)
        events["decision"] = [facts.get("decision") for facts in events.facts]
        return cls(events, clocks, cases, zone, int(now))

    def dressed(self, rows: pd.DataFrame, at: str) -> pd.DataFrame:
        """With the case's area, category and channel, and the day in the city."""
        last = self.events.groupby("thing").tail(1).set_index("thing").area
        known = self.cases.set_index("id")
        return rows.assign(
            area=rows.thing.map(last), category=rows.thing.map(known.category_id), channel=rows.thing.map(known.channel),
            root=rows.thing.map(known.parent_id).fillna(rows.thing), day=rows[at].dt.tz_convert(self.zone).dt.date,
        )  # fmt: skip

    def lead(self, things: pd.Series, moments: pd.Series) -> pd.Series:
        """Who led each thing at each moment; before anybody did, the first that came to."""
        led = self.events[self.events.unit.notna()]
        first = led.groupby("thing").unit.first()
        asked = pd.DataFrame({"thing": things, "at": moments}).reset_index().sort_values("at")
        found = pd.merge_asof(asked, led[["thing", "at", "unit"]].sort_values("at", kind="stable"), on="at", by="thing")
        return found.set_index("index").unit.reindex(things.index).fillna(things.map(first))


# -- things that count


def received(tables: Tables) -> pd.DataFrame:
    rows = tables.events[tables.events.verb == "receive"]
    rows = rows.assign(unit=rows.thing.map(tables.events.groupby("thing").unit.last()))
    return tables.dressed(rows, "at")


def dispatched(tables: Tables) -> pd.DataFrame:
    events = tables.events
    sent = events.verb.isin(["dispatch", "reassign"])
    events = events.assign(turn=sent.groupby(events.thing).cumsum())
    by_turn = events[events.turn > 0].groupby(["thing", "turn"])
    accepted = by_turn.verb.agg(lambda verbs: (verbs == "accept").any())
    granted = (events.verb == "decide_return") & (events.decision == "granted")
    returned = granted.groupby([events.thing, events.turn]).any()
    rows = events[sent].set_index(["thing", "turn"])
    rows["accepted"], rows["returned"] = accepted, returned
    rows = rows.reset_index()
    rows["reassigned"] = rows.groupby("thing").verb.shift(-1).eq("reassign")
    rows["returned"] &= ~rows.reassigned
    rows["settled"] = rows.accepted | rows.returned | rows.reassigned
    rows["right"] = rows.accepted & ~rows.returned & ~rows.reassigned
    return tables.dressed(rows, "at")


def _reopens(events: pd.DataFrame) -> pd.Series:
    return (events.verb == "rework") | (
        (events.verb == "decide_review") & events.decision.isin(["granted", "rerouted"])
    )


def answered(tables: Tables) -> pd.DataFrame:
    events = tables.events
    reopens = _reopens(events)
    events = events.assign(lap=reopens.groupby(events.thing).cumsum())
    begins = events[reopens | (events.seq == 1)].groupby(["thing", "lap"]).at.first().rename("began")
    rows = events[events.verb.isin(["reply", "approve_reply"]) & (events.target == "replied")]
    rows = rows.join(begins, on=["thing", "lap"])
    rows["minutes"] = (rows["at"] - rows.began).dt.total_seconds() / 60
    rows["again"] = rows.lap < rows.thing.map(events.groupby("thing").lap.max())
    return tables.dressed(rows, "at")


def contacted(tables: Tables) -> pd.DataFrame:
    events = tables.events
    spoken = pd.Series([bool(facts.get("reached")) for facts in events.facts], events.index)
    reached = events[(events.verb == "contact") & spoken]
    rows = reached.groupby("thing").head(1)
    began = rows.thing.map(events.groupby("thing")["at"].first())
    return tables.dressed(rows.assign(minutes=(rows["at"] - began).dt.total_seconds() / 60), "at")


def closed(tables: Tables) -> pd.DataFrame:
    events = tables.events
    last = events.groupby("thing").target.last()
    ends = events[(events.target == "closed") & (events.source != "closed")].groupby("thing").tail(1)
    ends = ends[ends.thing.map(last).eq("closed") & ~ends.verb.isin(["merge", "join", "withdraw"])]
    by_thing = events.groupby("thing").verb
    more = by_thing.agg(lambda verbs: int(verbs.isin(["reassign", "request_extension", "rework", "review"]).sum()))
    sent = by_thing.agg(lambda verbs: int((verbs == "dispatch").sum()))
    ends = ends.assign(procedures=1 + ends.thing.map(more) + (ends.thing.map(sent) - 1).clip(lower=0))
    ends = tables.dressed(ends, "at")
    ends["place"] = ends.thing.map(_places(tables))
    came = received(tables).assign(place=lambda rows: rows.thing.map(_places(tables)))
    pairs = ends[ends.place.notna()].merge(came[["thing", "root", "at", "place"]], on="place", suffixes=("", "_came"))
    later = (pairs.at_came.astype("datetime64[s, UTC]") - pairs["at"].astype("datetime64[s, UTC]")).dt.total_seconds()
    again = pairs[(pairs.root != pairs.root_came) & (later > 0) & (later <= 30 * 86400)].thing.unique()
    return ends.assign(again=ends.thing.isin(again))


def _places(tables: Tables) -> pd.Series:
    def key(row: Any) -> str | None:
        if pd.notna(row.lon):
            return f"{row.category_id}|{round(row.lat * 1000)}|{round(row.lon * 1000)}"
        return f"{row.category_id}|{row.area_id}|{row.address.casefold()}" if row.address else None

    return tables.cases.set_index("id").apply(key, axis=1)


def due(tables: Tables) -> pd.DataFrame:
    rows = tables.clocks.rename(columns={"case_id": "thing"})
    rests = [
        bool(resting) and pauses[-1]["from"] <= at.isoformat()
        for resting, pauses, at in zip(rows.resting, rows.pauses, rows.due_at, strict=True)
    ]
    lapsed = rows.stopped_at.notna() & rows.on_time.isna()
    rows = rows[rows.due_at.notna() & ~pd.Series(rests, rows.index) & ~lapsed]
    rows = rows[rows.due_at.astype("int64") // 10 ** (6 if "us" in str(rows.due_at.dtype) else 9) <= tables.now]
    moment = rows[["due_at", "stopped_at"]].min(axis=1)
    rows = rows.assign(
        unit=rows.unit_id.fillna(tables.lead(rows.thing, moment)), kept=rows.on_time.fillna(False).astype(bool)
    )
    return tables.dressed(rows.assign(extended=rows.extended_from.notna()), "due_at")


def open_(tables: Tables, end: pd.Timestamp) -> pd.DataFrame:
    past = tables.events[tables.events["at"].astype("datetime64[s, UTC]") < end].groupby("thing").tail(1)
    rows = past[past.target != "closed"]
    began = rows.thing.map(tables.events.groupby("thing")["at"].first())
    local = began.dt.tz_convert(tables.zone).dt.tz_localize(None)  # days of the calendar: one of them has 25 hours
    age = (end.tz_convert(tables.zone).tz_localize(None) - local).dt.total_seconds() / 86400
    return tables.dressed(rows.assign(age=age), "at")


def said(tables: Tables) -> pd.DataFrame:
    events = tables.events
    parents = tables.cases.set_index("id").parent_id
    rows = events[events.verb.isin(["follow_up", "rate"]) & events.decision.isin([*ANSWERS, "no_answer"])].copy()
    rows["root"] = rows.thing.map(parents).fillna(rows.thing).astype("int64")
    rows["seq_root"] = range(len(rows))
    again = (events.verb == "rework") | ((events.verb == "decide_review") & (events.decision == "granted"))
    laps = events[again][["thing", "at"]]
    rows["round"] = [
        int(((laps.thing == root) & (laps["at"] <= at)).sum()) for root, at in zip(rows.root, rows["at"], strict=True)
    ]
    rows["silent"] = rows.decision == "no_answer"
    spoke = rows.groupby(["thing", "round"]).silent.transform("min")
    rows = rows[~(rows.silent & ~spoke)].groupby(["thing", "round"]).tail(1)
    rows["unit"] = tables.lead(rows.root, rows["at"])
    n = rows[~rows.silent].groupby(["root", "round"]).thing.transform("size")
    rows["weight"] = (1 / n).reindex(rows.index).fillna(1.0)
    rows["contacted"] = [facts.get("contacted") for facts in rows.facts]
    rows["satisfied"] = pd.to_numeric(pd.Series([facts.get("satisfied") for facts in rows.facts], rows.index))
    granted = events[(events.verb == "decide_exclusion") & (events.decision == "granted")]
    out = {
        (thing, int(((laps.thing == thing) & (laps["at"] <= at)).sum()))
        for thing, at in zip(granted.thing, granted["at"], strict=True)
    }
    rows["excluded"] = [(root, round_) in out for root, round_ in zip(rows.root, rows["round"], strict=True)]
    return tables.dressed(rows, "at")


def read(tables: Tables) -> pd.DataFrame:
    rows = tables.events[tables.events.verb == "cross_read"].copy()
    rows["solved"], rows["duty"] = [facts["solved"] for facts in rows.facts], [facts["duty"] for facts in rows.facts]
    return tables.dressed(rows, "at")


# -- figures


class Figures:
    """Every figure of any slice."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        makers: dict[str, Callable[[Tables], pd.DataFrame]] = {
            "received": received, "dispatched": dispatched, "answered": answered, "contact": contacted, "closed": closed, "due": due,
            "asked": said, "read": read,
        }  # fmt: skip
        self.rows = {name: make(tables) for name, make in makers.items()}

    def of(self, since: date, until: date, chosen: dict[str, Any]) -> dict[str, Told]:
        """`chosen`: column → the values that count."""
        rows = {
            name: self._chosen(table[(table.day >= since) & (table.day <= until)], chosen)
            for name, table in self.rows.items()
        }
        midnight = pd.Timestamp(until + timedelta(days=1), tz=self.tables.zone).tz_convert("UTC")
        still = self._chosen(
            open_(self.tables, min(midnight, pd.Timestamp(self.tables.now + 1, unit="s", tz="UTC"))), chosen
        )
        clocks, sent, ends, asked = rows["due"], rows["dispatched"], rows["closed"], rows["asked"]
        first = sent[(sent.turn == 1) & sent.settled]
        kinds = {kind: clocks[clocks.kind == kind] for kind in ("receipt", "first_contact", "resolve", "assignment")}
        known = ends[ends.place.notna()]
        found: dict[str, Told] = {
            code: (float(len(table)), None, float(len(table)))
            for code, table in (
                ("received", rows["received"]),
                ("dispatched", sent),
                ("answered", rows["answered"]),
                ("closed", ends),
                ("open", still),
            )
        }
        found |= {
            f"open_{code}": _share(((still.age > low) & (still.age <= high)).sum(), len(still))
            for code, low, high in (("week", -1, 7), ("month", 7, 30), ("quarter", 30, 90), ("older", 90, 1e9))
        }
        found |= {
            "accepted_in_time": _share(kinds["receipt"].kept.sum(), len(kinds["receipt"])),
            "contacted_in_time": _share(kinds["first_contact"].kept.sum(), len(kinds["first_contact"])),
            "on_time": _share(kinds["resolve"].kept.sum(), len(kinds["resolve"])),
            "unit_on_time": _share(kinds["assignment"].kept.sum(), len(kinds["assignment"])),
            "extended": _share(kinds["resolve"].extended.sum(), len(kinds["resolve"])),
            "dispatched_right": _share(first.right.sum(), len(first)),
            "returned": _share(sent.returned.sum(), len(sent)),
            "reworked": _share(rows["answered"].again.sum(), len(rows["answered"])),
            "repeated": _share(known.again.sum(), len(known)),
            "procedures": _share(ends.procedures.sum(), len(ends)),
            "contact_time": _quantile(rows["contact"].minutes, 0.5),
            "handling_time": _quantile(rows["answered"].minutes, 0.5),
            "handling_time_p90": _quantile(rows["answered"].minutes, 0.9),
            "read_solved": _share(rows["read"].solved.sum(), len(rows["read"])),
            "read_duty": _share(rows["read"].duty.sum(), len(rows["read"])),
        }
        for code, answer in zip(
            ("solved", "partly", "explained", "not_solved", "nothing"),
            ("yes", "partly", "explained", "no", "no_answer"),
            strict=True,
        ):
            found[f"said_{code}"] = _share(asked[asked.decision == answer].weight.sum(), asked.weight.sum())
        out = float((asked.decision.isin(ANSWERS) & asked.excluded).sum())
        found["excluded"] = (out, None, out)
        valid = asked[asked.decision.isin(ANSWERS) & ~asked.excluded]
        touched, judged = valid[valid.contacted.notna()], valid[valid.satisfied.notna()]
        found["response"] = _share(touched[touched.contacted == True].weight.sum(), touched.weight.sum())  # noqa: E712 - a column
        for code, answer in (
            ("resolution", "yes"),
            ("resolution_partly", "partly"),
            ("resolution_explained", "explained"),
        ):
            found[code] = _share(valid[valid.decision == answer].weight.sum(), valid.weight.sum())
        found["satisfaction"] = _share(judged[judged.satisfied >= 4].weight.sum(), judged.weight.sum())
        found["satisfaction_basic"] = _share(judged[judged.satisfied == 3].weight.sum(), judged.weight.sum())
        return found

    def _chosen(self, rows: pd.DataFrame, chosen: dict[str, Any]) -> pd.DataFrame:
        for column, values in chosen.items():
            rows = rows[rows[column].isin(values)]
        return rows


def _share(hit: float, over: float) -> Told:
    return (float(hit) / over if over else None, float(hit), float(over))


def _quantile(values: pd.Series, at: float) -> Told:
    return (float(values.quantile(at)) if len(values) else None, None, float(len(values)))
