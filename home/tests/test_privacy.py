"""The privacy notice: open to all, in plain words, with what the organisation adds."""

import pytest

from home.models import SiteSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client, settings, site_tree):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_privacy_notice_is_open_and_says_what_why_who_and_how_long(visitor):
    response = visitor.get("/privacy/")

    assert response.status_code == 200
    content = response.content.decode()
    for words in [
        "your staff number",
        "from when to when",
        "Why</h2>",
        "Who sees it</h2>",
        "For how long</h2>",
        "the administrator of the portal",
        "not a classified system",
    ]:
        assert words in content


def test_privacy_notice_names_the_contact_and_ends_with_the_organisations_own_text(visitor, site_tree):
    SiteSettings.objects.create(
        site=site_tree.get_site(),
        organisation="某区区委组织部",
        contact="干部科 000-0000",
        privacy_notice="<p>本单位另有规定。</p>",
    )

    content = visitor.get("/privacy/").content.decode()

    assert content.index("某区区委组织部") < content.index("干部科 000-0000") < content.index("<p>本单位另有规定。</p>")
    assert "the administrator of the portal" not in content


def test_privacy_notice_takes_no_form(visitor):
    assert visitor.post("/privacy/").status_code == 405
