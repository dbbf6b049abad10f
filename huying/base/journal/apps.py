from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "huying.base.journal"
    label = "journal"
