from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "huying.base.units"
    label = "units"
