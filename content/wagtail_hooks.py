"""Who is served a page or a document, and which pages the Wagtail admin lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from content.models import PortalPage
from content.models.page import PortalPageQuerySet
from content.permissions import ReadersPagePolicy, user_can_open_in_admin, user_can_view_page
from content.viewsets import TopicViewSet

register_permission_policy(PortalPage, ReadersPagePolicy(PortalPage))
register_snippet(TopicViewSet)

Serve = Callable[[PortalPage, HttpRequest, Sequence[Any], Mapping[str, Any]], HttpResponse]


@hooks.register("on_serve_page")
def serve_to_readers_only(serve: Serve) -> Serve:
    """Whoever may not read a page is told what is true for a page that does not exist."""

    def serve_if_visible(
        page: PortalPage, request: HttpRequest, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse:
        if not page.is_public and not user_can_view_page(request.user, page):
            raise Http404
        return serve(page, request, args, kwargs)

    return serve_if_visible


@hooks.register("before_serve_document")
def serve_documents_to_people_signed_in(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """The site-wide wall already asks for a sign-in; this holds even for a view that was taken out of it."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())


def require_readable(request: HttpRequest, page: PortalPage) -> None:
    """Raises PermissionDenied: Wagtail shows the title of a page it was asked to list, move or copy before it looks."""
    if not user_can_open_in_admin(request.user, page):
        raise PermissionDenied


@hooks.register("construct_explorer_page_queryset")
def list_below_readable_pages_only(
    parent: PortalPage, pages: PortalPageQuerySet, request: HttpRequest
) -> PortalPageQuerySet:
    require_readable(request, parent)
    return pages


@hooks.register("construct_page_chooser_queryset")
def choose_among_readable_pages_only(pages: PortalPageQuerySet, request: HttpRequest) -> PortalPageQuerySet:
    if parent_id := request.resolver_match.kwargs.get("parent_page_id"):
        require_readable(request, get_object_or_404(PortalPage, pk=parent_id))
    return pages.filter(pk__in=PortalPage.objects.visible_to(request.user).values("pk"))


@hooks.register("before_move_page")
def move_readable_pages_only(request: HttpRequest, page: PortalPage, destination: PortalPage) -> None:
    require_readable(request, page)
    require_readable(request, destination)
