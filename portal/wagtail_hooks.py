"""What the project as a whole adds to the Wagtail admin."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from portal.panels import SchedulePanel


@hooks.register("construct_homepage_panels", order=100)
def show_regular_work(request: HttpRequest, panels: list[Component]) -> None:
    """Behind the panels of home, which replaces Wagtail's."""
    if request.user.is_administrator:
        panels.append(SchedulePanel())
