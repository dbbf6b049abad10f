from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "huying.base.sealed"
    label = "sealed"
