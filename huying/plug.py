"""The pytest plug-in: the database is up before pytest-django reads the settings (`addopts = -p huying.plug`)."""

import atexit
import os
from contextlib import ExitStack
from pathlib import Path

from huying import embedded

DATA = Path(__file__).parent.parent / "var" / "test"
QUICK = "&options=-csynchronous_commit%3Doff"

os.environ["HUYING_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "huying.settings"
os.environ["HUYING_MFA_ROLES"] = ""  # tests speak for every role; those about second factors ask for them
if not os.environ.get("DATABASE_URL"):
    in_use = ExitStack()
    # Nobody's data: a commit need not wait for the disk.
    os.environ["DATABASE_URL"] = in_use.enter_context(embedded.server(DATA / "db")) + QUICK
    atexit.register(in_use.close)
