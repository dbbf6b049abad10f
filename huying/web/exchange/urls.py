"""The exchange desk: what can be asked."""

from django.urls import path

from . import days, shared, views

app_name = "exchange"

urlpatterns = [
    path("data/", shared.catalogue, name="catalogue"),
    path("data/catalogue.json", shared.as_json, name="catalogue_json"),
    path("exchange/<str:slug>/<str:on>.json", days.day, name="day"),
    path("desk/setup/exchange/", views.connectors, name="connectors"),
    path("desk/setup/exchange/new/", views.new, name="new"),
    path("desk/setup/exchange/<str:slug>/", views.connector, name="connector"),
    path("desk/setup/exchange/<str:slug>/records/", views.records, name="records"),
]
