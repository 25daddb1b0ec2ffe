"""What training adds to the Wagtail admin and to the serving of pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.snippets.models import register_snippet

from content.models import PortalPage
from training.bank_actions import MakeReady, Retire
from training.models import CourseUnit, Programme, QuizPage
from training.permissions import user_can_view_unit
from training.programme_saving import carry_out
from training.retention import pages_on_record
from training.services.blueprints import read_blueprint
from training.viewsets import SNIPPETS

for snippet in SNIPPETS:
    register_snippet(snippet)
hooks.register("register_bulk_action", MakeReady)
hooks.register("register_bulk_action", Retire)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def carry_out_saved_programme(request: HttpRequest, instance: Any) -> HttpResponse | None:
    return carry_out(request, instance) if isinstance(instance, Programme) else None


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_thin_pools(request: HttpRequest, page: PortalPage) -> None:
    """Not after each save that the editor makes by itself: there the form tells it in its place."""
    if isinstance(page, QuizPage) and request.accepts("text/html"):
        warnings = read_blueprint(page).warnings
        if warnings:
            messages.warning(request, " ".join([_("The bank has too little for this quiz."), *warnings]))


@hooks.register("before_serve_page")
def serve_units_of_open_courses(
    page: PortalPage, request: HttpRequest, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> None:
    """A unit of a course that was unpublished, or that is closed to the reader, is not there either."""
    if isinstance(page, CourseUnit) and not user_can_view_unit(request.user, page):
        raise Http404


@hooks.register("before_delete_page")
def keep_page_on_record(request: HttpRequest, page: PortalPage) -> HttpResponse | None:
    """Records outlive pages: what somebody learned stays readable."""
    return _refuse_deletion(request, page) if pages_on_record([page]) else None


@hooks.register("before_bulk_action")
def keep_pages_on_record(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: BulkAction
) -> HttpResponse | None:
    pages = [page for page in objects if isinstance(page, PortalPage)]
    if action_type != "delete" or not pages or not pages_on_record(pages):
        return None
    return _refuse_deletion(request, pages[0])


def _refuse_deletion(request: HttpRequest, page: PortalPage) -> HttpResponse:
    text = _("People's records refer to this page or to one below it, so it cannot be deleted. Unpublish it instead.")
    messages.error(request, text)
    return redirect("wagtailadmin_explore", page.get_parent().pk)
