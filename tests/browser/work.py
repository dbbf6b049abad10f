"""What the stories in a browser have in common."""

import io
from threading import Thread
from typing import Any

from PIL import ExifTags, Image
from playwright.sync_api import FilePayload
from procrastinate.contrib.django import app


def photo(name: str = "路灯.jpg", *, at: tuple[float, float] | None = None) -> FilePayload:
    """`at`: longitude and latitude that the camera wrote into it."""
    written, tags = io.BytesIO(), Image.Exif()
    if at:
        gps = ExifTags.GPS
        tags.get_ifd(ExifTags.IFD.GPSInfo).update({
            gps.GPSLongitudeRef: "E", gps.GPSLongitude: _minutes(at[0]), gps.GPSLatitudeRef: "N", gps.GPSLatitude: _minutes(at[1]),
        })  # fmt: skip
    Image.linear_gradient("L").convert("RGB").save(written, "JPEG", exif=tags)
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def _minutes(degrees: float) -> tuple[float, float, float]:
    return int(degrees), degrees % 1 * 60, 0.0


def react() -> None:
    """Run what waits in the queue, in a thread of its own: Playwright's loop is in this one."""

    def work() -> None:
        connector: Any = app.connector
        with app.replace_connector(connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    thread = Thread(target=work)
    thread.start()
    thread.join()
