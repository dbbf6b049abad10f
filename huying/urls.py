"""What can be asked: request → view."""

from django.urls import include, path

from huying.web import health
from huying.web.api.door import door

urlpatterns = [
    path("", include("huying.web.portal.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", door.urls),
    path("accounts/", include("huying.web.entrance")),
    path("desk/", include("huying.web.desk.urls")),
]

handler500 = "huying.web.problems.broken"
