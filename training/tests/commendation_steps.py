"""Commendation for tests: a round, evidence, nominations, a published notice."""

import datetime

from django.utils import timezone

from training.models import CommendationNotice, CommendationRound
from training.services.commendations import close_round, decide_nomination, nominate, publish_notice
from training.tests.factories import QuestionFactory, QuizFactory
from training.tests.sittings import sit


def opened(cast, **fields):
    """A round of this month."""
    today = timezone.localdate()
    values = {
        "title": "2026年度谈心谈话工作表彰",
        "purpose": "表彰学用结合、带动他人的同志。",
        "starts_on": today - datetime.timedelta(days=30),
        "ends_on": today,
        "opened_by": cast.administrator,
        **fields,
    }
    return CommendationRound.objects.create(**values)


def improve(person, *, quiz=None, before=0, after=1):
    """Two tests of the person at one quiz of one question; what the improvement is called."""
    quiz = quiz or QuizFactory(questions=[QuestionFactory()])
    version = quiz.quiz_questions.first().question.current_version()
    first = sit(quiz, (version, before, [1]), user=person, number=1)
    second = sit(quiz, (version, after, [0]), user=person, number=2)
    return f"{first.pk}:{second.pk}:"


def improvement(person, **how):
    """A ground that holds: the person's own improvement."""
    return ("improvement", {"tests": improve(person, **how)})


def adoption(department, confirmer, title="三问开场法"):
    return ("adopted", {"title": title, "department": department.code, "confirmed": confirmer.staff_number})


def nominated(cast, of_round=None, nominee=None, by=None):
    """The learner, put forward by the trainer."""
    nominee = nominee or cast.learner
    return nominate(
        of_round=of_round or opened(cast),
        nominee=nominee,
        grounds=[improvement(nominee)],
        statement="学得扎实，愿意带人。",
        nominated_by=by or cast.trainer,
    )


def granted(cast, **how):
    """One that the chief granted in a closed round."""
    nomination = nominated(cast, **how)
    close_round(of_round=nomination.round, closed_by=cast.administrator)
    decide_nomination(nomination=nomination, is_granted=True, reason="属实。", decided_by=cast.chief)
    return nomination


def notice_of(of_round, **texts):
    """The texts of a notice that is not issued yet."""
    values = {
        "title": "关于表彰谈心谈话工作先进个人的通报",
        "number": "某组通〔2026〕8号",
        "dated_on": timezone.localdate(),
        "opening": "经研究，决定对下列同志予以表彰。",
        "signed": "某区区委组织部",
        **texts,
    }
    return CommendationNotice(round=of_round, **values)


def published(cast, **how):
    """The notice with the learner's line."""
    nomination = granted(cast, **how)
    return publish_notice(notice=notice_of(nomination.round), issued_by=cast.administrator)
