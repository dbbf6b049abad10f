"""Periods as tiers and statutes write them."""

import re
from dataclasses import asdict, dataclass
from typing import Any

UNITS = ("min", "h", "wh", "d", "wd")
ENDS = ("moment", "midnight", "close")
BEGINS = ("receipt", "opening", "cutoff")
SPELLED = {
    "min": "min|minute|minutes|分钟",
    "h": "h|hour|hours|小时",
    "wh": "wh|working hours?|工作小时",
    "d": "d|day|days|calendar days?|日|天|自然日",
    "wd": "wd|working days?|business days?|个?工作日",
}


@dataclass(frozen=True)
class Period:
    """So much time. `unit`: min and h by the clock, d by the calendar, wh and wd by working hours and days.

    `ends`: at the same "moment" of the last day, or, as statutes count (民法典 Art. 201–203), with the first day left out at
    "midnight" of the last, or at the "close" of its office hours. `rolls`: ending on a day that is not worked, it ends on the
    next that is. `begins`: counted from "receipt"; from the "opening" of office hours for what comes outside them; with a
    "cutoff", from the next opening only for what comes after the close, and from the same time on the next worked day for what
    comes on a free one. Raises `ValueError`.
    """

    value: int
    unit: str
    ends: str = "moment"
    rolls: bool = False
    begins: str = "receipt"

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit of time: {self.unit} (known: {', '.join(UNITS)})")
        if self.ends not in ENDS:
            raise ValueError(f"unknown end of a period: {self.ends} (known: {', '.join(ENDS)})")
        if self.begins not in BEGINS:
            raise ValueError(f"unknown begin of a period: {self.begins} (known: {', '.join(BEGINS)})")
        if self.value < 0:
            raise ValueError(f"a period is not negative: {self.value}")
        if self.ends != "moment" and self.unit not in ("d", "wd"):
            raise ValueError(f"only days end at {self.ends}, not {self.unit}")

    @classmethod
    def read(cls, text: str) -> "Period":
        """From "3 working days", "24 h", "7 d midnight rolls", "10 wd from opening", "5个工作日". Raises `ValueError`."""
        found = re.fullmatch(r"\s*(\d{1,5})\s*(.+?)\s*", text)
        if not found:
            raise ValueError(f"not a period: {text}")
        rest, _from, begins = found[2].lower().partition(" from ")
        rest, rolls = re.subn(r"\s+rolls$", "", rest)
        ends = next((end for end in ENDS if rest.endswith(f" {end}")), "moment")
        unit = rest.removesuffix(f" {ends}").strip()
        code = next((code for code, spelled in SPELLED.items() if re.fullmatch(spelled, unit)), unit)
        return cls(int(found[1]), code, ends, bool(rolls), begins.strip() or "receipt")

    def __str__(self) -> str:
        """As `read` takes it: "20 wd midnight rolls"."""
        said = [str(self.value), self.unit]
        said += [self.ends] if self.ends != "moment" else []
        said += ["rolls"] if self.rolls else []
        return " ".join([*said, f"from {self.begins}"] if self.begins != "receipt" else said)

    def written(self) -> dict[str, Any]:
        """As a register keeps it; what is usual is left out."""
        usual = {"ends": "moment", "rolls": False, "begins": "receipt"}
        return {name: value for name, value in asdict(self).items() if usual.get(name) != value}
