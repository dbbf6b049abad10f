"""The resident's door: say it in three steps, follow it by number and code."""

from django.urls import path

from . import answers, city, codes, feeds, figures, notices, pages, rating, report, rights, track
from .mediation import applying, entering, lost, page, takeaway

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
    path("mediate/", entering.about, name="mediate"),
    path("mediate/apply/", applying.apply, name="apply"),
    path("mediate/open/", entering.enter, name="dispute_open"),
    path("mediate/lost/", lost.ask, name="dispute_lost"),
    path("mediate/in/<str:token>/", entering.by_link, name="dispute_in"),
    path("mediate/leave/", entering.leave, name="dispute_leave"),
    path("mediate/<str:number>/", page.dispute, name="dispute"),
    path("mediate/<str:number>/copy/", takeaway.copy, name="dispute_copy"),
    path("mediate/<str:number>/files/<int:pk>/", takeaway.file, name="dispute_file"),
    path("mediate/<str:number>/agreement/<str:name>/", takeaway.agreement, name="dispute_paper"),
    path("mediate/<str:number>/sessions/<int:pk>.ics", takeaway.session, name="dispute_session"),
    path("mediate/<str:number>/do/<str:name>/", page.act, name="dispute_act"),
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
