from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "huying.base.catalogue"
    label = "catalogue"
