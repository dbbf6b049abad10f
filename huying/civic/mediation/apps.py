from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "huying.civic.mediation"
    label = "mediation"
