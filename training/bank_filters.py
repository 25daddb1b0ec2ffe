"""By what the question bank is narrowed in the Wagtail admin: its list and the window in which questions are chosen."""

from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm

from cadres.models import User
from content.enums import Facet
from content.models import Topic
from training.enums import QuestionKind, QuestionStatus
from training.models import Question

#: Any part of them finds a question.
SEARCHED = ["stem", "reason"]
LEVELS = [(level, str(level)) for level in range(1, 6)]


def topics_besides_skills(request: HttpRequest | None = None) -> QuerySet[Topic]:
    """The topics by which quizzes draw, in the order of their facets."""
    return Topic.objects.exclude(facet=Facet.SKILL).order_by("facet", "order", "pk")


def owners(request: HttpRequest | None = None) -> QuerySet[User]:
    """Those who look after a question."""
    return User.objects.filter(pk__in=Question.objects.exclude(owner=None).values("owner"))


class QuestionFilterSet(WagtailFilterSet):
    """What narrows the list of the question bank."""

    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=QuestionStatus.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=QuestionKind.choices, empty_label=_("All"), widget=forms.RadioSelect
    )
    skill = django_filters.ModelChoiceFilter(
        label=_("Skill"),
        queryset=lambda request: Topic.objects.skills(),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    topic = django_filters.ModelChoiceFilter(
        field_name="topics", label=_("Topic"), queryset=topics_besides_skills, empty_label=_("All")
    )
    difficulty = django_filters.MultipleChoiceFilter(
        label=_("Difficulty"), choices=LEVELS, widget=forms.CheckboxSelectMultiple
    )
    owner = django_filters.ModelChoiceFilter(
        label=pgettext_lazy("question", "Owner"), queryset=owners, empty_label=_("All")
    )
    review = django_filters.ChoiceFilter(
        label=_("Review"),
        choices=[("overdue", _("Review is overdue")), ("fine", _("Not overdue"))],
        empty_label=_("All"),
        method="filter_review",
        widget=forms.RadioSelect,
    )
    use = django_filters.ChoiceFilter(
        field_name="test_only",
        label=pgettext_lazy("question", "Use"),
        choices=[(True, _("For tests only")), (False, _("Practice too"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Question
        fields = ["status", "kind", "skill", "topic", "difficulty", "owner", "review", "use"]

    def filter_review(self, questions: QuerySet[Question], name: str, wanted: str) -> QuerySet[Question]:
        overdue = Question.objects.overdue_for_review().values("pk")
        return questions.filter(pk__in=overdue) if wanted == "overdue" else questions.exclude(pk__in=overdue)


def listed_questions(request: HttpRequest) -> QuerySet[Question]:
    """What the list of the bank shows for the address of `request`, on all its pages."""
    found = QuestionFilterSet(request.GET, Question.objects.all(), request=request).qs
    if wanted := request.GET.get("q"):
        found = found.filter(reduce(or_, [Q(**{f"{field}__icontains": wanted}) for field in SEARCHED]))
    return found


class QuestionChoiceForm(BaseFilterForm):
    """By what a trainer looks for a question. Any part of the wording counts: a search index would want whole words."""

    q = forms.CharField(label=_("Part of the question"), required=False)
    skill = forms.ModelChoiceField(Topic.objects.skills(), label=_("Skill"), required=False, empty_label=_("All"))
    topic = forms.ModelChoiceField(topics_besides_skills(), label=_("Topic"), required=False, empty_label=_("All"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *QuestionKind.choices], required=False)
    difficulty = forms.ChoiceField(label=_("Difficulty"), choices=[("", _("All")), *LEVELS], required=False)

    def filter(self, objects: QuerySet[Question]) -> QuerySet[Question]:
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        self.is_searching = bool(chosen)
        self.search_query = chosen.pop("q", "")
        if self.search_query:
            objects = objects.filter(stem__icontains=self.search_query)
        for name, field in {"skill": "skill", "topic": "topics", "kind": "kind", "difficulty": "difficulty"}.items():
            if name in chosen:
                objects = objects.filter(**{field: chosen[name]})
        return super().filter(objects)
