"""Spot checks for tests: people who finished, a check at each step, and a person taking it."""

import datetime
from contextlib import contextmanager

import pytest
from django.utils import timezone

from training.errors import SpotCheckRefused
from training.kinds import KINDS
from training.models import ProgrammeCompletion, SpotCheck
from training.services.attempts import Change, save_answers, submit_attempt
from training.services.spot_checks import draw_spot_check, publish_seed
from training.services.spot_reviews import start_spot_check
from training.tests.factories import ProgrammeFactory, QuizFactory

SALT = "0123456789abcdef"


@contextmanager
def refused(code):
    """What is done inside is refused for this reason, whatever the language of the message."""
    with pytest.raises(SpotCheckRefused) as caught:
        yield
    assert caught.value.code == code


def finish(programme, *people):
    """The people's completion of `programme`, as bare rows."""
    ProgrammeCompletion.objects.bulk_create(
        ProgrammeCompletion(
            user=person, programme=programme, programme_title=programme.title, hours=1, earned_at=timezone.now()
        )
        for person in people
    )


def planned(cast, **plan):
    """A check of everybody in `own` and below who finished a programme; the people of the cast there have."""
    programme = plan.pop("programme", None)
    if programme is None:
        programme = ProgrammeFactory()
        finish(programme, *(person for person in cast.people().values() if person not in {cast.visitor}))
    values = {
        "title": "第四季度日常抽查",
        "department": cast.own,
        "levels": 1,
        "size": 3,
        "minimum": 0,
        "due_on": timezone.localdate() + datetime.timedelta(days=10),
        "made_by": cast.trainer,
        **plan,
    }
    quiz = values.pop("quiz", None) or QuizFactory()
    return SpotCheck.objects.create(programme=programme, quiz=quiz, **values)


def announced(cast, **plan):
    """One whose seed is published."""
    return publish_seed(check=planned(cast, **plan), words="谈心", published_by=cast.administrator, salt=SALT)


def drawn(cast, **plan):
    """One whose people are drawn."""
    check = draw_spot_check(check=announced(cast, **plan), drawn_by=cast.administrator)
    return SpotCheck.objects.get(pk=check.pk)


def drawn_all(cast, **plan):
    """One in which everybody is drawn: who would be taken out of fewer depends on chance."""
    return drawn(cast, size=1_000, **plan)


def take(member, *, is_right, at=None):
    """The member hands the check in with every answer right or none."""
    attempt = start_spot_check(member=member, user=member.user, at=at)
    if is_right:
        changes = {}
        for answer in attempt.answers.select_related("version"):
            rules, parts = KINDS[answer.version.kind], answer.version.parts
            changes[answer.position] = Change(rules.write(parts, answer.option_order, rules.solution(parts)), 1)
        save_answers(attempt=attempt, changes=changes, at=at)
    return submit_attempt(attempt=attempt, at=at)
