"""What happens to every request and answer."""

import pytest
from django.urls import reverse

FRONT_PAGE = reverse("front_page")


def language_of(client, **headers):
    response = client.get(FRONT_PAGE, headers=headers)
    return response.headers["Content-Language"], '<html lang="zh-hans"' in response.content.decode()


def test_site_speaks_chinese_to_a_browser_that_asks_for_english(client, db):
    assert language_of(client, accept_language="en-US,en;q=0.9") == ("zh-hans", True)


def test_site_speaks_english_to_whoever_chose_it(client, db):
    client.post(reverse("language"), {"language": "en", "next": FRONT_PAGE})
    assert language_of(client) == ("en", False)
    client.post(reverse("language"), {"language": "zh-hans", "next": FRONT_PAGE})
    assert language_of(client) == ("zh-hans", True)


def test_unknown_language_changes_nothing(client, db):
    client.cookies["django_language"] = "tlh"
    assert language_of(client) == ("zh-hans", True)


def test_choice_of_language_leads_to_no_other_host(client, db):
    response = client.post(reverse("language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in response.headers["Location"]


@pytest.mark.parametrize("address", ["front_page", "home:desk", "privacy"])
def test_answers_to_people_signed_in_are_kept_by_no_cache(client, cast, address):
    client.force_login(cast.learner)
    assert client.get(reverse(address)).headers["Cache-Control"] == "no-store, private"


def test_health_answers_without_sign_in(client, db):
    assert client.get(reverse("health")).json() == {"status": "ok"}
