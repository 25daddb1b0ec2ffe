"""The preparation sheet."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guides.models import GuideIndexPage, GuidePage
from guides.preparation import sections_with_suggestions


@require_safe
def preparation(request: HttpRequest) -> HttpResponse:
    """The empty sheet; with ?guide= the suggestions of that guide stand beside it, if the reader may see it."""
    guide = _asked_guide(request)
    context = {
        "guide": guide,
        "sheet_sections": sections_with_suggestions(guide.body if guide else []),
        "trail": _trail(request, guide),
    }
    return render(request, "guides/preparation.html", context)


def _asked_guide(request: HttpRequest) -> GuidePage | None:
    """The guide whose slug stands in ?guide=; an unknown one is no error, so old addresses still lead to the sheet."""
    try:
        slug = forms.SlugField(allow_unicode=True).clean(request.GET.get("guide", ""))
    except ValidationError:
        return None
    return GuidePage.objects.live().visible_to(request.user).filter(slug=slug).first()


def _trail(request: HttpRequest, guide: GuidePage | None) -> list[dict[str, str]]:
    index = GuideIndexPage.objects.live().visible_to(request.user).first()
    pages = [page for page in (index, guide) if page]
    return [
        *({"title": page.title, "url": page.get_url(request) or ""} for page in pages),
        {"title": _("Preparation sheet"), "url": ""},
    ]
