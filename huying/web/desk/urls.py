"""The desk: what can be asked."""

from django.urls import path

from . import accounts, calls, cases, city, doing, erasure, me, notices, records, timing, worklist

app_name = "desk"

urlpatterns = [
    path("", worklist.mine, name="mine"),
    path("call/", calls.call, name="call"),
    path("call/preview/", calls.preview, name="preview"),
    path("call/places/", calls.places_named, name="places"),
    path("me/", me.me, name="me"),
    path("me/enrol/", me.enrol, name="enrol"),
    path("me/notices/", notices.preferences, name="preferences"),
    path("notices/", notices.bell_page, name="notices"),
    path("notices/unsent/", notices.unsent, name="unsent"),
    path("notices/templates/", notices.templates, name="templates"),
    path("notices/templates/<str:code>/", notices.template, name="template"),
    path("setup/", city.setup, name="setup"),
    path("setup/time/", timing.timing, name="timing"),
    path("looks/", records.looks, name="looks"),
    path("looks/export/", records.export_looks, name="export_looks"),
    path("audit/", records.audit, name="audit"),
    path("audit/export/", records.export_audit, name="export_audit"),
    path("erasure/", erasure.erasure, name="erasure"),
    path("accounts/", accounts.everybody, name="accounts"),
    path("accounts/<int:pk>/", accounts.one, name="account"),
    path("case/<str:number>/", cases.case, name="case"),
    path("case/<str:number>/papers/<str:name>/", cases.paper, name="paper"),
    path("case/<str:number>/files/<int:pk>/", cases.file, name="file"),
    path("case/<str:number>/<str:verb>/", doing.act, name="act"),
]
