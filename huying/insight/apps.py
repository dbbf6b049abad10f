from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "huying.insight"
    label = "insight"
