"""Every kind of page, as the role that uses it: on a phone and on a desk, in both languages."""

import pytest

from .catalogue import OWN, PLACES

EVERYWHERE = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)


@EVERYWHERE
def test_page_answers_in_each_language(seen, place):
    answers = {note: (load.status, load.language, load.headings) for note, load in seen.loads.items()}
    assert answers == {note: (place.status, note.split()[1], 1) for note in seen.loads}
    assert seen.console == []


@EVERYWHERE
def test_page_fits_every_width(seen):
    loading = [f"{note}: {fault}" for note, load in seen.loads.items() for fault in load.overflow]
    assert loading + seen.overflow == []


@EVERYWHERE
def test_page_loads_nothing_from_elsewhere(seen, site):
    asked = {url for load in seen.loads.values() for url in load.requests}
    assert {url for url in asked if not url.startswith(f"{site.address}/")} == set()


@pytest.mark.parametrize("account", sorted({place.account for place in OWN}, key=str))
def test_every_page_works_without_scripting(visit, surveyor, site, account):
    page = visit(account, java_script_enabled=False).page
    places = [place for place in OWN if place.account == account and not place.then and place.status != 500]
    found = {}
    for place in places:
        response = page.goto(site.url(surveyor.find(place)))
        found[place.name] = (response.status, page.locator("main h1").is_visible())
    assert found == {place.name: (place.status, True) for place in places}
