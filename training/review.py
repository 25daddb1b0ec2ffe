"""When readers see the questions of a submitted attempt again, and how much of them: the rule alone."""

import datetime

from training.enums import ReviewTime


def review_depth(
    *,
    time: str,
    depth: str,
    is_decided: bool,
    closes_at: datetime.datetime | None,
    now: datetime.datetime,
) -> str | None:
    """The depth at which the questions are shown now; None while they are not. `is_decided`: for this person."""
    is_time = {
        ReviewTime.SUBMITTED: True,
        ReviewTime.DECIDED: is_decided,
        ReviewTime.CLOSED: closes_at is not None and now >= closes_at,
        ReviewTime.NEVER: False,
    }
    return depth if is_time[ReviewTime(time)] else None
