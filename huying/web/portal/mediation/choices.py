"""What a party can do, as it stands on its page: each deed with its form, or the reason why not."""

import secrets
from dataclasses import dataclass
from typing import Any

from huying.civic.mediation.room import Sight

from .deeds import DEEDS, Deed
from .taps import Tap


@dataclass(frozen=True)
class Choice:
    """A deed on the page: its form, or the reason why not. `about`: the row that it is about."""

    name: str
    deed: Deed
    form: Tap
    reason: str = ""
    about: str = ""

    @property
    def wide(self) -> bool:
        """Whether there is anything to fill in."""
        return any(not field.is_hidden for field in self.form)

    @property
    def tried(self) -> bool:
        return bool(self.form.errors)


class Choices:
    """The deeds of one party, each offered where it belongs on the page, with what was typed where it was refused."""

    def __init__(self, sight: Sight, tried: dict[str, Tap]) -> None:
        self.sight, self.tried = sight, tried

    def of(self, name: str, about: Any = "", **initial: Any) -> Choice | None:
        """The deed, if its verb starts from where the dispute stands."""
        deed = DEEDS[name]
        if deed.verb not in self.sight.may:
            return None
        at = prefix(name, str(about))
        fresh = {"key": secrets.token_urlsafe(16), "thing": about or None, **initial}
        form = self.tried.get(at) or deed.form(initial=fresh, prefix=at)
        return Choice(name, deed, form, self.sight.may[deed.verb], str(about))

    def possible(self, name: str, about: Any = "", **initial: Any) -> Choice | None:
        """The deed, if nothing stands against it."""
        found = self.of(name, about, **initial)
        return found if found and not found.reason else None


def prefix(name: str, about: str) -> str:
    return f"{name}-{about}" if about else name
