"""A folder behind SFTP, on a real server: the same files, the same ends; the server is known by its key alone."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from django.conf import settings

from huying.cases.models import Case, Connector
from tests import stories
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import OFFER, Office, counted

pytestmark = pytest.mark.django_db


class Server(asyncssh.SSHServer):
    """Lets in whoever knows the password."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("huying", "s3cret")


class Served:
    """An SFTP server on loopback, in a thread."""

    def __init__(self, folder: Path) -> None:
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()

        async def begin() -> None:
            self.server = await asyncssh.create_server(
                Server, "127.0.0.1", 0, server_host_keys=[self.key],
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(folder).encode()),
            )  # fmt: skip
            ready.set()

        def serve() -> None:
            asyncio.set_event_loop(self.loop)
            self.loop.run_until_complete(begin())
            self.loop.run_forever()

        self.thread = threading.Thread(target=serve, daemon=True)
        self.thread.start()
        ready.wait(10)
        self.port = self.server.get_port()

    def address(self, **given: Any) -> dict[str, Any]:
        public = self.key.export_public_key().decode().strip()
        known = {"host": "127.0.0.1", "port": self.port, "user": "huying", "folder": "water", "still": 0}
        return known | {"host_key": f"127.0.0.1 {public}"} | given

    def stop(self) -> None:
        async def end() -> None:
            self.server.close()
            await self.server.wait_closed()

        asyncio.run_coroutine_threadsafe(end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


@pytest.fixture
def served(exchange: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Its root is the folder of the drop folders, so that an office drops files as in one of those."""
    (exchange / "water").mkdir(parents=True)
    monkeypatch.setattr(settings, "INSIDE", ["127.0.0.1"])
    server = Served(exchange)
    yield server
    server.stop()


def test_a_file_is_taken_and_done_and_what_was_refused_lies_there_with_its_reason(
    city: stories.City, served: Served
) -> None:
    office = Office(desk.connected(sftp=served.address(), secret="s3cret"))
    office.drop("a.csv", {"no": 1}, {"no": 2, "kind": "ship"})
    assert counted(office.run()) == (2, 1, 1, 0)
    assert Case.objects.get().external == "1"
    assert ([*map(len, (office.lying(), office.lying("taken")))], len(office.lying("done"))) == ([0, 0], 1)
    assert office.lying("refused")[0].endswith("-a.csv.refused.csv")


def test_cases_are_put_there_whole(city: stories.City, served: Served) -> None:
    office = Office(desk.connected(takes="cases", mapping=OFFER, sftp=served.address(), secret="s3cret"))
    case = stories.dispatched(city)
    assert counted(office.run()) == (1, 1, 0, 0)
    (name,) = office.lying()
    assert case.number in (office.folder / name).read_text(encoding="utf-8-sig")


def test_a_server_with_another_key_or_that_does_not_know_us_is_told_nothing(city: stories.City, served: Served) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    for given, secret in (({"host_key": other}, "s3cret"), ({}, "wrong")):
        office = Office(desk.connected(sftp=served.address(**given), secret=secret))
        assert office.run().trouble.startswith("SFTP: ")
    assert Connector.objects.get().failures == 2
