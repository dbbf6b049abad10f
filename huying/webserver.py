"""The web processes: granian's, on one socket that they share, so that they can be replaced without dropping a request.

Granian gives each process a socket of its own, and what waits at the socket of one that ends is lost. Here a process ends
only when the one that takes its place has loaded the release; one that cannot load it takes nobody's place. Imports as
little as can be: what is imported here stays as it was when processes load a newer release (SIGHUP). `huying web` runs it.
"""

import importlib
import multiprocessing
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels, logger
from granian.net import SocketSpec
from granian.server.mp import MPServer

APPLICATION = "huying.wsgi:application"
PATIENCE = 120  # seconds for a new process to load
LAST_REQUESTS = 12  # seconds for an old one to finish


class Server(MPServer):
    """Built on the insides of the pinned granian; `tests/faults/test_reload.py` notices when they change."""

    def _init_shared_socket(self) -> None:
        held: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._ssp, self._shd, self._sfd = None, held, held.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.setblocking(False)  # processes race for a connection: whoever comes second must not wait for another
        self._sso.set_inheritable(True)

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Callable[[], Any]) -> Any:  # type: ignore[override]  # as MPServer has it
        loaded = multiprocessing.Event()
        worker: Any = super()._spawn_worker(idx, target, partial(_load, callback_loader, loaded))
        worker.loaded = loaded
        return worker

    def _respawn_workers(
        self, workers: Iterable[int], spawn_target: Any, target_loader: Callable[[], Any], delay: float = 0
    ) -> None:
        for idx in workers:
            self.respawned_wrks[idx] = time.monotonic()
            self._replace(idx, self._spawn_worker(idx, spawn_target, target_loader))

    def _replace(self, idx: int, new: Any) -> None:
        old: Any = self.wrks[idx]
        new.interrupt_by_parent = True  # that it ends before it has loaded is no reason to end
        new.start()
        if not self._loads(new):
            new.kill()
            logger.error("A new web process did not come up: the old one goes on.")
            if not old.is_alive():
                self.interrupt_children.append(idx)
                self.main_loop_interrupt.set()
            return
        new.interrupt_by_parent = False
        self.wrks[idx] = new
        old.terminate()
        old.join(LAST_REQUESTS)
        if old.is_alive():
            old.kill()

    def _loads(self, worker: Any) -> bool:
        given_up = time.monotonic() + PATIENCE
        while not worker.loaded.wait(0.05):
            if not worker.is_alive() or self.interrupt_signal or time.monotonic() > given_up:
                return False
        return True


def _load(load: Callable[[], Any], loaded: Any) -> Any:
    """In a new process: the application as it lies on the disk now."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "huying"]:
        del sys.modules[name]
    importlib.invalidate_caches()
    application = load()
    loaded.set()
    return application


def run(*, host: str, port: int, processes: int, threads: int) -> None:
    """Serve until SIGTERM; SIGHUP loads the release anew, one process after another."""
    Server(
        APPLICATION, address=host, port=port, interface=Interfaces.WSGI, workers=processes, blocking_threads=threads,
        backlog=1024, log_level=LogLevels.warning, respawn_failed_workers=True, workers_kill_timeout=5,
    ).serve()  # fmt: skip


def _asked() -> dict[str, Any]:
    parser = ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    for name, default in (("port", 8000), ("processes", 2), ("threads", 4)):
        parser.add_argument(f"--{name}", type=int, default=default)
    return vars(parser.parse_args())


if __name__ == "__main__":
    run(**_asked())
