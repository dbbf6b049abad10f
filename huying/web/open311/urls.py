"""Open311: discovery and GeoReport v2. Every address ends in the form that is wanted."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import views
from .answers import call
from .discovery import discovery


class Form(StringConverter):
    regex = "json|xml"


register_converter(Form, "open311_form")

app_name = "open311"
urlpatterns = [
    path("discovery.<open311_form:form>", call(GET=discovery), name="discovery"),
    path("v2/services.<open311_form:form>", views.SERVICES, name="services"),
    path("v2/services/<path:code>.<open311_form:form>", views.DEFINITION, name="definition"),
    path("v2/requests.<open311_form:form>", views.REQUESTS, name="requests"),
    path("v2/requests/<str:number>.<open311_form:form>", views.REQUEST, name="request"),
    path("v2/tokens/<str:token>.<open311_form:form>", views.TOKEN, name="token"),
    path("v2/servicerequestupdates.<open311_form:form>", views.UPDATES, name="updates"),
    path("<path:rest>", views.NOT_HERE, {"form": "xml"}, name="not_here"),
]
