"""A request larger than any form of ours is refused before a byte of it is read."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from huying.cases.files import LARGEST

MOST_FILES = 9
"""In one form."""
LARGEST_REQUEST = MOST_FILES * LARGEST + 1024 * 1024
"""Bytes: the files, and what is typed around them."""


class Whole(FileUploadHandler):
    """The first of Django's upload handlers: looks at the size that the request announces, and stores nothing."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_more: Any) -> None:  # noqa: N803
        """Raise what becomes a 413. Nobody can announce less than they send: no more than that is read."""
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
