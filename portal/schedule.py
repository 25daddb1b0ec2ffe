"""What has to be done regularly, and when: the list of jobs and the rule by which one is due. No clock, no database.

Each job is a management command that is safe to repeat and may be run by cron instead.
"""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
#: So many times without a run, and administrators are told that nothing keeps the schedule.
LATE_AFTER = 3


@dataclass(frozen=True)
class Every:
    """Every so many minutes."""

    minutes: int

    def turn(self, moment: datetime.datetime, zone: datetime.tzinfo) -> int:
        """The number of the turn in which `moment` lies; each turn begins when the job should run."""
        return (moment - EPOCH) // (self.minutes * MINUTE)

    @property
    def words(self) -> str:
        return _("Every minute") if self.minutes == 1 else _("Every %(minutes)s minutes") % {"minutes": self.minutes}


@dataclass(frozen=True)
class Daily:
    """Every day at a time of the site's clock."""

    at: datetime.time

    def turn(self, moment: datetime.datetime, zone: datetime.tzinfo) -> int:
        """The day whose run `moment` follows. By the clock on the wall: a day of 23 or 25 hours is one day."""
        wall = moment.astimezone(zone).replace(tzinfo=None)
        since_midnight = datetime.timedelta(hours=self.at.hour, minutes=self.at.minute)
        return (wall - since_midnight).toordinal()

    @property
    def words(self) -> str:
        return _("Every day at %(time)s") % {"time": self.at.strftime("%H:%M")}


When = Every | Daily


@dataclass(frozen=True)
class Job:
    """One thing that is done regularly: the command that does it, what it is for, and when."""

    command: str
    label: str | Promise
    when: When


def is_due(when: When, *, last: datetime.datetime | None, now: datetime.datetime, zone: datetime.tzinfo) -> bool:
    """Whether a job that was begun last at `last` (None: never) has to be begun at `now`.

    Once in each turn: what was missed is caught up once, and what failed is tried again in the next turn. After the
    clock was set back within one turn the job waits until its next time; set back further, `last` says nothing.
    """
    if last is None:
        return True
    passed = when.turn(now, zone) - when.turn(last, zone)
    return passed > 0 or passed < -1


def is_late(when: When, *, last: datetime.datetime | None, now: datetime.datetime, zone: datetime.tzinfo) -> bool:
    """Whether the job has missed so many of its times that nothing seems to run the schedule."""
    return last is None or when.turn(now, zone) - when.turn(last, zone) >= LATE_AFTER


JOBS = [
    Job("close_attempts", gettext_lazy("Submit the attempts whose time is over"), Every(minutes=1)),
    Job("update_duties", gettext_lazy("Bring duties up to the day"), Daily(datetime.time(1, 30))),
    # After the duties: who was excused or moved over night is not asked to make anything up.
    Job("open_make_ups", gettext_lazy("Close and open make-up trainings"), Daily(datetime.time(2, 0))),
    Job("delete_exports", gettext_lazy("Throw away old files of exports"), Daily(datetime.time(3, 0))),
    Job("issue_certificates", gettext_lazy("Issue the certificates that were earned"), Every(minutes=60)),
    Job("send_reminders", gettext_lazy("Remind people of what is due"), Daily(datetime.time(7, 0))),
    # Often, because it waits for the quiet hours to end and tries again what failed; nobody gets two mails a day.
    Job("send_digests", gettext_lazy("Mail people what is new for them"), Every(minutes=30)),
]
