"""Addresses of notices, of how one is told, and of calendars."""

from django.urls import path

from notices.views import calendar, notices, settings

app_name = "notices"

urlpatterns = [
    path("me/notices/", notices.notices, name="notices"),
    path("me/notices/<int:pk>/", notices.open_notice, name="open_notice"),
    path("me/notices/<int:pk>/read/", notices.read_notice, name="read_notice"),
    path("me/notices/read/", notices.read_all, name="read_all"),
    path("me/notices/settings/", settings.settings, name="settings"),
    path("me/notices/settings/calendar/", settings.make_link, name="make_calendar_link"),
    path("me/notices/settings/calendar/revoke/", settings.revoke_link, name="revoke_calendar_link"),
    path("calendar/<str:token>.ics", calendar.calendar, name="calendar"),
]
