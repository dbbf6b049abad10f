"""`{% map_base as base %}`: the base map that the city chose."""

from django import template

from huying.web import maps

register = template.Library()
register.simple_tag(maps.base, name="map_base")
