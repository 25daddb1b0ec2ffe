"""Which question of the bank has the stem that another is given."""

from training.importing.checking import key_of
from training.models import Question


def question_with_same_stem(question: Question) -> Question | None:
    """The newest other question whose stem is the same as the import sees it; retired ones count as well."""
    key = key_of(question.stem)
    if not key:
        return None
    others = Question.objects.exclude(pk=question.pk).only("stem").order_by("-pk")
    return next((other for other in others.iterator() if key_of(other.stem) == key), None)
