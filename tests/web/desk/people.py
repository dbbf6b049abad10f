"""Somebody at the desk, and what they bring."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.stories import City


def signed_in(city: City, name: str) -> Client:
    """The browser of an account of the small city, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(city.staff[name])
    return client


def photo() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "JPEG")
    return SimpleUploadedFile("灯.jpg", content.getvalue(), "image/jpeg")
