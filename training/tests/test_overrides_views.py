import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory
from content.enums import Visibility
from training.models import OverrideWithdrawal, QuizOverride
from training.services.overrides import grant_override
from training.terms import TermsChange
from training.tests.factories import CourseFactory, QuizFactory

KEEPERS = {"trainer", "administrator"}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def quiz(db):
    return QuizFactory(time_limit=60, attempts_allowed=2, closes_at=timezone.now() + DAY)


def url(quiz, **target):
    address = reverse("training:overrides", args=[quiz.pk])
    return address + "".join(f"?{name}={one.pk}" for name, one in target.items())


def open_as(client, user, address, query=None):
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client.get(address, query)


def grant(quiz, target, by, **change):
    change = TermsChange(**(change or {"time_percent": 150}))
    return grant_override(quiz=quiz, target=target, change=change, reason="手伤未愈。", granted_by=by)


def test_overrides_are_for_those_who_keep_the_bank(client, cast, quiz):
    answered = {name: open_as(client, user, url(quiz)).status_code for name, user in cast.people().items()}
    assert answered == {name: 200 if name in KEEPERS else 403 for name in cast.people()}
    for name in cast.people().keys() - KEEPERS:
        client.force_login(cast.people()[name])
        assert client.post(url(quiz, person=cast.junior), {"reason": "x", "extra_attempts": 1}).status_code == 403
    assert not QuizOverride.objects.exists()


def test_quiz_that_the_trainer_may_not_read_is_not_there(client, cast):
    hidden = QuizFactory(parent=CourseFactory(department=cast.other, visibility=Visibility.SUBTREE), time_limit=60)
    assert open_as(client, cast.trainer, url(hidden)).status_code == 404
    assert open_as(client, cast.administrator, url(hidden)).status_code == 200


def test_search_finds_people_of_the_own_subtree_by_name_and_number(client, cast, quiz):
    def found(user, text):
        return [person.name for person in open_as(client, user, url(quiz), {"text": text}).context["people"]]

    assert found(cast.trainer, "林") == ["林某"]
    assert found(cast.trainer, cast.junior.staff_number) == ["钱某"]
    assert found(cast.trainer, "孙") == []
    assert found(cast.administrator, "孙") == ["孙某"]
    assert found(cast.trainer, "吴") == []  # nobody grants to themselves
    assert "Nobody in your departments" in open_as(client, cast.trainer, url(quiz), {"text": "孙"}).content.decode()


@pytest.mark.parametrize("target", ["person", "department"])
def test_what_is_granted_holds_and_is_listed(client, cast, quiz, target):
    chosen = cast.learner if target == "person" else cast.own
    address = url(quiz, **{target: chosen})
    assert open_as(client, cast.trainer, address).context["target"] == chosen
    later = timezone.localtime(quiz.closes_at + DAY)
    posted = {
        "extra_attempts": 1,
        "time_percent": 150,
        "closes_at": later.strftime("%Y-%m-%dT%H:%M"),
        "reason": "手伤未愈。",
    }
    assert client.post(address, posted).url == url(quiz)
    made = QuizOverride.objects.get()
    assert (made.user or made.department, made.granted_by, made.reason) == (chosen, cast.trainer, "手伤未愈。")
    assert made.change == TermsChange(1, 150, later.replace(second=0, microsecond=0))
    page = client.get(url(quiz)).content.decode()
    assert all(words in page for words in [str(chosen), "1 extra attempt", "150 percent", "手伤未愈。"])


@pytest.mark.parametrize("target", ["person", "department"])
def test_target_outside_of_the_subtree_is_not_there(client, cast, quiz, target):
    outside = cast.outsider if target == "person" else cast.other
    address = url(quiz, **{target: outside})
    assert open_as(client, cast.trainer, address).status_code == 404
    assert client.post(address, {"reason": "x", "extra_attempts": 1}).status_code == 404
    assert open_as(client, cast.trainer, url(quiz, person=cast.trainer)).status_code == 404
    assert not QuizOverride.objects.exists()


