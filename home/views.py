"""The two pages that anyone may read: the front page and the privacy notice."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.front_page import front_page_for
from home.models import HomePage


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
