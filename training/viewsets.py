"""Training in the Wagtail admin: what is neither a page nor an evidence."""

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import SnippetViewSet

from cadres.models import User
from content.choosers import PortalChooserViewSet
from training.choosers import QuestionChooserViewSet
from training.models import Programme, Question


class KeepPermissionPolicy(ModelPermissionPolicy):
    """Nobody deletes, not even a superuser: people's records refer to the rows for ever."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(Question, KeepPermissionPolicy(Question))
register_permission_policy(Programme, KeepPermissionPolicy(Programme))


class QuestionViewSet(SnippetViewSet):
    """The question bank: what the whole organisation shares. A saved change makes a new version."""

    model = Question
    icon = "help"
    menu_label = _("Question bank")
    menu_name = "questions"
    menu_order = 200
    add_to_admin_menu = True
    copy_view_enabled = True
    list_display = [
        "stem",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        "skill",
        Column("newest", label=_("Version"), sort_key="newest"),
    ]
    list_filter = ["skill", "kind"]
    list_per_page = 50
    search_fields = ["stem"]
    # Any part of a question finds it; the search index would want whole words.
    search_backend_name = None
    chooser_viewset_class = QuestionChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return Question.objects.select_related("skill").annotate(newest=Max("versions__number")).order_by("-pk")


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
        Column("course_count", label=_("Courses"), sort_key="course_count"),
        Column("department_count", label=_("Departments"), sort_key="department_count"),
    ]
    search_fields = ["title"]
    chooser_viewset_class = PortalChooserViewSet

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        courses = Count("programme_courses", distinct=True)
        departments = Count("assignments", distinct=True)
        return Programme.objects.annotate(course_count=courses, department_count=departments).order_by("title")
