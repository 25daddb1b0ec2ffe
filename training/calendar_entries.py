"""What training brings into a person's calendar: the days by which something is due."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cadres.models import User
from notices.calendar import CalendarEntry, calendar_provider
from training.services.duty_progress import read_due

#: The morning of the day before, at nine.
REMINDER = datetime.timedelta(hours=15)


@calendar_provider
def due_dates(user: User) -> Iterator[CalendarEntry]:
    """The due date of each duty that asks something of `user`."""
    for progress in read_due(user=user):
        if progress.due_on is not None:
            yield CalendarEntry(
                uid=f"duty-{progress.duty.pk}",
                starts=progress.due_on,
                title=_("Due: %(title)s") % {"title": progress.programme.title},
                description=_("Due by the end of this day. What is left to do stands on the page."),
                url=reverse("training:duty", args=[progress.duty.pk]),
                alarm=REMINDER,
            )
