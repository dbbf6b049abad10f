"""Nothing that one side said in private is in any answer to the other, nor to anybody else: every door asked, marked values looked for."""

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import quote

import pypdfium2
import pytest
from django.test import Client, override_settings
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.units.models import Key
from huying.base.units.roles import Role
from huying.cases import files
from huying.cases import numbers as codes
from huying.civic.mediation import beside, sessions
from huying.civic.mediation.models import Dispute, DisputeFile, Party
from huying.civic.mediation.states import LIFE
from huying.notices import parties, sending
from huying.notices.models import Notice
from huying.web.desk.disputes import acts
from tests.civic.mediation import stories
from tests.notices.receivers import Receiver, phones  # noqa: F401 - a fixture
from tests.web import routes
from tests.web.test_matrix import the_page
from tests.web.town import undone

pytestmark = pytest.mark.django_db

OPEN = {"MARK-said-1", "MARK-offer-2", "MARK-minutes", "MARK-undisputed"}
OF_SIDE = {
    1: {"MARK-private-1", "MARK-hidden-offer-1", "MARK-file-1", "MARK-content-1"},
    2: {"MARK-private-2"},
}
ALL = OPEN | OF_SIDE[1] | OF_SIDE[2]
STAFF = ("colleague", "centre", "auditor")


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[stories.Town, Dispute]]:
    """A dispute handed over by a court in which everything was said that can be, with a file of one side and packs handed on."""
    with (
        django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), LIMITS=0), undone(),
    ):  # fmt: skip
        town = stories.town()
        dispute = stories.said(town, sender=town.unit["court"], origin="court", unit=town.unit["street_committee"])
        content = b"%PDF-1.4 MARK-content-1"
        paper = DisputeFile(
            kind="evidence", sha256=files.keep(content), name="MARK-file-1.pdf", media_type="application/pdf", size=len(content)
        )  # fmt: skip
        beside.attach(dispute, by=stories.party_of(dispute, 1), file=paper, side=1)
        sessions.answer_offer(
            dispute, by=stories.party_of(dispute, 1), side=1, offer=dispute.notes.get(kind="offer", side=None), decision="no"
        )  # fmt: skip
        acts.hand_over(dispute, by=town.actor("mediator"), to=town.unit["court"].zh)
        yield town, dispute


@pytest.fixture
def place(built: tuple[stories.Town, Dispute], db: None) -> tuple[stories.Town, Dispute]:
    return deepcopy(built)


def test_the_other_side_and_everybody_else_read_no_mark_that_is_not_theirs(
    place: tuple[stories.Town, Dispute],
) -> None:
    town, dispute = place
    for side in (1, 2):
        seen = marks(_portal(dispute, side))
        assert (side, seen) == (side, OPEN | OF_SIDE[side])
    for name in STAFF:
        assert (name, marks(_desk(town, dispute, name))) == (name, set())


def test_who_mediates_reads_all_of_it(place: tuple[stories.Town, Dispute]) -> None:
    town, dispute = place
    assert marks(_desk(town, dispute, "mediator")) == ALL


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)])
def test_no_key_of_any_role_reads_a_mark_by_the_api(place: tuple[stories.Town, Dispute], role: Role) -> None:
    town, dispute = place
    unit = town.unit["court"] if role == Role.INTEGRATOR else town.unit["street_committee"]
    client = Client(headers={"Authorization": f"Bearer {Key.make(role, unit)}"}, raise_request_exception=False)
    address = f"/api/v1/disputes/{dispute.number}"
    packs = dispute.files.filter(kind="pack").values_list("pk", flat=True)
    asked = [
        "/api/v1/disputes",
        address,
        *(f"{address}/packs/{pk}" for pk in packs),
        *_files(dispute, f"{address}/packs/"),
    ]
    asked += [f"/api/v1/{what}?text={mark}" for what in ("disputes", "cases") for mark in sorted(ALL)]
    assert marks(client.get(path) for path in asked) == set()


def test_no_notice_that_is_told_of_it_holds_a_mark(
    place: tuple[stories.Town, Dispute],
    phones: Receiver,  # noqa: F811
) -> None:
    _town, dispute = place
    for event in remembered(dispute.life, dispute.pk):
        if event.verb in parties.TABLE:
            parties.tell_parties(thing=dispute.pk, seq=event.seq)
    told = list(Notice.objects.values("template", "facts", "to"))
    with clock.at(timezone.now() + timedelta(days=1)):  # later than any quiet hours
        sending.send()
    assert told != [] != phones.taken
    assert [mark for mark in ALL if mark in repr((told, phones.taken))] == []


# -- what is asked


def _desk(town: stories.Town, dispute: Dispute, name: str) -> Iterator[Any]:
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    client.force_login(town.staff.get(name) or town.city.staff[name])
    for path in _addresses(dispute, "desk:"):
        yield client.get(path)
    for mark in ("MARK", "MARK-private-1", "MARK-minutes"):
        yield client.get(f"/desk/palette/?q={quote(mark)}")
    yield client.post("/desk/audit/export/", {"format": "csv"})
    take_out = f"/desk/disputes/{dispute.number}/take_out/"
    if name != "mediator":
        yield client.post(take_out, {"version": dispute.version})


def _portal(dispute: Dispute, side: int) -> Iterator[Any]:
    code, client = codes.code(), Client(raise_request_exception=False)
    Party.objects.filter(pk=dispute.papers.of_side(side)[0].pk).update(code_digest=codes.digest(code))
    client.post("/mediate/open/", {"number": dispute.number, "code": code})
    for path in _addresses(dispute, "portal:"):
        yield client.get(path)
    yield client.post(f"/mediate/{dispute.number}/copy/", {})


def _addresses(dispute: Dispute, space: str) -> Iterator[str]:
    """Every page of a dispute, whatever it is asked for: each verb, each file of it, each paper."""
    for name, route in routes.pages():
        if not name.startswith(space) or not re.search(
            "dispute|mediate|audit|looks|calendar|sessions|notices|mine", route
        ):
            continue
        verbs = LIFE.steps if "<str:verb>" in route else ("say",)
        papers = PAPERS if "<str:kind>" in route else ("exact",)
        rows = dispute.files if "files/" in route else dispute.meetings
        for verb, pk, paper in product(verbs, rows.values_list("pk", flat=True), papers):
            given = {
                "<str:number>": dispute.number,
                "<int:pk>": str(pk),
                "<str:verb>": verb,
                "<str:name>": paper,
                "<str:kind>": "docx",
            }
            yield the_page(name, _filled(route, given))


def _filled(route: str, given: dict[str, str]) -> str:
    for asked, value in given.items():
        route = route.replace(asked, value)
    return route


PAPERS = ("application", "registration", "rights", "cover", "index", "agreement")


def _files(dispute: Dispute, before: str) -> Iterator[str]:
    return (f"{before}{pk}" for pk in dispute.files.exclude(kind="pack").values_list("pk", flat=True))


# -- what is read


def marks(answers: Iterator[Any]) -> set[str]:
    """The marks in what was answered: its words, its headers, and the words of every Word file, PDF or archive in it."""
    return {mark for words in map(_words, answers) for mark in ALL if mark in words}


def _words(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers} {_text(content)}"


def _text(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(f"{name} {_text(archive.read(name))}" for name in archive.namelist())
    if content.startswith(b"%PDF") and b"%%EOF" in content:
        pages = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_range() for page in pages)
    text = content.decode(errors="replace")
    return f"{text} {re.sub('<[^>]+>', '', text)}"
