"""Forms of the marking queue."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.models.page import PortalPageQuerySet
from training.kinds import Part
from training.models import QuizPage


class QuizField(forms.ModelChoiceField):
    """Quizzes by their title."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.title


class QueueForm(forms.Form):
    """Of which quiz the queue is shown. Only those that the marker may read are a choice."""

    quiz = QuizField(QuizPage.objects.none(), label=_("Quiz"), required=False, empty_label=_("All quizzes"))

    def __init__(self, *args: Any, quizzes: PortalPageQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiz"].queryset = quizzes

    def chosen(self) -> QuizPage | None:
        """The quiz; None for all, also when the address names one that there is not."""
        return self.cleaned_data["quiz"] if self.is_valid() else None


class ScaleField(forms.TypedChoiceField):
    """Whole numbers from 0 to `most`, as radio buttons side by side."""

    widget = forms.RadioSelect

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(choices=[(str(points), str(points)) for points in range(most + 1)], coerce=int, **kwargs)


class RubricForm(forms.Form):
    """The points for each criterion of a rubric, and a comment."""

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [f"points-{place}" for place in range(len(parts))]
        for name, part in zip(self.names, parts, strict=True):
            most = part["points"]
            help_text = ngettext("From 0 to %(most)s point", "From 0 to %(most)s points", most) % {"most": most}
            self.fields[name] = ScaleField(most=most, label=part["criterion"], help_text=help_text)
        self.fields["comment"] = forms.CharField(
            label=_("Comment"),
            required=False,
            max_length=1000,
            help_text=_("The person who wrote the answer reads it with the result, without your name."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def scales(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    def points(self) -> list[int]:
        """One number for each criterion; call it only when the form is valid."""
        return [self.cleaned_data[name] for name in self.names]


class ApartForm(forms.Form):
    """What becomes of two markings that lie far apart."""

    decision = forms.ChoiceField(
        label=_("What shall count?"),
        choices=[
            ("mean", _("The mean of the two markings")),
            ("third", _("A third trainer marks; then the mean of the two markings that are nearest")),
        ],
        widget=forms.RadioSelect,
    )