@pytest.mark.parametrize("query", ["?person=x", "?person=99999999999999999999", "?department=0", "?person=²"])
def test_target_that_there_is_not_is_not_found(client, cast, quiz, query):
    assert open_as(client, cast.trainer, url(quiz) + query).status_code == 404


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"reason": "x"}, "at least one thing"),
        ({"extra_attempts": 1}, "This field is required"),
        ({"extra_attempts": 1, "reason": " "}, "This field is required"),
        ({"extra_attempts": 21, "reason": "x"}, "less than or equal to 20"),
        ({"time_percent": 90, "reason": "x"}, "greater than or equal to 100"),
        ({"closes_at": "2020-01-01T00:00", "reason": "x"}, "not later than the end"),
        ({"closes_at": "0001-01-01T00:00", "reason": "x"}, "not later than the end"),
    ],
)
def test_form_that_is_not_in_order_grants_nothing(client, cast, quiz, posted, words):
    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"
    response = client.post(url(quiz, person=cast.learner), posted)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not QuizOverride.objects.exists()


def test_form_offers_only_limits_that_the_quiz_has(client, cast):
    timed, free = QuizFactory(time_limit=30), QuizFactory()
    form = open_as(client, cast.trainer, url(timed, person=cast.learner)).context["form"]
    assert list(form.fields) == ["time_percent", "reason"]
    for address in [url(free), url(free, person=cast.learner)]:
        page = open_as(client, cast.trainer, address).content.decode()
        assert "no limits that could be widened" in page
        assert 'name="text"' not in page


def test_search_for_nobody_says_what_to_type(client, cast, quiz):
    told = "Type a name or choose a department."
    assert told in open_as(client, cast.trainer, url(quiz), {"text": " ", "department": ""}).content.decode()
    for query in [{}, {"page": "1"}, {"text": "林"}]:
        assert told not in client.get(url(quiz), query).content.decode()


def test_withdrawal_is_kept_and_told(client, cast, quiz):
    override = grant(quiz, cast.learner, cast.administrator)
    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"
    address = reverse("training:withdraw_override", args=[override.pk])
    assert client.get(address).status_code == 405
    assert client.post(address).url == url(quiz)
    assert OverrideWithdrawal.objects.get().withdrawn_by == cast.trainer
    page = client.get(url(quiz)).content.decode()
    assert "Withdrawn by 吴某" in page
    assert address not in page


def test_withdrawal_is_asked_once_and_names_time_only_where_there_was_some(client, cast, quiz):
    for change, is_time in [({"extra_attempts": 1}, False), ({"time_percent": 150}, True)]:
        override = grant(quiz, cast.learner, cast.administrator, **change)
        page = open_as(client, cast.trainer, url(quiz)).content.decode()
        address = reverse("training:withdraw_override", args=[override.pk])
        assert page.index("<details") < page.index(address) < page.index("Yes, withdraw it")
        told = client.post(address, follow=True).content.decode()
        assert "It is withdrawn." in told
        assert ("Tests that are running keep" in told) is is_time


def test_withdrawal_is_refused_outside_of_the_subtree(client, cast, quiz):
    elsewhere, above = (grant(quiz, target, cast.administrator) for target in (cast.outsider, cast.root))
    addresses = [reverse("training:withdraw_override", args=[one.pk]) for one in (above, elsewhere)]
    client.force_login(cast.trainer)
    assert [client.post(address).status_code for address in addresses] == [403, 404]
    page = client.get(url(quiz)).content.decode()
    assert cast.root.name in page
    assert not any(address in page for address in addresses)
    client.force_login(cast.learner)
    assert [client.post(address).status_code for address in addresses] == [403, 403]
    assert not OverrideWithdrawal.objects.exists()


def test_page_asks_as_often_for_three_as_for_one(client, cast, quiz, django_assert_num_queries):
    grant(quiz, cast.learner, cast.administrator)
    open_as(client, cast.trainer, url(quiz))
    with django_assert_num_queries(12):
        client.get(url(quiz))
    for number in range(2):
        person = UserFactory(name=f"多某{number}", department=cast.sub, roles=[Role.LEARNER])
        grant(quiz, User.objects.get(pk=person.pk), cast.administrator)
    with django_assert_num_queries(12):
        assert len(client.get(url(quiz)).context["lines"]) == 3
