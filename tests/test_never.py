"""What the portal never does (the product's promises that are kept by leaving something out)."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from tests.addresses import every_address

OWN_APPS = ["audit", "cadres", "notices", "content", "guides", "cases", "exchange", "training", "home", "portal"]
#: Seat time, visits, contests and approval counters: rules in force forbid them as a measure, and scripts defeat them.
FORBIDDEN = re.compile(
    r"leader_?board|rank(ing|s)\b|streak|check_?in\b|(?<!un)like_?(count|s\b)|points_race|page_?views?\b|visit_?count|"
    r"view_?count|click|heartbeat|seat_?time|time_?spent|seconds_|duration|watch_?time|install_?rate",
    flags=re.IGNORECASE,
)
#: What was said in a real talk, and who hides behind a pseudonym, has no place to be stored.
TALK_RECORDS = re.compile(r"talk_?(record|note|content|log)|pseudonym|alias_of_person|real_?name", flags=re.IGNORECASE)


def own_fields():
    return [
        f"{model._meta.label}.{field.name}"
        for label in OWN_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
    ]


def test_forbidden_words_are_found_where_they_stand():
    found = ["page_views", "Leaderboard", "time_spent", "checkin", "like_count", "streak_days"]
    assert [word for word in found if not FORBIDDEN.search(word)] == []
    kept = ["rank_band", "minutes", "started_at", "unlikely", "link"]
    assert [word for word in kept if FORBIDDEN.search(word)] == []


def test_no_field_measures_attendance_at_the_screen_or_ranks_people():
    fields = own_fields()
    assert len(fields) > 200
    assert [field for field in fields if FORBIDDEN.search(field)] == []


def test_no_field_keeps_real_talks_or_pseudonyms():
    assert [field for field in own_fields() if TALK_RECORDS.search(field)] == []


def test_no_address_of_contests_or_counters():
    patterns = [address.pattern for address in every_address() if not address.pattern.startswith("admin/")]
    assert len(patterns) > 20
    assert [pattern for pattern in patterns if FORBIDDEN.search(pattern)] == []


@pytest.mark.parametrize("name", ["front_page", "privacy", "cadres:sign_in", "home:desk", "training:board"])
def test_every_page_says_that_it_is_no_classified_system(client, cast, name):
    if name in {"home:desk", "training:board"}:
        client.force_login(cast.overseer)
    client.cookies["django_language"] = "en"
    text = client.get(reverse(name)).content.decode().lower()
    footer = text[text.index("<footer") :]
    assert "not a classified system" in footer
    assert "state" in footer
    assert "secrets" in footer
