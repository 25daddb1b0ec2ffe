"""Who was at a workshop: attesting it, and taking a mistake back."""

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from audit.enums import AuditAction
from audit.services import record_event
from cadres.models import Department, User
from cadres.permissions import user_can_view_department
from training.enums import RequirementKind
from training.errors import DutyRefused
from training.models import Attendance, AttendanceWithdrawal, Workshop, WorkshopSession
from training.permissions import user_can_decide_for, user_can_keep_programmes
from training.services.batches import BATCH
from training.services.duties import record_evidence, record_shared_evidence
from training.services.telling import tell_of_withdrawn_attendance
from training.services.voiding import (
    Ruling,
    Verdicts,
    check_verdicts,
    hold_person,
    resting_on_attendance,
    settle_resting,
)

#: Where nothing rests on it, there is nothing to decide.
NONE: Verdicts = MappingProxyType({})


@transaction.atomic
def record_session(
    *,
    workshop: Workshop,
    department: Department,
    held_on: datetime.date,
    place: str,
    by: User,
    at: datetime.datetime | None = None,
) -> WorkshopSession:
    """Keeps that a workshop was held. The same again gives the row that is there.

    Raises DutyRefused for a day that has not come, PermissionError for a department that `by` does not see.
    """
    at = at or timezone.now()
    if held_on > timezone.localdate(at):
        raise DutyRefused("not_held_yet")
    if not (user_can_keep_programmes(by) and user_can_view_department(by, department)):
        raise PermissionError("This department is not open to this person.")
    # Two clicks are one session.
    Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    session, _is_new = WorkshopSession.objects.get_or_create(
        workshop=workshop,
        department=department,
        held_on=held_on,
        place=place.strip(),
        defaults={"made_by": by, "made_at": at},
    )
    return session


@transaction.atomic
def attest_attendance(
    *, session: WorkshopSession, people: Iterable[User], by: User, at: datetime.datetime | None = None
) -> list[Attendance]:
    """Keeps that `people` were at `session`; returns the new rows. Who is attested already is left as it is.

    Raises DutyRefused when `by` attests for themselves, PermissionError for people who are not in the hands of `by`.
    """
    people = {person.pk: person for person in people}
    if by.pk in people:
        raise DutyRefused("own")
    if not _are_in_hands(people, by):
        raise PermissionError("These people are not all in the hands of this person.")
    # Two trainers may tick the same person at once.
    WorkshopSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    known = session.attendances.filter(user__in=people)
    had = set(known.valid().values_list("user", flat=True))
    numbers = Counter(known.values_list("user", flat=True))
    rows = [
        Attendance(
            session=session,
            user=person,
            workshop_title=session.workshop.title,
            hours=session.workshop.hours,
            attended_on=session.held_on,
            number=numbers[pk] + 1,
            attested_by=by,
            attested_at=at or timezone.now(),
        )
        for pk, person in sorted(people.items())
        if pk not in had
    ]
    Attendance.objects.bulk_create(rows, batch_size=BATCH)
    target = RequirementKind.ATTENDANCE, session.workshop_id
    record_shared_evidence(users=[row.user for row in rows], targets=[target], at=at)
    return list(session.attendances.valid().filter(user__in=[row.user_id for row in rows]))


def _are_in_hands(people: Collection[int], by: User) -> bool:
    """Whether `by` may decide for each of `people`, who are others."""
    seen = User.objects.visible_to(by).filter(pk__in=people).count()
    return user_can_keep_programmes(by) and seen == len(people)


@transaction.atomic
def withdraw_attendance(
    *, attendance: Attendance, reason: str, by: User, verdicts: Verdicts = NONE, at: datetime.datetime | None = None
) -> AttendanceWithdrawal:
    """Takes back an attendance that was attested by mistake, and tells the person.

    `verdicts` say what becomes of each completion of `resting_on_attendance` about which there is a choice. Raises
    DutyRefused when they speak of others or of too few, when it has been taken back already and for one's own;
    PermissionError when the person is not in the hands of `by`.
    """
    hold_person(attendance.user_id)
    locked = Attendance.objects.select_for_update(of=("self",)).get(pk=attendance.pk)
    if by.pk == locked.user_id:
        raise DutyRefused("own")
    if not user_can_decide_for(by, locked.user):
        raise PermissionError("This person is not the one to decide it.")
    if hasattr(locked, "withdrawal"):
        raise DutyRefused("withdrawn")
    resting = resting_on_attendance(locked)
    check_verdicts(resting, verdicts)
    ruling = Ruling(by, reason, at or timezone.now())
    row = AttendanceWithdrawal.objects.create(attendance=locked, reason=reason, withdrawn_by=by, withdrawn_at=ruling.at)
    record_event(action=AuditAction.EVIDENCE_WITHDRAWN, actor=by, subject=locked.user, about=locked, at=ruling.at)
    tell_of_withdrawn_attendance(withdrawal=row, at=ruling.at)
    settle_resting(resting=resting, verdicts=verdicts, ruling=ruling)
    record_evidence(user=locked.user, targets=[(RequirementKind.ATTENDANCE, locked.session.workshop_id)], at=at)
    return row
