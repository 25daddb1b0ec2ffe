"""Where motion is not wanted nothing moves."""

import pytest

from .catalogue import OWN
from .survey import MEASURES


@pytest.mark.parametrize("place", OWN, ids=lambda place: place.name)
def test_nothing_moves_where_motion_is_not_wanted(seen):
    assert seen.motion == []


def test_motion_is_seen_where_it_is_allowed(visit):
    """Without this, a survey that sees no motion anywhere would prove nothing."""
    page = visit(reduced_motion="no-preference").open("/")
    page.evaluate(MEASURES)
    assert page.evaluate("measures.motion()") != []
