"""The supervisor behind `huying serve`: database, web and worker; whatever falls over is brought back."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from threading import Event
from typing import NoReturn

import typer

from huying import embedded
from huying.console import refusal, say

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = "0.0.0.0"  # noqa: S104 - asked about, and refused in a demo
PATIENCE = 120  # seconds until the web is given up that does not come up
GRACE = 15  # seconds to finish what is under way
HUYING = [sys.executable, "-m", "huying.cli"]
MIGRATE = ["migrate"]
# A child must not outlive a supervisor that was killed.
WITH_ITS_PARENT = ["setpriv", "--pdeathsig=TERM"]
WEB = [sys.executable, "-m", "huying.webserver"]
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Where the web processes count together what `/metrics` tells of them all; `prometheus_client` gave it its name."""

WORKERS = (("reactions", "notices", "clock"), ("exchange",))
"""The queues of `flow.py`, by process: many records that come in at once keep one busy, and nobody's notice waits for them."""


class Part:
    """A child process that is started again when it ends."""

    def __init__(self, zh: str, en: str, command: list[str]) -> None:
        self.name = (zh, en)
        self.command = command
        self.pause = 0.5
        self.start()

    def start(self) -> None:
        """In a session of its own: Ctrl-C is for the supervisor, which ends its children in order."""
        self.process = subprocess.Popen([*WITH_ITS_PARENT, *self.command], start_new_session=True)  # noqa: S603 - a program and arguments of our own
        self.started = time.monotonic()

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None

    def revive(self) -> None:
        """Start it again when it ended; ever later when it keeps ending at once."""
        if not self.ended:
            return
        self._end_rest()
        if time.monotonic() < self.started + self.pause:
            return
        lived_long = time.monotonic() > self.started + 30
        self.pause = 0.5 if lived_long else min(self.pause * 2, 10)
        say("重新启动", *self.name, f"(restarting; it ended with {self.process.returncode})")
        self.start()

    def stop(self) -> None:
        """Ask it to finish."""
        if not self.ended:
            self.process.terminate()

    def wait(self) -> None:
        """Have it gone, with everything it started."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self._end_rest()
        self.process.wait()

    def _end_rest(self) -> None:
        """End what a killed child left behind: granian's workers would go on serving on the same port."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def run(*, host: str, port: int, demo: bool) -> None:
    """Run everything until Ctrl-C or SIGTERM. In a demo only this machine is listened to."""
    if demo and host not in LOOPBACK:
        raise refusal("演示只在本机提供。", "A demo serves this machine only: leave out --host.")
    held = _held(host, port)
    for ending in (signal.SIGINT, signal.SIGTERM):  # a background shell hands SIGINT down ignored
        signal.signal(ending, _interrupt)
    address = f"http://{host}:{port}"
    os.environ |= {"HUYING_DEMO": "1", "HUYING_ADDRESS": os.environ.get("HUYING_ADDRESS", address)} if demo else {}
    preparation = ["demo", "--address", address] if demo else MIGRATE
    with held, tempfile.TemporaryDirectory(prefix="huying-figures-") as figures, suppress(KeyboardInterrupt):
        os.environ[FIGURES] = figures
        with embedded.database():
            prepared = subprocess.run([*HUYING, *preparation], check=False)  # noqa: S603 - a program and arguments of our own
            if prepared.returncode:  # it has said why
                raise typer.Exit(prepared.returncode)
            _supervise(host, port)


def web(*, host: str, port: int) -> NoReturn:
    """Become the web server alone, beside a database and workers that are somebody else's to run."""
    os.environ.setdefault(FIGURES, tempfile.mkdtemp(prefix="huying-figures-"))
    os.execv(sys.executable, [*WEB, *_at(host, port)])  # noqa: S606 - a program and arguments of our own


