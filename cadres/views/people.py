"""The people one may see, and one person's postings."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from cadres.forms import PeopleFilterForm
from cadres.models import User
from cadres.permissions import user_can_edit_cadre, user_can_import_roster, user_can_list_people

PEOPLE_PER_PAGE = 50


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody the reader may see, by pinyin, narrowed by department, text and status."""
    if not user_can_list_people(request.user):
        raise PermissionDenied
    form = PeopleFilterForm(request.GET, user=request.user)
    found = form.narrow(User.objects.visible_to(request.user)).with_posts_today()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page_obj": Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "may_import": user_can_import_roster(request.user),
    }
    return render(request, "cadres/people.html", context)


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person and the history of their posts."""
    cadre = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    context = {
        "cadre": cadre,
        "postings": cadre.postings.select_related("department"),
        "may_list": user_can_list_people(request.user),
        "may_edit": user_can_edit_cadre(request.user, cadre),
    }
    return render(request, "cadres/person.html", context)
