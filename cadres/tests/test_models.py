"""Users, departments and postings: what the database and the models hold to."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from cadres.enums import Role
from cadres.models import Department, Posting, User
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory

TODAY = datetime.date(2026, 11, 22)


def test_create_user_without_password_cannot_sign_in(db):
    user = User.objects.create_user(" 000123 ", "李某")
    assert (user.staff_number, user.name, user.email, user.is_active) == ("000123", "李某", "", True)
    assert not user.has_usable_password()
    assert not user.is_superuser


def test_create_superuser_is_an_administrator(db):
    user = User.objects.create_superuser("root", "尤某", "lan-shan-2026")
    assert user.is_superuser
    assert user.is_administrator
    assert user.roles == frozenset()


def test_user_shows_one_name_everywhere(db):
    user = UserFactory(name="欧阳某")
    assert {str(user), user.get_full_name(), user.get_short_name(), user.first_name} == {"欧阳某"}


def test_staff_number_is_unique(db):
    UserFactory(staff_number="000123")
    with pytest.raises(IntegrityError):
        UserFactory(staff_number="000123")


def test_email_is_unique_in_any_case_but_may_be_missing(db):
    UserFactory(email="")
    UserFactory(email="")
    UserFactory(email="li@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="LI@example.org")
    with pytest.raises(ValidationError):
        User(staff_number="000999", name="李某", email="Li@Example.org").full_clean(exclude=["password"])


def test_person_with_postings_cannot_be_deleted(db):
    user = PostingFactory().user
    with pytest.raises(ProtectedError):
        user.delete()


def test_department_with_postings_cannot_be_deleted(db):
    department = PostingFactory().department
    with pytest.raises(ProtectedError):
        Department.objects.get(pk=department.pk).delete()


def test_roles_come_from_groups(db):
    user = UserFactory(roles=[Role.TRAINER, Role.OVERSEER])
    assert User.objects.get(pk=user.pk).roles == {Role.TRAINER, Role.OVERSEER}
    assert User.objects.get(pk=user.pk).sees_subtree
    assert not User.objects.get(pk=user.pk).is_administrator


def test_roles_read_prefetched_groups(db, django_assert_num_queries):
    for _number in range(3):
        UserFactory(roles=[Role.LEARNER])
    with django_assert_num_queries(2):
        assert [user.roles for user in User.objects.prefetch_related("groups")] == [{Role.LEARNER}] * 3


def test_department_code_is_unique(db):
    DepartmentFactory(code="010")
    with pytest.raises(IntegrityError):
        DepartmentFactory(code="010")


def test_departments_stand_in_the_order_of_their_codes(db):
    root = DepartmentFactory(code="000")
    for code in ["030", "010", "020"]:
        DepartmentFactory(parent=root, code=code)
    assert [found.code for found in Department.objects.all()] == ["000", "010", "020", "030"]


def test_subtree_follows_a_department_that_moves(cast):
    Department.objects.get(pk=cast.sub.pk).move(Department.objects.get(pk=cast.other.pk), "sorted-child")
    assert set(User.objects.in_departments(Department.objects.filter(pk=cast.other.pk))) == {
        cast.outsider,
        cast.outside_overseer,
        cast.junior,
    }


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_current"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (datetime.date(2024, 1, 1), TODAY, True),
        (datetime.date(2024, 1, 1), datetime.date(2026, 11, 21), False),
        (datetime.date(2026, 11, 23), None, False),
    ],
)
def test_current_posting_on_a_day(db, starts_on, ends_on, is_current):
    posting = PostingFactory(starts_on=starts_on, ends_on=ends_on)
    assert list(Posting.objects.current(TODAY)) == [posting] * is_current


def test_posting_cannot_end_before_it_starts(db):
    wrong = {"starts_on": TODAY, "ends_on": TODAY - datetime.timedelta(days=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingFactory(**wrong)
    with pytest.raises(ValidationError) as caught:
        Posting(user=UserFactory(), department=DepartmentFactory(), **wrong).full_clean()
    assert "ends_on" in caught.value.message_dict


def test_person_is_counted_in_one_department(db):
    user = UserFactory(department=DepartmentFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        PostingFactory(user=user)
    PostingFactory(user=user, is_primary=False)
    assert user.postings.current().count() == 2


def test_history_of_postings_is_kept_newest_first(db):
    user = UserFactory()
    old = PostingFactory(user=user, starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2023, 12, 31))
    new = PostingFactory(user=user)
    assert list(user.postings.all()) == [new, old]
    assert user.current_posting == new
    assert user.current_departments == [new.department]


def test_current_posting_is_none_without_a_counted_post(db):
    user = UserFactory()
    PostingFactory(user=user, is_primary=False)
    assert user.current_posting is None


def test_posts_today_put_the_counted_post_first(db, django_assert_num_queries):
    user = UserFactory()
    second = PostingFactory(user=user, is_primary=False, starts_on=datetime.date(2025, 1, 1))
    first = PostingFactory(user=user)
    PostingFactory(user=user, is_primary=False, ends_on=datetime.date(2024, 6, 30))
    PostingFactory(user=user, is_primary=False, starts_on=timezone.localdate() + datetime.timedelta(days=1))
    with django_assert_num_queries(2):
        found = User.objects.with_posts_today().get(pk=user.pk)
        assert [posting.department.name for posting in found.posts_today] == [
            first.department.name,
            second.department.name,
        ]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("张", True),
        ("明", True),
        ("张小明", True),
        ("  张小明 ", True),
        ("0001", True),
        ("０００１", True),
        ("zhang xiao", True),
        ("ZHANG", True),
        ("", True),
        ("ming", False),
        ("0123", False),
        ("李", False),
        ("%", False),
        ("_", False),
    ],
)
def test_matching_finds_name_number_and_pinyin(db, text, is_found):
    user = UserFactory(name="张小明", staff_number="000123")
    assert list(User.objects.matching(text)) == [user] * is_found


@pytest.mark.parametrize(("starts", "ends"), [(-1, None), (0, 0), (1, None), (-2, -1), (-1, 1)])
def test_posting_is_current_exactly_when_it_is_among_the_current(db, starts, ends):
    day = datetime.timedelta(days=1)
    posting = PostingFactory(starts_on=TODAY + starts * day, ends_on=None if ends is None else TODAY + ends * day)

    assert posting.is_current(on=TODAY) == Posting.objects.current(on=TODAY).exists() == (starts <= 0 <= (ends or 0))