def _at(host: str, port: int) -> list[str]:
    size = {name: os.environ.get(f"HUYING_WEB_{name.upper()}", n) for name, n in (("processes", "2"), ("threads", "4"))}
    given = {"host": host, "port": str(port), **size}
    return [word for name, value in given.items() for word in (f"--{name}", value)]


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _held(host: str, port: int) -> socket.socket:
    """The port, kept from other programs and shared with granian alone.

    Granian shares any port in use without a word, and chance would decide who answers: so nobody else may have
    it. What a killed supervisor left behind is given a moment to end.
    """
    for _ in range(30):
        with suppress(OSError):
            _bound(host, port, socket.SO_REUSEADDR).close()
            return _bound(host, port, socket.SO_REUSEPORT)
        time.sleep(0.1)
    raise refusal(
        f"端口 {port} 已被占用。", f"Port {port} is in use.", "换一个 Choose another: huying serve --port 8001"
    )


def _bound(host: str, port: int, option: int) -> socket.socket:
    family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind)
    door.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        door.bind(address)
    except OSError:
        door.close()
        raise
    return door


def _supervise(host: str, port: int) -> None:
    parts = []
    try:
        parts.append(Part("网页", "web", [*WEB, *_at(host, port)]))
        for queues in WORKERS:
            asked = [word for queue in queues for word in ("--queue", queue)]
            parts.append(Part("后台任务", f"worker of {', '.join(queues)}", [*HUYING, "worker", *asked]))
        if backups := os.environ.get("HUYING_BACKUPS"):
            parts.append(Part("备份", "backup", [*HUYING, "backup", backups, "--follow"]))
        _wait_for_web(parts[0], host, port)
        say(f"Huying is ready: http://{host}:{port}")
        _tell_systemd("READY=1")
        _watch(parts)
    finally:
        _tell_systemd("STOPPING=1")
        for part in parts:
            part.stop()
        for part in parts:
            part.wait()


def _wait_for_web(web: Part, host: str, port: int) -> None:
    given_up = time.monotonic() + PATIENCE
    while not _is_served(host, port):
        if web.ended or time.monotonic() > given_up:
            raise refusal("网页进程未能启动,原因见上。", "The web process did not start; the reason stands above.")
        time.sleep(0.05)


def _is_served(host: str, port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1" if host == EVERYWHERE else host, port, timeout=1)) as web:
        try:
            web.request("GET", "/healthz", headers={"Host": "localhost"})
            return web.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def _watch(parts: list[Part]) -> NoReturn:
    folder, asked = embedded.cluster(), Event()
    signal.signal(signal.SIGHUP, lambda *_: asked.set())
    while True:
        if asked.is_set():
            asked.clear()
            _renew(parts)
        if folder and not embedded.answers(folder):
            _restart_database(folder)
        for part in parts:
            part.revive()
        time.sleep(0.3)


def _renew(parts: list[Part]) -> None:
    """Take the release that lies on the disk now into use: tables first, then web processes one by one, then workers."""
    say("换用新版本", "taking the new release into use")
    if subprocess.run([*HUYING, *MIGRATE], check=False).returncode:  # noqa: S603 - a program and arguments of our own
        say("数据表未能更新,继续运行原版本", "the tables could not be brought up to date: the old release goes on")
        return
    web, *workers = parts
    web.process.send_signal(signal.SIGHUP)
    for worker in workers:  # they finish what they do, and `revive` starts them again
        worker.stop()


def _tell_systemd(news: str) -> None:
    """As sd_notify(3) has it, where systemd started us (`Type=notify`)."""
    if address := os.environ.get("NOTIFY_SOCKET"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
            line.sendto(news.encode(), f"\0{address[1:]}" if address.startswith("@") else address)


def _restart_database(folder: Path) -> None:
    say("重新启动数据库", "restarting the database")
    try:
        embedded.restart(folder)
    except subprocess.CalledProcessError as error:  # the next round tries again
        say("数据库未能启动:", *error.__notes__)
