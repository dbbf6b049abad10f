from django.apps import AppConfig


class WebConfig(AppConfig):
    """What all doors share: layouts, components, tags, static files."""

    name = "huying.web"
