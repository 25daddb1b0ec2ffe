"""What is done to several questions of the bank at once: they are made ready, or retired."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from training.bank_filters import listed_questions
from training.enums import QuestionStatus
from training.models import Question


class QuestionStatusAction(SnippetBulkAction):
    """Gives questions another status after a look at the list of them. Those that may not have it stay as they are."""

    models = [Question]
    template_name = "training/admin/bulk_status.html"
    status = ""
    question: str | Promise = ""

    def check_perm(self, obj: Question) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "change", obj)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet[Question]:
        """Wagtail would take the whole bank, whatever the list was narrowed to."""
        return listed_questions(self.request).values_list("pk", flat=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(action=self, **kwargs)

    @classmethod
    def execute_action(cls, objects: Sequence[Question], **kwargs: Any) -> tuple[int, int]:
        action, changed = kwargs["self"], 0
        for question in objects:
            question.status = cls.status
            try:
                question.full_clean()
            except ValidationError:
                continue
            question.save()
            log(question, "wagtail.edit", user=action.request.user)
            changed += 1
        if left := len(objects) - changed:
            action.tell_left_out(left)
        return changed, 0

    def tell_left_out(self, count: int) -> None:
        text = ngettext(
            "%(count)s question stays as it was: it is not complete. Open it to see what it lacks.",
            "%(count)s questions stay as they were: they are not complete. Open them to see what they lack.",
            count,
        )
        messages.warning(self.request, text % {"count": count})

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        return self.done(num_parent_objects) if num_parent_objects else None

    def done(self, count: int) -> str:
        raise NotImplementedError


class MakeReady(QuestionStatusAction):
    display_name = _("Make ready")
    action_type = "make_ready"
    aria_label = _("Make the selected questions ready")
    action_priority = 10
    status = QuestionStatus.READY
    question = _("Shall these questions be asked from now on?")

    def done(self, count: int) -> str:
        text = ngettext("%(count)s question is ready.", "%(count)s questions are ready.", count)
        return text % {"count": count}


class Retire(QuestionStatusAction):
    display_name = _("Retire")
    action_type = "retire"
    aria_label = _("Retire the selected questions")
    action_priority = 20
    status = QuestionStatus.RETIRED
    question = _("Shall these questions not be asked any more? They stay with the attempts that asked them.")

    def done(self, count: int) -> str:
        text = ngettext("%(count)s question is retired.", "%(count)s questions are retired.", count)
        return text % {"count": count}
