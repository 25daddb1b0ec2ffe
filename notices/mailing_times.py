"""When mail may leave: not in the quiet hours and, where the organisation says so, on working days alone."""

import datetime

SATURDAY = 5
#: From when to when nothing is sent; the end belongs to the day again.
QuietHours = tuple[datetime.time, datetime.time]


def is_mailing_time(local: datetime.datetime, *, quiet: QuietHours | None, working_days_only: bool = False) -> bool:
    """Whether mail may leave at `local`, a moment by the site's clock. Working days are Monday to Friday."""
    is_off = working_days_only and local.weekday() >= SATURDAY
    return not is_off and not (quiet and is_quiet(local.time(), quiet))


def is_quiet(time: datetime.time, quiet: QuietHours) -> bool:
    """Whether `time` lies in the quiet hours, which may go over midnight; equal ends are no hours at all."""
    begins, ends = quiet
    if begins <= ends:
        return begins <= time < ends
    return time >= begins or time < ends
