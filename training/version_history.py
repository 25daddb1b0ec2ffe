"""The versions of a question in words: when each was frozen, what it changed and how often it was shown."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.models import Question, QuestionVersion

FIRST: Sequence[str | Promise] = [_("First version")]


@dataclass(frozen=True)
class VersionRow:
    """One version; `shown` counts the attempts that asked it, practice included."""

    number: int
    created_at: datetime.datetime
    changes: Sequence[str | Promise]
    shown: int


def version_rows(question: Question) -> list[VersionRow]:
    """The versions of `question`, newest first."""
    versions = list(question.versions.annotate(shown=Count("answers")).order_by("number"))
    changes = [FIRST, *(changes_between(older, newer) for older, newer in pairwise(versions))]
    rows = [
        VersionRow(version.number, version.created_at, changed, version.shown)
        for version, changed in zip(versions, changes, strict=False)
    ]
    return rows[::-1]


def changes_between(older: QuestionVersion, newer: QuestionVersion) -> list[str | Promise]:
    """What distinguishes two versions of one question, in words."""
    compared = [
        (_("Stem"), older.stem, newer.stem),
        (_("Entries"), older.parts, newer.parts),
        (pgettext_lazy("question", "Reason"), older.reason, newer.reason),
        (_("Skill"), older.skill_id, newer.skill_id),
    ]
    return [label for label, before, after in compared if before != after]
