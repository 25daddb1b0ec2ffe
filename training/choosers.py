"""Choosing questions of the bank for a quiz."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from content.choosers import PortalChooserViewSet
from training.bank_filters import QuestionChoiceForm
from training.models import Question


class QuestionColumnsMixin:
    """What a trainer needs to know of a question to choose it. Only ready ones are offered: others are not asked."""

    filter_form_class = QuestionChoiceForm
    ordering = "-pk"

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("skill", label=_("Skill"), classname="unbroken"),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("difficulty", label=_("Difficulty")),
            Column("newest", label=_("Version")),
        ]

    def get_object_list(self) -> QuerySet[Question]:
        return Question.objects.ready().select_related("skill").with_use()


class QuestionChooseView(QuestionColumnsMixin, ChooseView):
    pass


class QuestionChooseResultsView(QuestionColumnsMixin, ChooseResultsView):
    pass


class QuestionChooserViewSet(PortalChooserViewSet):
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView
