"""Choosing questions of the bank for a quiz."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from content.choosers import PortalChooserViewSet
from content.models import Topic
from training.enums import QuestionKind
from training.models import Question


class QuestionFilterForm(BaseFilterForm):
    """Part of the wording, skill and kind. Any part counts: a search index would want whole words."""

    q = forms.CharField(label=_("Part of the question"), required=False)
    skill = forms.ModelChoiceField(Topic.objects.skills(), label=_("Skill"), required=False, empty_label=_("All"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *QuestionKind.choices], required=False)

    def filter(self, objects: QuerySet[Question]) -> QuerySet[Question]:
        chosen = self.cleaned_data
        self.search_query = chosen["q"]
        self.is_searching = any(chosen.values())
        if chosen["q"]:
            objects = objects.filter(stem__icontains=chosen["q"])
        if chosen["skill"]:
            objects = objects.filter(skill=chosen["skill"])
        if chosen["kind"]:
            objects = objects.filter(kind=chosen["kind"])
        return super().filter(objects)


class QuestionColumnsMixin:
    """What a trainer needs to know of a question to choose it."""

    filter_form_class = QuestionFilterForm
    ordering = "-pk"

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("skill", label=_("Skill")),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
        ]

    def get_object_list(self) -> QuerySet[Question]:
        return Question.objects.select_related("skill")


class QuestionChooseView(QuestionColumnsMixin, ChooseView):
    pass


class QuestionChooseResultsView(QuestionColumnsMixin, ChooseResultsView):
    pass


class QuestionChooserViewSet(PortalChooserViewSet):
    choose_view_class = QuestionChooseView
    choose_results_view_class = QuestionChooseResultsView
