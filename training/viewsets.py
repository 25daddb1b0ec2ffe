"""Training in the Wagtail admin: what is neither a page nor an evidence."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cadres.models import User
from content.choosers import PortalChooserViewSet
from training.bank_filters import SEARCHED, QuestionFilterSet
from training.bank_views import (
    QuestionCopyView,
    QuestionCreateView,
    QuestionEditView,
    QuestionIndexView,
    QuestionKindsView,
    QuestionPreviewOnCreate,
    QuestionPreviewOnEdit,
    ReviewColumn,
    is_ready,
)
from training.choosers import QuestionChooserViewSet
from training.models import Audience, HoursRule, HoursStep, Programme, Question, Workshop


class KeepPermissionPolicy(ModelPermissionPolicy):
    """Nobody deletes, not even a superuser: people's records refer to the rows for ever."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Question, KeepPermissionPolicy(Question))
register_permission_policy(Programme, KeepPermissionPolicy(Programme))
register_permission_policy(Audience, KeepPermissionPolicy(Audience))
register_permission_policy(Workshop, KeepPermissionPolicy(Workshop))
register_permission_policy(HoursRule, KeepPermissionPolicy(HoursRule))


class QuestionViewSet(SnippetViewSet):
    """The question bank: what the whole organisation shares. A new question begins with the choice of its kind."""

    model = Question
    icon = "clipboard-list"
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_order = 200
    add_to_admin_menu = True
    copy_view_enabled = True
    pk_path_converter = "int"
    list_display = [
        "stem",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind", classname="unbroken"),
        Column("skill", label=_("Skill"), sort_key="skill__order", classname="unbroken"),
        Column("difficulty", label=_("Difficulty"), sort_key="difficulty"),
        StatusTagColumn(
            "status", label=_("Status"), accessor="get_status_display", sort_key="status", primary=is_ready
        ),
        Column("newest", label=_("Version"), sort_key="newest"),
        Column("exposure", label=_("Times shown"), sort_key="exposure"),
        Column("owner", label=pgettext_lazy("question", "Owner"), sort_key="owner__name_sort_key"),
        ReviewColumn("review_by", label=_("Review by"), sort_key="review_by", classname="unbroken"),
    ]
    filterset_class = QuestionFilterSet
    list_per_page = 50
    search_fields = SEARCHED
    # Any part of a question finds it; the search index would want whole words.
    search_backend_name = None
    chooser_viewset_class = QuestionChooserViewSet
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    copy_view_class = QuestionCopyView
    edit_view_class = QuestionEditView
    preview_on_add_view_class = QuestionPreviewOnCreate
    preview_on_edit_view_class = QuestionPreviewOnEdit

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return Question.objects.select_related("skill", "owner").with_use().order_by("-pk")

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(kind_url_name=self.get_url_name("add_kind"), **kwargs)

    @property
    def kinds_view(self) -> Callable[..., HttpResponse]:
        return self.construct_view(
            QuestionKindsView, index_url_name=self.get_url_name("list"), kind_url_name=self.get_url_name("add_kind")
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        """`add` leads to the choice of a kind, `add_kind` to its form."""
        named_anew = {"add", "preview_on_add"}
        return [
            *[pattern for pattern in super().get_urlpatterns() if pattern.name not in named_anew],
            path("add/", self.kinds_view, name="add"),
            path("add/<slug:kind>/", self.add_view, name="add_kind"),
            path("preview/new/<slug:kind>/", self.preview_on_add_view, name="preview_on_add"),
        ]


class ProgrammeViewSet(SnippetViewSet):
    """Which courses are required of whom, and by when."""

    model = Programme
    icon = "list-ol"
    menu_label = _("Programmes")
    menu_name = "programmes"
    menu_order = 210
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "title",
        Column("duty_count", label=_("People"), sort_key="duty_count"),
        Column("assignment_count", label=_("Assignments"), sort_key="assignment_count"),
    ]
    search_fields = ["title"]
    chooser_viewset_class = PortalChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        people = Count("duties__user", distinct=True)
        assignments = Count("assignments", distinct=True)
        return Programme.objects.annotate(duty_count=people, assignment_count=assignments).order_by("title")


class AudienceViewSet(SnippetViewSet):
    """Saved rules of whom training is for."""

    model = Audience
    icon = "group"
    menu_label = _("Audiences")
    menu_name = "audiences"
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "description"]
    search_fields = ["title"]
    chooser_viewset_class = PortalChooserViewSet


class WorkshopViewSet(SnippetViewSet):
    """Training face to face that a programme may require."""

    model = Workshop
    icon = "calendar-check"
    menu_label = _("Workshops")
    menu_name = "workshops"
    menu_order = 230
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", Column("hours", label=_("Hours"), sort_key="hours")]
    search_fields = ["title"]
    chooser_viewset_class = PortalChooserViewSet


class HoursRuleViewSet(SnippetViewSet):
    """How many hours the training rules ask of whom."""

    model = HoursRule
    icon = "table"
    menu_label = _("Rules of hours")
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("hours", label=_("Hours"), sort_key="hours"),
        Column("years", label=_("Within years"), sort_key="years"),
        Column("online_hours", label=_("Online, each year"), sort_key="online_hours"),
        Column("effective_from", label=_("In effect from"), sort_key="effective_from"),
        Column("source", label=_("Source")),
    ]


class HoursStepViewSet(SnippetViewSet):
    """What the form of a course suggests for its hours."""

    model = HoursStep
    icon = "table"
    menu_label = _("Usual hours of courses")
    copy_view_enabled = False
    list_display = [
        "from_minutes",
        Column("hours", label=_("Hours"), sort_key="hours"),
    ]


class HoursViewSetGroup(SnippetViewSetGroup):
    """The two tables of hours, for administrators."""

    items = (HoursRuleViewSet, HoursStepViewSet)
    menu_icon = "table"
    menu_label = _("Hours")
    menu_name = "hours"
    menu_order = 240


#: What the Wagtail admin keeps, in the order of its menu.
SNIPPETS = [QuestionViewSet, ProgrammeViewSet, AudienceViewSet, WorkshopViewSet, HoursViewSetGroup]
