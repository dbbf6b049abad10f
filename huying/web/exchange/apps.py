from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "huying.web.exchange"
