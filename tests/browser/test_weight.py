"""What the first view of a page costs: bytes, requests, and text that jumps while one reads."""

import pytest

from .catalogue import OWN

MOST_BYTES = 60_000
MOST_REQUESTS = 12
MOST_SHIFT = 0.05
WITH_ADDRESS = pytest.mark.parametrize("place", [p for p in OWN if p.has_address], ids=lambda place: place.name)


@WITH_ADDRESS
def test_styles_and_scripts_are_light(seen):
    heavy = {note: load.weight for note, load in seen.loads.items() if sum(load.weight.values()) > MOST_BYTES}
    assert heavy == {}


@WITH_ADDRESS
def test_first_view_asks_little(seen):
    busy = {note: load.requests for note, load in seen.loads.items() if len(load.requests) > MOST_REQUESTS}
    assert busy == {}


@WITH_ADDRESS
def test_nothing_jumps_while_loading(seen):
    jumping = {note: (load.shift, load.shifted) for note, load in seen.loads.items() if load.shift > MOST_SHIFT}
    assert jumping == {}
