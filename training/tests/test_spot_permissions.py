"""Each rule about spot checks agrees with its QuerySet for the whole cast, the retired and the signed-out."""

import pytest
from django.contrib.auth.models import AnonymousUser

from training.models import SpotCheck, SpotCheckMember, SpotCheckReview
from training.services.spot_reviews import open_review
from training.spot_permissions import (
    user_can_decide_spot_review,
    user_can_keep_spot_check,
    user_can_list_spot_checks,
    user_can_plan_spot_checks,
    user_can_take_spot_check,
    user_can_verify_spot_check,
    user_can_view_spot_check,
    user_can_view_spot_member,
    user_can_view_spot_review,
)
from training.tests.spot_steps import announced, drawn_all, planned
from training.tests.test_permissions import retire

pytestmark = pytest.mark.django_db

#: By name of the check: who keeps it, and who sees its results.
KEEPERS = {
    "planned": {"trainer", "administrator"},
    "announced": {"trainer", "administrator"},
    "elsewhere": {"administrator"},
    "everywhere": {"administrator"},
}
VIEWERS = {
    "planned": {"trainer", "administrator", "auditor"},
    "announced": {"trainer", "administrator", "auditor", "overseer", "chief"},
    "elsewhere": {"administrator", "auditor", "outside_overseer", "chief"},
    "everywhere": {"administrator", "auditor", "overseer", "outside_overseer", "chief"},
}


@pytest.fixture
def checks(cast):
    return {
        "planned": planned(cast),
        "announced": announced(cast),
        "elsewhere": announced(cast, department=cast.other, levels=0, size=1),
        "everywhere": drawn_all(cast, department=cast.root),
    }


def named(cast):
    retired = retire(cast.reviewer)
    return {**cast.people(), "reviewer": retired, "signed_out": AnonymousUser()}


def test_checks_are_kept_and_seen_by_the_same_people_one_by_one_and_in_lists(cast, checks):
    for who, person in named(cast).items():
        kept, seen = SpotCheck.objects.kept_by(person), SpotCheck.objects.visible_to(person)
        for name, check in checks.items():
            assert user_can_keep_spot_check(person, check) == (check in kept) == (who in KEEPERS[name]), (who, name)
            assert user_can_view_spot_check(person, check) == (check in seen) == (who in VIEWERS[name]), (who, name)
            verifies = who in KEEPERS[name] | {"auditor"}
            assert user_can_verify_spot_check(person, check) == verifies


def test_plans_and_lists_are_open_to_few(cast):
    people = named(cast)
    assert {who for who, one in people.items() if user_can_plan_spot_checks(one)} == {"trainer", "administrator"}
    assert {who for who, one in people.items() if user_can_list_spot_checks(one)} == {
        "trainer", "administrator", "auditor", "overseer", "outside_overseer", "chief",
    }  # fmt: skip


def test_members_are_seen_by_the_same_people_one_by_one_and_in_lists(cast, checks):
    every = list(SpotCheckMember.objects.select_related("spot_check__department", "user"))
    for who, person in named(cast).items():
        seen = set(SpotCheckMember.objects.visible_to(person))
        assert seen == {one for one in every if user_can_view_spot_member(person, one)}, who
        assert {one for one in every if user_can_take_spot_check(person, one)} == {
            one for one in every if who != "reviewer" and one.user_id == person.pk
        }
    names = {one.name for one in SpotCheckMember.objects.visible_to(cast.overseer)}
    assert names == {cast.learner.name, cast.junior.name, cast.trainer.name, cast.editor.name, cast.overseer.name}
    assert [one.user for one in SpotCheckMember.objects.visible_to(cast.learner)] == [cast.learner]
    assert [one.user for one in SpotCheckMember.objects.visible_to(cast.editor)] == [cast.editor]


def test_reviews_are_seen_and_decided_by_the_same_people_one_by_one_and_in_lists(cast):
    check = drawn_all(cast)
    for member in check.members.exclude(user=cast.trainer):
        open_review(member=member, found="请假未归", opened_by=cast.trainer)
    open_review(member=check.members.get(user=cast.trainer), found="请假未归", opened_by=cast.administrator)
    every = list(SpotCheckReview.objects.select_related("member__spot_check__department", "member__user"))
    assert len(every) == 5
    for person in named(cast).values():
        seen = set(SpotCheckReview.objects.visible_to(person))
        assert seen == {one for one in every if user_can_view_spot_review(person, one)}
        may = set(SpotCheckReview.objects.decidable_by(person))
        assert may == {one for one in every if user_can_decide_spot_review(person, one)}
    assert SpotCheckReview.objects.decidable_by(cast.trainer).count() == 4
    assert SpotCheckReview.objects.decidable_by(cast.administrator).count() == 5
