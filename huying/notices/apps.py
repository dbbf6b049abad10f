from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "huying.notices"
    label = "notices"
