"""Requests for correction: asking for one, who may answer it, and the answer."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.enums import AuditAction
from audit.held import SECTIONS, Group
from audit.services import record_event
from cadres.enums import Role
from cadres.models import Posting, User
from cadres.models.user import UserQuerySet
from home.correction_notices import CorrectionAnswered, CorrectionWaiting
from home.correction_permissions import user_can_answer_correction
from home.errors import CorrectionRefused
from home.models import CorrectionAnswer, CorrectionRequest
from home.record_reading import entries_to_choose
from notices.services.telling import tell


@transaction.atomic
def ask_correction(
    *,
    person: User,
    section: str,
    wrong: str,
    right: str,
    entry: str = "",
    at: datetime.datetime | None = None,
) -> CorrectionRequest:
    """Keeps that `person` finds something wrong in a section of their record, and tells those who may answer.

    The same words twice, while nobody has answered, are one request. Raises CorrectionRefused for a section or an entry
    that is not in their record.
    """
    if section not in SECTIONS:
        raise CorrectionRefused("unknown_section")
    titles = entries_to_choose(person=person, section=SECTIONS[section]) if entry else {}
    if entry and entry not in titles:
        raise CorrectionRefused("unknown_entry")
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    given = {"person": person, "section": section, "entry": entry, "wrong": wrong, "right": right}
    there = CorrectionRequest.objects.waiting().filter(**given).first()
    if there is not None:
        return there
    title = titles.get(entry, "")[:255]
    request = CorrectionRequest.objects.create(**given, entry_title=title, asked_at=at or timezone.now())
    about = {"key": f"correction-{request.pk}", "payload": {"request": request.pk}, "at": at}
    tell(recipients=answerers(request), kind=CorrectionWaiting.key, **about)
    return request


@transaction.atomic
def answer_correction(
    *, request: CorrectionRequest, outcome: str, reason: str, by: User, at: datetime.datetime | None = None
) -> CorrectionAnswer:
    """Answers a request, keeps that in the trail, and tells who asked. What is wrong is corrected elsewhere.

    Raises CorrectionRefused for one's own, for one that is not in the hands of `by`, and when it has its answer.
    """
    at = at or timezone.now()
    locked = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if not user_can_answer_correction(by, locked):
        raise CorrectionRefused("not_yours")
    if CorrectionAnswer.objects.filter(request=locked).exists():
        raise CorrectionRefused("answered")
    answer = CorrectionAnswer.objects.create(
        request=locked, outcome=outcome, reason=reason, answered_by=by, answered_at=at
    )
    details = {"section": locked.section, "outcome": outcome}
    record_event(
        action=AuditAction.CORRECTION_ANSWERED, actor=by, subject=locked.person, about=locked, details=details, at=at
    )
    about = {"key": f"correction-{locked.pk}", "payload": {"request": locked.pk}, "at": at}
    tell(recipients=[locked.person], kind=CorrectionAnswered.key, **about)
    return answer


def answerers(request: CorrectionRequest) -> UserQuerySet:
    """The people who may answer `request`. The same rule as `user_can_answer_correction`, seen from the other side."""
    can = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    if request.section in SECTIONS and SECTIONS[request.section].group == Group.TRAINING:
        paths = [path for own in request.person.current_departments for path in own.ancestor_paths()]
        above = Posting.objects.current().filter(department__path__in=paths)
        can |= Q(groups__name=Role.TRAINER, pk__in=above.values("user"))
    return User.objects.active().filter(can).exclude(pk=request.person_id).distinct().order_by("pk")
