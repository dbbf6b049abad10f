"""Huying's own servers on the data folder of a bench, `HUYING_DATA`."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from huying.serve import HUYING, WEB


@contextmanager
def supervised(*options: str, port: int = 0) -> Iterator[str]:
    """The address of `huying serve`: database, web and workers as in production, until the end of the block."""
    port = port or free()
    command = [*HUYING, "serve", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as server:
        assert server.stdout
        try:
            while "Huying is ready" not in (said := server.stdout.readline()):
                if not said:
                    raise SystemExit("huying serve did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def served() -> Iterator[tuple[psutil.Process, int]]:
    """The web server of `huying serve` alone, without its workers, and its port."""
    port = free()
    with subprocess.Popen([*WEB, "--host", "127.0.0.1", "--port", str(port)]) as process:
        try:
            while not _is_up(port):
                time.sleep(0.1)
            yield psutil.Process(process.pid), port
        finally:
            process.terminate()


def free() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(port: int) -> bool:
    try:
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).status == 200)
    except OSError:
        return False
