"""Where there is to go: the pages of `urls.py` that ask for nothing, the links on them, and the cases in every state."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, resolve

from huying.notices import rating
from huying.web import gate
from tests.browser.crawl.ground import Ground
from tests.web import routes

SAME = {"lang", "theme", "before", "after", "cursor", "template"}
"""Parameters that make no other page of it."""
NOT_FOLLOWED = {"account_logout", "portal:leave", "portal:dispute_leave", "openid_connect_login", "portal:photo"}


def key(path: str) -> str:
    """What makes a page another one: its name, what is done there, and which parameters it was given. "" for no page of ours."""
    parts = urlsplit(path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return ""
    if match.view_name in NOT_FOLLOWED or match.view_name.startswith("api:"):
        return ""
    given = sorted(parse_qs(parts.query, keep_blank_values=True).keys() - SAME)
    told = [match.kwargs["verb"]] if "verb" in match.kwargs else []
    return " ".join([match.view_name, *told, *given])


@dataclass
class Walk:
    """The pages still to open for somebody; `opened` may be shared, so that nobody opens what another has opened."""

    ground: Ground
    who: str
    opened: set[str]
    todo: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    """What this one has asked for."""

    def __post_init__(self) -> None:
        self.todo += [*bare(), *self._cases(), *self._asked()]

    def _cases(self) -> Iterator[str]:
        door = "/track/" if self.who == "resident" else "/desk/case/"
        if self.who not in ("stranger", "newcomer"):
            yield from (f"{door}{receipt.case.number}/" for receipt in self.ground.receipts.values())
        if self.who == "mediator":
            yield from (f"/desk/disputes/{dispute.number}/" for dispute in self.ground.disputes.values())

    def _asked(self) -> Iterator[str]:
        """Where it is asked whether the answered case is solved: by telephone, and by the link of a message."""
        case = self.ground.receipts["replied"].case
        if self.who == "operator":
            yield f"/desk/call/back/{case.number}/"
        if self.who == "stranger":
            yield urlsplit(rating.link(case, 0)).path

    def __iter__(self) -> Iterator[str]:
        while self.todo:
            path = self.todo.pop(0)
            known = self._known(path)
            if known and known not in self.opened | self.tried:
                self.tried.add(known)
                yield path

    def lands(self, path: str, url: str, status: int) -> bool:
        """Whether the page that came is to be looked at: the one asked for, or another, or a refusal, that nobody has opened yet."""
        may = self.may_land(path, url, status)
        self.opened.add(self._landed(url, status))
        return may

    def may_land(self, path: str, url: str, status: int) -> bool:
        name = self._landed(url, status)
        return name not in self.opened or name == self._known(path)

    def _landed(self, url: str, status: int) -> str:
        return self._known(url) if status < 400 else str(status)

    def _known(self, path: str) -> str:
        """Every role looks at its own list, and at the case in each state: these are not the same for all. Residents keep theirs."""
        name = key(path)
        states = {receipt.case.number: state for state, receipt in self.ground.receipts.items()}
        states |= {dispute.number: state for state, dispute in self.ground.disputes.items()}
        if name == "desk:dispute" and self.who != "mediator":
            return f"{name} from outside"
        if name in ("desk:case", "portal:case", "desk:dispute"):
            state = states.get(urlsplit(path).path.rstrip("/").rpartition("/")[2])
            return f"{name} {state} {self.who}" if state else ""
        own = name == "desk:mine" or (name == "portal:track" and self.who == "resident")
        return f"{name} {self.who}" if own else name

    def add(self, links: list[str]) -> None:
        """What a page leads to."""
        self.todo += [link for link in links if key(link)]


def bare() -> Iterator[str]:
    """The pages whose addresses need nothing filled in."""
    for name, route in routes.pages():
        if "<" not in route and not name.startswith("api:") and gate.ROUTES[name] is not gate.NOBODY:
            yield f"/{route}"
