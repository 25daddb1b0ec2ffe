"""Who has to finish the demo programme by when: assigned half a year ago, with what happens in half a year."""

import datetime

from django.utils import timezone

from cadres.enums import RankBand
from cadres.models import Department, User
from training.enums import DueRule
from training.models import Duty, Programme, ProgrammeAssignment
from training.services.daily import update_duties
from training.services.due_dates import extend_duties
from training.services.exemptions import exempt_person
from training.services.rules import apply_rule

BEGUN_DAYS_AGO = 185
#: The last day for everybody, and the one for heads of departments, who go first.
DUE_IN, CHIEFS_DUE_IN = 38, -21
EXTENDED, EXEMPT = 2, 3
EXTENSION = "参加防汛值守两周，本人申请、部门同意，延期一个月。"
EXEMPTION = "产假期间免修，假满后恢复。"
PROOF = "部门请假审批单，干部科存档。"


def load_duties(*, programme: Programme, author: User, now: datetime.datetime) -> None:
    """Assigns the programme, then lets the half year pass; what people did in it is evidence already."""
    today = timezone.localdate(now)
    begun = now - datetime.timedelta(days=BEGUN_DAYS_AGO)
    root = Department.objects.get(depth=1)
    for days, bands in [(DUE_IN, []), (CHIEFS_DUE_IN, [RankBand.TOWNSHIP_CHIEF.value])]:
        ProgrammeAssignment.objects.create(
            programme=programme,
            department=root,
            rank_bands=bands,
            due_rule=DueRule.FIXED,
            due_on=today + datetime.timedelta(days=days),
        )
    apply_rule(programme=programme, by=author, note="首次发布。", at=begun)
    update_duties(on=today)
    others = Duty.objects.unmet().exclude(user=author)
    late = others.filter(due_on__lt=today).order_by("user__staff_number")[:EXTENDED]
    extend_duties(duties=late, new_due_on=today + datetime.timedelta(days=9), reason=EXTENSION, by=author, at=now)
    idle = others.filter(progress="not_started", due_on__gte=today).order_by("user__staff_number")
    for duty in idle[:EXEMPT]:
        exempt_person(
            user=duty.user,
            programme=programme,
            reason=EXEMPTION,
            proof=PROOF,
            effective_from=today - datetime.timedelta(days=40),
            effective_until=today + datetime.timedelta(days=58),
            by=author,
            at=now,
        )
