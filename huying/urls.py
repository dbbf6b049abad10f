"""What can be asked: request → view."""

from django.urls import include, path

from huying.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
]
