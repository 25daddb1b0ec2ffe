"""How often one may save, submit or verify: far more than anybody can by hand, far less than a script would."""

from django.conf import settings

from cadres.rate_limits import is_over

WINDOW_SECONDS = 60


def is_too_often(action: str, who: int | str) -> bool:
    """Counts one more `action` ("save", "submit", "verify") of `who`, a person's id or a visitor's address.

    True when the limit of this minute is passed.
    """
    limit = settings.ATTEMPT_LIMITS[action]
    return is_over(f"attempt-{action}-{who}", limit=limit, seconds=WINDOW_SECONDS)
