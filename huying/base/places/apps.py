from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "huying.base.places"
    label = "places"
