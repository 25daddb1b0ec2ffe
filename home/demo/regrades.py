"""Two regrades on record, so that the ledger, the notes on results and the passes to be decided show something."""

import datetime

from django.db.models import Avg, Count, Q, QuerySet

from cadres.models import User
from training.enums import AttemptMode, QuestionKind, RegradeMode
from training.models import QuestionVersion
from training.services.regrade_plans import DryRun, Proposal, dry_run
from training.services.regrading import sign_regrade

AMBIGUOUS = "题干有两种读法，两种都说得通，给所有人记满分。"
NOT_TAUGHT = "考的内容课程里没有讲到，这道题不计分。"
#: As many passes as can be looked through at a glance.
MOST_FILED = 3


def load_regrades(*, signed_by: User, now: datetime.datetime) -> None:
    """The hardest question turns out to be ambiguous, another one not to be taught: some passes are to be decided."""
    asked = often_asked()
    hardest = asked.order_by("facility", "pk").first()
    _sign(dry_run(proposal=Proposal(hardest, RegradeMode.FULL_CREDIT), at=now), signed_by, AMBIGUOUS)
    for version in asked.exclude(pk=hardest.pk).order_by("-shown", "pk"):
        run = dry_run(proposal=Proposal(version, RegradeMode.DROPPED, only_raise=False), at=now)
        if 0 < len(run.to_be_decided) <= MOST_FILED:
            _sign(run, signed_by, NOT_TAUGHT)
            return


def often_asked() -> QuerySet[QuestionVersion]:
    """The versions with a key that many tests asked: how often, and their mean mark."""
    in_tests = Q(answers__attempt__mode=AttemptMode.TEST, answers__mark__isnull=False)
    counted = QuestionVersion.objects.exclude(kind=QuestionKind.SHORT_ANSWER).annotate(
        shown=Count("answers", filter=in_tests), facility=Avg("answers__mark", filter=in_tests)
    )
    return counted.filter(shown__gte=20)


def _sign(run: DryRun, signed_by: User, reason: str) -> None:
    sign_regrade(
        proposal=run.proposal,
        signed_by=signed_by,
        signature=signed_by.name,
        reason=reason,
        token=run.token,
        as_of=run.as_of,
        at=run.as_of,
    )
