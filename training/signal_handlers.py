"""What training does when something happens to its pages elsewhere."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, post_page_move

from cadres.models import User
from content.models import PortalPage
from training.models import CourseUnit, QuizPage
from training.services.attempts import lengthen_open_attempts
from training.services.rubric_marking import settle_marked_answers


@receiver(post_page_move)
def take_readers_of_new_course(instance: PortalPage, **kwargs: Any) -> None:
    """A moved unit is saved by Wagtail as a plain page, which knows nothing of courses; saving it again does."""
    unit = instance.specific
    if isinstance(unit, CourseUnit):
        unit.save(clean=False)


@receiver(page_published, sender=QuizPage)
def settle_what_one_marker_decides(instance: QuizPage, **kwargs: Any) -> None:
    """A quiz that no longer wants two markers leaves nobody waiting for the second."""
    settle_marked_answers(quiz=instance)


@receiver(page_published, sender=QuizPage)
def give_running_attempts_a_later_end(instance: QuizPage, **kwargs: Any) -> None:
    """More time or a later closing reaches those who sit over the quiz; less of it does not."""
    lengthen_open_attempts(quiz=instance, users=User.objects.all())
