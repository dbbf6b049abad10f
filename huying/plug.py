"""The pytest plug-in: the database is up before pytest-django reads the settings (`addopts = -p huying.plug`)."""

import os
from contextlib import ExitStack
from pathlib import Path

from huying import embedded

DATA = Path(__file__).parent.parent / "var" / "test"

os.environ["HUYING_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "huying.settings"
in_use = ExitStack()
if "DATABASE_URL" not in os.environ:
    os.environ["DATABASE_URL"] = in_use.enter_context(embedded.server(DATA / "db"))


def pytest_unconfigure() -> None:
    """Leave the server; the last one to leave stops it."""
    in_use.close()
