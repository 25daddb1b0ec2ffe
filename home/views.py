"""The front page and the privacy notice, which anyone may read, the search page, and the queues of the admin."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from content.models import Topic
from home.front_page import front_page_for
from home.models import HomePage
from home.search import PageSearch, example_topics
from home.sections import GUIDES_URL
from home.writing_room import queues_for

HITS_A_PAGE = 20
QUEUED_ON_A_PAGE = 25


@login_not_required
@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """The root of the site. Signed in: what is due and where to begin; signed out: what this is and the way in."""
    site = Site.find_for_request(request)
    page = get_object_or_404(HomePage.objects.live(), pk=site and site.root_page_id)
    context = page.get_context(request)
    if request.user.is_authenticated:
        context["mine"] = front_page_for(request.user)
    return TemplateResponse(request, page.get_template(request), context)


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, who sees it and for how long; below it the organisation's own notice."""
    return render(request, "home/privacy.html")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Guides, courses and lessons by words; without words what can be searched, without a hit where else to look."""
    found = PageSearch(request.user, request.GET.get("q", ""), request.GET.get("kind", ""))
    page_obj = Paginator(found.hits, HITS_A_PAGE).get_page(request.GET.get("page"))
    context = {"search": found, "page_obj": page_obj, "results": found.results(page_obj.object_list)}
    if not found.words:
        context["examples"] = example_topics(request.user)
    elif not found.hits:
        context |= {"skills": Topic.objects.skills(), "guides_url": GUIDES_URL}
    return render(request, "home/search.html", context)


@require_safe
def queue_page(request: HttpRequest, key: str) -> HttpResponse:
    """One queue whole. Raises PermissionDenied for people who do not do this kind of work."""
    queue = next((queue for queue in queues_for(request.user) if queue.key == key), None)
    if queue is None:
        raise PermissionDenied
    page_obj = Paginator(queue.rows(request.user), QUEUED_ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "queue": queue,
        "entries": queue.entries(page_obj),
        "page_obj": page_obj,
        "elided_page_range": page_obj.paginator.get_elided_page_range(page_obj.number),
    }
    return render(request, "wagtailadmin/queue.html", context)
