"""What the stories in a browser have in common."""

import io
from threading import Thread
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload
from procrastinate.contrib.django import app


def photo(name: str = "路灯.jpg") -> FilePayload:
    written = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(written, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def react() -> None:
    """Run what waits in the queue, in a thread of its own: Playwright's loop is in this one."""

    def work() -> None:
        connector: Any = app.connector
        with app.replace_connector(connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    thread = Thread(target=work)
    thread.start()
    thread.join()
