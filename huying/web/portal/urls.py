"""The resident's door: say it in three steps, follow it by number and code."""

from django.urls import path

from . import answers, city, codes, feeds, figures, notices, pages, rating, report, rights, track

app_name = "portal"

urlpatterns = [
    path("", pages.home, name="home"),
    path("charter/", pages.charter, name="charter"),
    path("areas.geojson", pages.areas, name="areas"),
    path("city/", city.city, name="city"),
    path("city/points.json", city.points, name="points"),
    path("city/feed.atom", feeds.Atom(), name="atom"),
    path("city/feed.rss", feeds.Rss(), name="rss"),
    path("city/widget/", city.widget, name="widget"),
    path("city/figures/", figures.quarter, name="figures"),
    path("city/figures/file/", figures.file, name="figures_file"),
    path("city/figures/definitions/", figures.definitions, name="definitions"),
    path("city/cases/<str:number>/", city.case, name="public"),
    path("answers/", answers.answers, name="answers"),
    path("answers/<str:code>/", answers.answer, name="answer"),
    path("report/", report.report, name="report"),
    path("report/photos/<str:token>/", report.photo, name="photo"),
    path("rate/<str:token>/", rating.rate, name="rate"),
    path("track/", track.track, name="track"),
    path("track/leave/", track.leave, name="leave"),
    path("track/code/", codes.ask, name="code"),
    path("track/code/enter/", codes.enter, name="enter"),
    path("track/quiet/<str:token>/", notices.quiet, name="quiet"),
    path("track/<str:number>/", track.case, name="case"),
    path("track/<str:number>/files/<int:pk>/", track.file, name="file"),
    path("track/<str:number>/copy/", rights.copy, name="copy"),
    path("track/<str:number>/<str:verb>/", track.act, name="act"),
]
