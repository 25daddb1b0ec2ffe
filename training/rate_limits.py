"""How often one person may save or submit: far more than anybody can, far less than a script would.

Counted in Django's cache, so each process of an embedded installation counts for itself; with CACHE_URL they share.
"""

import time

from django.conf import settings
from django.core.cache import cache

WINDOW_SECONDS = 60


def is_too_often(action: str, user_id: int) -> bool:
    """Counts one more `action` ("save", "submit") of a person; True when the limit of this minute is passed."""
    limit = settings.ATTEMPT_LIMITS[action]
    if not limit:
        return False
    minute = int(time.time()) // WINDOW_SECONDS
    key = f"attempt-{action}-{user_id}-{minute}"
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    try:
        return cache.incr(key) > limit
    except ValueError:
        # The entry fell out of the cache between the two lines.
        return False
