"""A served city in which everything is written down: each SQL statement with its parameters, each line of each log."""

import base64
import io
import re
import subprocess
import threading
from typing import Any
from urllib.parse import quote

import psycopg
import requests
from PIL import ExifTags, Image

from huying import embedded
from tests.faults.processes import ended, start
from tests.faults.test_serve import Served

STAFF = """
from huying.base.units.models import Staff, Unit
unit = Unit.objects.get(code="{unit}")
Staff.objects.create_user("{name}", password="{password}", role="{role}", unit=unit)
"""
BEGUN = """
import time
from unittest import mock
from huying.web.portal import doubts
with mock.patch("time.time", return_value=time.time() - 60): print("begun", doubts.token())
"""
"""A report that somebody began a minute ago: what comes within seconds is taken for a program's."""
PASSWORD = "correct horse battery"
EVERYTHING = (
    "log_statement = 'all'",
    "log_parameter_max_length = -1",
    "log_parameter_max_length_on_error = -1",
    "log_error_verbosity = 'default'",
)


class Watched(Served):
    """`huying serve` on the made-up city, with all that it writes kept."""

    def start(self) -> None:
        self.said: list[str] = []
        self.pages: list[str] = []
        self.statements = [f"alter system set {setting}" for setting in EVERYTHING]
        super().start()
        with psycopg.connect(embedded.url(self.folder), autocommit=True) as connection:
            for statement in (*self.statements, "select pg_reload_conf()"):
                connection.execute(statement)
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        for line in self.program.stdout or ():
            self.said.append(line)

    def run(self, *command: str) -> str:
        """What a command of `huying` prints on this data."""
        with ended(
            start(["-m", "huying.cli", *command], HUYING_DATA=str(self.folder.parent), HUYING_LOG="DEBUG")
        ) as program:
            self.said.append(said := program.communicate()[0])
        return said

    def sql(self, statement: str) -> None:
        with psycopg.connect(embedded.url(self.folder), autocommit=True) as connection:
            connection.execute(statement)

    def staff(self, name: str, role: str, unit: str) -> "Visitor":
        """Somebody of this role, signed in."""
        self.run("manage", "shell", "-c", STAFF.format(unit=unit, name=name, password=PASSWORD, role=role))
        visitor = Visitor(self)
        visitor.open("/accounts/login/")
        visitor.send("/accounts/login/", {"login": name, "password": PASSWORD})
        return visitor

    def key(self, role: str, unit: str) -> dict[str, str]:
        """The header of a program of this role."""
        secret = next(
            word for word in self.run("key", "create", "--role", role, "--unit", unit).split() if word.startswith("hy_")
        )
        return {"Authorization": f"Bearer {secret}"}

    def report(self) -> "Visitor":
        """A resident at the first page of a report."""
        resident = Visitor(self)
        resident.open("/report/")
        resident.fields["token"] = self.run("manage", "shell", "-c", BEGUN).split("begun ")[1].split()[0]
        return resident

    def everything(self) -> dict[str, bytes]:
        """All that is left behind: the database, what it logged, what the programs printed, files, pages that were shown."""
        dump = subprocess.run(
            [str(embedded.program("pg_dump")), embedded.url(self.folder)], check=True, capture_output=True
        ).stdout  # fmt: skip
        data = self.folder.parent
        files = [path for folder in ("files", "errors") for path in (data / folder).rglob("*") if path.is_file()]
        return {
            "database": dump,
            "statements": (self.folder / "server.log").read_bytes(),
            "logs": "".join(self.said).encode(),
            "files": b"".join(str(path).encode() + path.read_bytes() for path in files),
            "pages": "".join(self.pages).encode(),
        }


class Visitor:
    """A browser without scripts."""

    def __init__(self, city: Watched) -> None:
        self.city, self.session, self.fields = city, requests.Session(), dict[str, Any]()
        self.session.headers["Accept-Language"] = "en"
        self.at = f"http://127.0.0.1:{city.port}"

    def open(self, path: str, **query: str) -> requests.Response:
        return self._read(self.session.get(self.at + path, params=query))

    def send(self, path: str, filled: dict[str, Any], files: Any = None, *, shown: bool = True) -> requests.Response:
        """Fill in the form of the page that is open, and send it. `shown`: nobody else reads the answer, so it is not kept."""
        answer = self.session.post(
            self.at + path, {**self.fields, **filled}, files=files, headers={"Referer": self.at + path}
        )
        return self._read(answer, shown=shown)

    def _read(self, answer: requests.Response, *, shown: bool = True) -> requests.Response:
        hidden = re.findall(r'<input type="hidden"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', answer.text)
        self.fields = dict(hidden)
        if shown:
            self.city.pages.append(f"{answer.url}\n{answer.text}")
        return answer


def photo(mark: str) -> bytes:
    """A picture that says by whom and with which camera it was taken."""
    tags = Image.Exif()
    tags[ExifTags.Base.Artist] = mark
    tags[ExifTags.Base.ImageDescription] = mark
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "JPEG", exif=tags)
    return written.getvalue()


def disguises(value: str) -> list[bytes]:
    """A text as it may stand somewhere: as it is, in hexadecimal, in base 64, in JSON, in an address."""
    plain = value.encode()
    shifted = [base64.b64encode(b" " * n + plain)[4 if n else 0 : -4] for n in range(3)]
    escaped = value.encode("unicode_escape")
    return [plain, plain.hex().encode(), *shifted, escaped, quote(value).encode()]
