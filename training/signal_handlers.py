"""What training does when something happens to its pages elsewhere."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, post_page_move

from cadres.models import User
from content.models import PortalPage
from training.models import CourseUnit, MakeUp, QuizAttempt, QuizPage, ScenePage
from training.services.attempts import lengthen_open_attempts
from training.services.duties import Change
from training.services.make_up import close_met_make_ups, settle_make_ups
from training.services.rubric_marking import settle_marked_answers
from training.services.scenes import freeze_scene
from training.signals import duties_progressed, test_passed


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


@receiver(page_published, sender=ScenePage)
def freeze_what_is_played(instance: ScenePage, **kwargs: Any) -> None:
    """Runs that are under way keep the version with which they began."""
    freeze_scene(scene=instance)


@receiver(duties_progressed)
def close_make_ups_of_met_duties(changes: list[Change], at: datetime, **kwargs: Any) -> None:
    """What is met needs no make-up any more."""
    if met := [change.duty for change in changes if change.duty.is_met]:
        close_met_make_ups(duties=met, at=at)


@receiver(test_passed, sender=QuizAttempt)
def close_make_up_of_a_passed_quiz(attempt: QuizAttempt, at: datetime, **kwargs: Any) -> None:
    """A re-check that is passed may be all that a make-up asks, though the duty is not met yet."""
    settle_make_ups(make_ups=MakeUp.objects.filter(duty__user=attempt.user, covers_duty=False), at=at)
