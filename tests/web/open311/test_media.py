"""Photos that come as addresses: fetched by a job from the public internet, with the checks of every other file."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.cases import files, linked
from huying.cases.models import Case, Linked
from tests.cases.test_files import PDF, photo

from .conftest import System, errors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.INSIDE = tmp_path, ["127.0.0.1"]


@contextmanager
def showing(content: bytes, status: int = 200) -> Iterator[str]:
    """A server of theirs that answers with this; the address of its photo."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/photos/lamp.jpg?of=1"
        finally:
            server.shutdown()
            thread.join()


def kept(number: str) -> list[tuple[str, str]]:
    case = Case.objects.get(number=number)
    return [(file.name, file.added_by) for file in case.attachments.order_by("pk")]


def fetched() -> None:
    """As the worker does it."""
    for row in Linked.objects.order_by("pk"):
        linked.fetch(row.pk)


def test_a_photo_is_fetched_and_belongs_to_its_reporter(app: System) -> None:
    with showing(photo().read()) as url:
        number = app.filed(media_url=url)
        assert (kept(number), ProcrastinateJob.objects.filter(task_name="fetch_linked").count()) == ([], 1)
        fetched()
    assert (kept(number), Linked.objects.count()) == ([("lamp.jpg", "resident")], 0)


def test_an_update_brings_photos_too(app: System) -> None:
    number = app.filed()
    with showing(PDF) as url:
        said = {
            "service_request_id": number,
            "update_id": "1",
            "status": "OPEN",
            "description": "x",
            "media_url": [url, url],
        }
        answer = app.post("servicerequestupdates.json", updated_datetime="2026-08-01T09:30:00+08:00", **said)
        assert answer.status_code == 200
        fetched()
    assert [name for name, _by in kept(number)] == ["lamp.pdf", "lamp.pdf"]


def test_what_stands_in_its_address_is_taken_at_once(app: System) -> None:
    inside = "data:image/jpeg;base64," + base64.b64encode(photo().read()).decode()
    assert len(kept(app.filed(media_url=inside))) == 1
    assert Linked.objects.count() == 0


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/a.jpg", "javascript:alert(1)", "file:///etc/passwd", "http://", "data:image/jpeg;base64,A"],
)
def test_an_address_that_nobody_could_ask_is_refused(app: System, url: str) -> None:
    answer = app.post(
        "requests.json", service_code="LIGHT", lat=30.05, long=114.05, **{"attribute[lights]": 1}, media_url=url
    )
    assert (answer.status_code, [says.partition(":")[0] for says in errors(answer)]) == (400, ["media_url"])


@pytest.mark.parametrize(("content", "status"), [(b"<html>", 200), (b"", 404), (b"\xff\xd8" * 20, 200)])
def test_what_is_no_photo_is_given_up(app: System, content: bytes, status: int) -> None:
    with showing(content, status) as url:
        number = app.filed(media_url=url)
        fetched()
    assert (kept(number), Linked.objects.count()) == ([], 0)


def test_one_larger_than_may_be_kept_is_not_read_to_its_end(app: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    with showing(PDF + b" " * 5_000_000) as url:
        number = app.filed(media_url=url)
        fetched()
    assert (kept(number), Linked.objects.count()) == ([], 0)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_is_away_is_asked_again(app: System, status: int) -> None:
    with showing(b"", status) as url:
        number = app.filed(media_url=url)
        with pytest.raises(linked.Away):
            fetched()
    with pytest.raises(linked.Away):
        fetched()  # nobody there at all
    assert (kept(number), Linked.objects.count()) == ([], 1)


def test_nothing_inside_is_asked(app: System, settings: Any) -> None:
    settings.INSIDE = []
    with showing(photo().read()) as url:
        number = app.filed(media_url=url)
        with pytest.raises(linked.Away):
            fetched()
    assert kept(number) == []


def test_what_cannot_be_had_for_days_is_given_up(app: System) -> None:
    from huying.base.journal import clock

    app.filed(media_url="https://example.org/a.jpg")
    with clock.at(clock.now() + linked.GIVEN_UP_AFTER * 1.1):
        assert linked.forget() == 1
