"""The question bank in the Wagtail admin: its list, the choice of a kind, and the forms."""

from copy import copy
from typing import Any

from django.db import models
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CopyViewMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    PreviewOnCreateView,
    PreviewOnEditView,
)

from training.enums import QuestionKind, QuestionStatus
from training.kind_wording import KIND_WORDINGS, blank_parts
from training.models import Question
from training.same_stem import question_with_same_stem

#: As much of a stem as fits into two lines of the list.
SHOWN_OF_STEM = 40


def short_stem(question: Question) -> str:
    """The beginning of the stem in one line."""
    return Truncator(" ".join(question.stem.split())).chars(SHOWN_OF_STEM)


def saved_message(question: Question) -> str:
    """What has become of a question that was just saved."""
    if question.status == QuestionStatus.DRAFT:
        return _("Saved as a draft: it is not asked until it is ready.")
    if question.status == QuestionStatus.RETIRED:
        return _("Saved as retired: it is not asked any more and stays with the attempts that asked it.")
    return _("Saved. Version %(number)s is asked from now on.") % {"number": question.current_version().number}


def is_ready(question: Question) -> bool:
    return question.status == QuestionStatus.READY


class ReviewColumn(Column):
    """The review date; in words when it has passed while the question is in use."""

    cell_template_name = "training/admin/review_cell.html"


class QuestionIndexView(IndexView):
    """The list of the bank, with the ways in and out for whole files."""

    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons = [*super().header_buttons]
        if self.user_has_permission("add"):
            buttons.append(HeaderButton(_("Import"), url=reverse("training:question_imports"), icon_name="upload"))
        return [*buttons, HeaderButton(_("Export"), url=reverse("training:export_questions"), icon_name="download")]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        ways = [
            ("training:quizzes_statistics", _("Statistics"), "list-ul"),
            ("training:marking", _("Short answers to mark"), "edit"),
            ("training:regrades", _("Regrades"), "history"),
        ]
        ours = [Button(label, url=reverse(name), icon_name=icon) for name, label, icon in ways]
        return [*super().header_more_buttons, *ours]

    def _get_title_column(
        self, field_name: str, column_class: type[TitleColumn] = TitleColumn, **kwargs: Any
    ) -> TitleColumn:
        column = super()._get_title_column(field_name, column_class, **kwargs)
        column.accessor, column.classname = short_stem, "question-stem"
        return column


class QuestionKindsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Where a new question begins: what each kind is for, with an example."""

    permission_required = "add"
    model = Question
    template_name = "training/admin/question_kinds.html"
    index_url_name = ""
    kind_url_name = ""

    def get_page_title(self) -> str:
        return _("What kind of question?")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        bank = {"url": reverse(self.index_url_name), "label": capfirst(Question._meta.verbose_name_plural)}
        return [*self.breadcrumbs_items, bank, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [
            {"label": label, "wording": KIND_WORDINGS[kind], "url": reverse(self.kind_url_name, args=[kind])}
            for kind, label in QuestionKind.choices
        ]
        return super().get_context_data(kinds=kinds, **kwargs)


class OfOneKindMixin:
    """A view of questions of the kind that its address names; 404 for an unknown one."""

    @cached_property
    def kind(self) -> str:
        if self.kwargs["kind"] not in QuestionKind.values:
            raise Http404
        return self.kwargs["kind"]


class SameStemMixin:
    """Tells a trainer after saving that the bank has the question already; that refuses nothing."""

    def form_valid(self, form: WagtailAdminModelForm) -> HttpResponse:
        response = super().form_valid(form)
        has_new_stem = "stem" in form.changed_data and not self.expects_json_response
        if has_new_stem and (twin := question_with_same_stem(self.object)):
            button = messages.button(reverse(self.edit_url_name, args=[twin.pk]), _("Open the other one"))
            messages.warning(self.request, _("The bank has another question with this stem."), buttons=[button])
        return response


class QuestionCreateView(OfOneKindMixin, SameStemMixin, CreateView):
    kind_url_name = ""

    def get_add_url(self) -> str:
        return reverse(self.kind_url_name, args=[self.kind])

    def get_preview_url(self) -> str:
        return reverse(self.preview_url_name, args=[self.kind])

    def get_page_subtitle(self) -> str:
        return QuestionKind(self.kind).label

    def get_initial_form_instance(self) -> Question:
        return Question(kind=self.kind, owner=self.request.user, parts=blank_parts(self.kind))

    def get_success_message(self, instance: Question) -> str:
        return saved_message(instance)


class QuestionCopyView(CopyViewMixin, QuestionCreateView):
    """A new question that begins as another: always a draft, looked after by whoever copies."""

    @cached_property
    def kind(self) -> str:
        return self.source.kind

    @cached_property
    def source(self) -> Question:
        return self.get_object()

    def get_initial_form_instance(self) -> Question:
        fresh = copy(self.source)
        fresh.pk, fresh._state = None, models.base.ModelState()
        fresh.status, fresh.owner, fresh.review_by = QuestionStatus.DRAFT, self.request.user, None
        return fresh

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "topics": list(self.source.topics.all())}


class QuestionEditView(SameStemMixin, EditView):
    def get_page_subtitle(self) -> str:
        return short_stem(self.object)

    def get_success_message(self) -> str:
        return saved_message(self.object)


class DraftPreviewMixin:
    """Shows what is typed as it is: what a ready question lacks is told when it is saved."""

    def get_form(self, query_dict: QueryDict) -> WagtailAdminModelForm:
        if query_dict:
            query_dict = query_dict.copy()
            query_dict["status"] = QuestionStatus.DRAFT
        form = super().get_form(query_dict)
        for field in form.fields.values():
            field.required = False
        return form


class QuestionPreviewOnCreate(OfOneKindMixin, DraftPreviewMixin, PreviewOnCreateView):
    @property
    def parent_object_id(self) -> str:
        """Keeps what is typed for each kind apart."""
        return self.kind

    def get_object(self) -> Question:
        return Question(kind=self.kind)


class QuestionPreviewOnEdit(DraftPreviewMixin, PreviewOnEditView):
    pass
