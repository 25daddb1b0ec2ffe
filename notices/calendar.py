"""What stands in a person's calendar. Apps above register where entries come from; this app knows no dates."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cadres.models import User


@dataclass(frozen=True)
class CalendarEntry:
    """One entry. A date in `starts` is a whole day, a moment is a time of day.

    `uid` stays the same for the same thing of the same person, whatever happens to its date. `url` is an address of
    this site, beginning with a slash. `ends`: of the same type, by default none (a whole day: that day). `alarm`: how
    long before the start (of the day, for a whole day) the calendar reminds; None: not at all.
    """

    uid: str
    starts: datetime.date | datetime.datetime
    title: str
    description: str = ""
    url: str = ""
    ends: datetime.date | datetime.datetime | None = None
    alarm: datetime.timedelta | None = None


#: Hands out what `user` may see now, in a number of queries that does not grow with it.
Provider = Callable[["User"], Iterable[CalendarEntry]]
PROVIDERS: list[Provider] = []


def calendar_provider(provider: Provider) -> Provider:
    """Decorator: has the entries of `provider` stand in everybody's calendar."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)
    return provider


def entries_for(user: "User") -> list[CalendarEntry]:
    """Everything that stands in the calendar of `user`, in the language that is active."""
    return [entry for provider in PROVIDERS for entry in provider(user)]
