"""`huying serve` as in production, on a data folder of a bench."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from huying.serve import HUYING


@contextmanager
def served() -> Iterator[str]:
    """Its address: database, web and workers of the folder `HUYING_DATA`, until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [*HUYING, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True, env=os.environ
    ) as server:
        assert server.stdout
        try:
            while "Huying is ready" not in (said := server.stdout.readline()):
                if not said:
                    raise SystemExit("huying serve did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
