"""The city's rules about time beside the tiers: how long a return may be asked for, how often one may urge, when to warn."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from huying.base.worktime.periods import Period


@dataclass(frozen=True)
class Limits:
    """One rule a field, with what holds where the city says nothing (制定依据: 天津、山东、潍坊 hotline rules; else our choice)."""

    dispatch: Period = Period(4, "h")
    """From receipt to the first dispatch."""
    return_window: Period = Period(1, "wd")
    """A unit that neither accepts nor asks to return within this has accepted."""
    return_window_complex: Period = Period(2, "wd")
    """The same where the category is complex."""
    return_decision: Period = Period(1, "wd")
    """The panel's own clock; its running out grants nothing."""
    extension_most: Period = Period(10, "wd")
    urge_every: Period = Period(24, "h")
    """A resident urges once in so long."""
    pauses_most: int = 2
    """How often one case may rest."""
    pause_longest: Period = Period(30, "d")
    """How long it may rest at a time."""
    warn_at: tuple[int, ...] = (50, 80)
    """Per cent of a clock at which whoever works on it is reminded."""
    escalate_after: tuple[Period, ...] = (Period(1, "wd"), Period(3, "wd"), Period(5, "wd"))
    """After a breach: when the unit above is told, when the one above that, and so on."""
    co_share: int = 60
    """Per cent of the lead's time that a co-handler has."""
    follow_up_share: int = 100
    """Per cent of the answered that are asked whether it was solved, where their category says nothing else."""
    follow_up_after: Period = Period(1, "d")
    """How long after the answer they are asked, so that they have seen whether it holds."""
    follow_up_link: Period = Period(2, "d")
    """How long a message with a link is given before somebody telephones."""
    follow_up_tries: int = 3
    """How often somebody is telephoned (回访：两天内三次)."""
    follow_up_again: Period = Period(4, "wh")
    """How long after a call that nobody took the next one is made."""
    follow_up_ends: Period = Period(10, "d")
    """Without an answer within this it ends as "no answer"."""
    rework_by_itself: int = 2
    """How often "not solved" sends a case back by itself; after that, or with 0, a supervisor looks."""
    bad_verified: Period = Period(1, "wd")
    """Within this a bad verdict is looked into (政务服务“好差评”：1 个工作日内核实)."""
    bad_answered: Period = Period(15, "wd")
    """Within this the unit answers it."""
    cross_read_share: int = 5
    """Per cent of the closed cases that somebody outside the unit reads."""
    cross_read_within: Period = Period(5, "wd")
    """From the draw until it is read (our choice)."""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Limits":
        """From code → text as set-up files hold it ("1 wd", "50, 80"). Raises `ValueError` with every reason at once."""
        known, wrong, read = {field.name: field.default for field in fields(cls)}, [], {}
        for code, text in given.items():
            try:
                read[code] = _like(known[code], text)
            except KeyError:
                wrong.append(f"{code}: unknown (known: {', '.join(known)})")
            except ValueError as error:
                wrong.append(f"{code}: {error}")
        if wrong:
            raise ValueError("\n".join(wrong))
        return cls(**read)  # type: ignore[arg-type]


def usual() -> dict[str, str]:
    """What holds where the city says nothing, by code, as set-up files write it."""
    return {field.name: _written(field.default) for field in fields(Limits)}


def written(limits: Limits) -> dict[str, str]:
    """What holds, by code, as set-up files write it."""
    return {field.name: _written(getattr(limits, field.name)) for field in fields(limits)}


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _like(default: object, text: str) -> object:
    """`text` read as what stands there by default."""
    if isinstance(default, Period):
        return Period.read(text)
    if isinstance(default, tuple):
        return tuple(_like(default[0], part.strip()) for part in text.split(",") if part.strip())
    return int(text)
