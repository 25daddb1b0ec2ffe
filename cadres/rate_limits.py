"""How often something may be done.

Counted in Django's cache, so each process of an embedded installation counts for itself; with CACHE_URL they share.
"""

import time

from django.core.cache import cache


def is_over(name: str, *, limit: int, seconds: int) -> bool:
    """Counts one more of what `name` says; True when that passes `limit` within this span of `seconds`. 0: no limit."""
    if not limit:
        return False
    key = f"{name}-{int(time.time()) // seconds}"
    cache.add(key, 0, timeout=2 * seconds)
    try:
        return cache.incr(key) > limit
    except ValueError:
        # The entry fell out of the cache between the two lines.
        return False
