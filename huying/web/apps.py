from django.apps import AppConfig


class WebConfig(AppConfig):
    """What all doors share: layouts, components, tags, static files."""

    name = "huying.web"

    def ready(self) -> None:
        from . import recording  # noqa: PLC0415 - it needs the models, which are there now

        recording.connect()
