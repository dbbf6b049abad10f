"""A folder at the other end of SFTP, by asyncssh. The server is known by its key; nothing else is trusted."""

import asyncio
import stat
import tempfile
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from posixpath import join
from typing import TypeVar

import asyncssh

from huying.base import outbound
from huying.base.journal.refusals import Refused

from . import addresses
from .drops import DAYS, DONE, REFUSED, TAKEN, Away, Entry

T = TypeVar("T")
PATIENCE = 20
"""Seconds for connecting, and for each thing that is asked."""


@contextmanager
def opened(address: addresses.Sftp, secret: str) -> Iterator["There"]:
    """The folder, for as long as it is used. `secret`: a password, or a private key in PEM. Raises `Away`, here and at every use."""
    loop = asyncio.new_event_loop()
    try:
        connection = _answer(loop, _connected(address, secret), PATIENCE)
        try:
            yield There(loop, _answer(loop, connection.start_sftp_client(), PATIENCE), address.folder)
        finally:
            connection.close()
            with suppress(Away):
                _answer(loop, connection.wait_closed(), PATIENCE)
    finally:
        loop.close()


async def _connected(address: addresses.Sftp, secret: str) -> asyncssh.SSHClientConnection:
    """Nothing of the settings and keys that lie in the home of whoever runs this."""
    own = {"client_keys": [asyncssh.import_private_key(secret)]} if "PRIVATE KEY" in secret else {"password": secret}
    return await asyncssh.connect(
        outbound.found(address.host, address.port), address.port, username=address.user, config=None, agent_path=None,
        known_hosts=([asyncssh.import_public_key(address.host_key)], [], []), **({"client_keys": None} | own),
    )  # fmt: skip


def _answer(loop: asyncio.AbstractEventLoop, asked: Awaitable[T], patience: int) -> T:
    try:
        return loop.run_until_complete(asyncio.wait_for(asked, patience))
    except (OSError, asyncssh.Error, asyncssh.KeyImportError, Refused, TimeoutError) as fault:
        raise Away(f"SFTP: {fault or type(fault).__name__}") from fault


class There:
    """The folder, asked one thing after the other."""

    def __init__(self, loop: asyncio.AbstractEventLoop, client: asyncssh.SFTPClient, folder: str) -> None:
        self.loop, self.client, self.folder = loop, client, folder
        for inside in (TAKEN, DONE, REFUSED, DAYS):
            self._ask(client.makedirs(join(folder, inside), exist_ok=True))

    def listed(self, inside: str = "") -> list[Entry]:
        found = self._ask(self.client.readdir(join(self.folder, inside)))
        return [
            Entry(str(each.filename), float(each.attrs.mtime or 0))
            for each in found
            if stat.S_ISREG(each.attrs.permissions or 0)
        ]

    def move(self, old: str, new: str) -> None:
        self._ask(self.client.posix_rename(join(self.folder, old), join(self.folder, new)))

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="huying-") as here:
            path = Path(here) / name.rpartition("/")[2]
            self._ask(self.client.get(join(self.folder, name), str(path)), patience=600)
            yield path

    def write(self, name: str, content: bytes) -> None:
        part = join(self.folder, f"{name}.part")
        self._ask(self._written(part, content), patience=600)
        self._ask(self.client.posix_rename(part, join(self.folder, name)))

    async def _written(self, part: str, content: bytes) -> None:
        async with self.client.open(part, "wb") as file:
            await file.write(content)

    def _ask(self, asked: Awaitable[T], patience: int = PATIENCE) -> T:
        return _answer(self.loop, asked, patience)
