from django.apps import AppConfig


class Open311Config(AppConfig):
    name = "huying.web.open311"
