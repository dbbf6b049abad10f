"""`docs/how-to/integrate.md`, followed to the letter: every command on it, in its order, by one shell against a real server."""

import os
import re
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from .processes import PATIENCE

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/how-to/integrate.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORTS = ("8000", "8300")


def free_port() -> str:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return str(door.getsockname()[1])


def commands() -> str:
    """As they stand on the page, at ports that are free, with a mark after each block; it ends at the first that fails."""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    text = "".join(f"{block}\necho; echo ── {n}\n" for n, block in enumerate(blocks, 1))
    for port in PORTS:
        text = text.replace(f":{port}", f":{(free := free_port())}").replace(f" {port} ", f" {free} ")
    return f"set -eu -o pipefail; trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{text}"


def test_every_command_of_the_page_does_what_the_page_says(tmp_path: Path) -> None:
    clean = {name: said for name, said in os.environ.items() if not name.startswith(("DATABASE_URL", "HUYING_"))}
    environment = clean | {"HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}:{clean['PATH']}"}
    done = subprocess.run(
        ["/bin/bash", "-c", commands()],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:] + (tmp_path / "huying-try.log").read_text()[-2000:]
    parts = done.stdout.split("── ")
    assert [part[:1] for part in parts[1:]] == ["1", "2", "3", "4", "5", "6", "7"]
    assert '"state":"in_progress"' in parts[3].replace(" ", "")
    assert '"service_request_id"' in parts[5]
    assert not (tmp_path / "huying-try").exists()
