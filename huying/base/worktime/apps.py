from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "huying.base.worktime"
    label = "worktime"
