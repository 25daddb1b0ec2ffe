"""What may not be deleted: pages to which somebody's record refers."""

from collections.abc import Iterable

from django.db.models import Q

from content.models import PortalPage
from training.enums import RequirementKind
from training.models import (
    CourseCompletion,
    LessonAcknowledgement,
    QuizAttempt,
    QuizOverride,
    RuleTarget,
    SceneRun,
    SpotCheck,
)

#: The requirements of a programme that are pages.
PAGE_KINDS = [RequirementKind.COURSE, RequirementKind.QUIZ, RequirementKind.SCENE]


def pages_on_record(pages: Iterable[PortalPage]) -> bool:
    """Whether a record names any of `pages` or a page below.

    Records are acknowledgements, attempts, overrides, spot checks, runs of practice talks, completions and the rules of
    programmes.
    """
    within = Q(pk__in=[])
    for page in pages:
        within |= Q(path__startswith=page.path)
    ids = PortalPage.objects.filter(within).values("pk")
    return any(
        rows.exists()
        for rows in [
            LessonAcknowledgement.objects.filter(lesson__in=ids),
            QuizAttempt.objects.filter(quiz__in=ids),
            QuizOverride.objects.filter(quiz__in=ids),
            SpotCheck.objects.filter(quiz__in=ids),
            SceneRun.objects.filter(scene__in=ids),
            CourseCompletion.objects.filter(course__in=ids),
            RuleTarget.objects.filter(kind__in=PAGE_KINDS, target__in=ids),
        ]
    )
