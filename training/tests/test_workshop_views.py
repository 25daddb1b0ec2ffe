"""The pages of workshops: who opens them, who is found and attested, and what is taken back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cadres.tests.factories import UserFactory
from training.errors import DutyRefused
from training.models import Attendance, ProgrammeAssignment, Workshop, WorkshopSession
from training.permissions import (
    user_can_view_attendance,
    user_can_view_sessions,
    user_can_withdraw_attendance,
)
from training.services.attendance import attest_attendance, record_session, withdraw_attendance
from training.services.rules import apply_rule
from training.tests.factories import ProgrammeFactory
from training.tests.requirements import require
from training.tests.test_spot_permissions import named

pytestmark = pytest.mark.django_db
SESSIONS, NEW = "/workshops/", "/workshops/new/"
LISTED = {"trainer", "editor", "overseer", "chief", "outside_overseer", "auditor", "administrator"}
KEEPERS = {"trainer", "administrator"}


@pytest.fixture
def workshop(db):
    return Workshop.objects.create(title="情景演练半天", hours=3)


@pytest.fixture
def session(workshop, cast):
    return record_session(
        workshop=workshop, department=cast.own, held_on=timezone.localdate(), place="三楼会议室", by=cast.trainer
    )


@pytest.fixture
def trainer(client, cast):
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)
    return client


def page_of(session, name="workshop_session"):
    return reverse(f"training:{name}", args=[session.pk])


def statuses(client, cast, url, method="get"):
    found = {}
    for name, user in cast.people().items():
        client.force_login(user)
        found[name] = getattr(client, method)(url).status_code
    return found


def attest(session, *people, by):
    return attest_attendance(session=session, people=people, by=by)


def there(session):
    return {row.user.name for row in session.attendances.valid().select_related("user")}


# --- who opens what ------------------------------------------------------------------------


def test_sessions_open_for_those_who_see_people_and_for_auditors(client, cast, session):
    for url in (SESSIONS, page_of(session)):
        found = statuses(client, cast, url)
        assert {part for part, status in found.items() if status == 200} == LISTED
        assert {status for part, status in found.items() if part not in LISTED} == {403}


def test_new_session_and_attesting_are_for_trainers_and_administrators_alone(client, cast, session):
    for url in (NEW, page_of(session, "attest_attendance")):
        for method in ("get", "post"):
            found = statuses(client, cast, url, method)
            assert {part for part, status in found.items() if status == 200} == KEEPERS
            assert {status for part, status in found.items() if part not in KEEPERS} == {403}
    assert not Attendance.objects.exists()


def test_withdrawal_is_for_those_who_decide_about_the_person(client, cast, session):
    [row] = attest(session, cast.learner, by=cast.trainer)
    found = statuses(client, cast, page_of(row, "withdraw_attendance"))
    assert {part for part, status in found.items() if status == 200} == KEEPERS
    refused = {part for part, status in found.items() if status == 403}
    assert refused == {"learner", "editor", "overseer", "chief", "auditor"}


def test_rules_agree_with_their_lists_for_everybody(cast, session):
    rows = {
        name: attest(session, cast.people()[name], by=cast.administrator)[0]
        for name in ["learner", "junior", "outsider", "trainer"]
    }
    own = {"trainer", "editor", "overseer", "chief", "auditor", "administrator"}
    sees = {
        "learner": own | {"learner"},
        "junior": own | {"junior"},
        "outsider": {"outsider", "outside_overseer", "chief", "auditor", "administrator"},
        "trainer": own,
    }
    keeps = {"learner": KEEPERS, "junior": KEEPERS, "outsider": {"administrator"}, "trainer": {"administrator"}}
    for who, person in named(cast).items():
        listed = session in WorkshopSession.objects.visible_to(person)
        assert user_can_view_sessions(person) == listed == (who in LISTED), who
        for name, row in rows.items():
            seen = row in Attendance.objects.visible_to(person)
            assert user_can_view_attendance(person, row) == seen == (who in sees[name]), (who, name)
            may = row in Attendance.objects.kept_by(person)
            assert user_can_withdraw_attendance(person, row) == may == (who in keeps[name]), (who, name)


# --- sessions ------------------------------------------------------------------------------


def test_session_is_kept_once_and_leads_on_to_ticking(trainer, cast, workshop):
    sent = {
        "workshop": workshop.pk,
        "department": cast.sub.pk,
        "held_on": timezone.localdate().isoformat(),
        "place": "党校",
    }
    for _twice in range(2):
        response = trainer.post(NEW, sent)
    made = WorkshopSession.objects.get()
    assert response.url == page_of(made, "attest_attendance")
    assert (made.department, made.place, made.made_by) == (cast.sub, "党校", cast.trainer)


def test_session_is_of_a_day_that_has_come_and_of_a_department_that_one_sees(trainer, cast, workshop):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    sent = {"workshop": workshop.pk, "department": cast.other.pk, "held_on": tomorrow.isoformat()}
    assert list(trainer.post(NEW, sent).context["form"].errors) == ["department"]
    response = trainer.post(NEW, {**sent, "department": cast.own.pk})
    assert list(response.context["form"].errors) == ["held_on"]
    with pytest.raises(PermissionError):
        record_session(
            workshop=workshop, department=cast.other, held_on=timezone.localdate(), place="", by=cast.trainer
        )
    assert not WorkshopSession.objects.exists()


def test_pages_say_what_is_missing(trainer, cast, workshop):
    assert "No session yet" in trainer.get(SESSIONS).content.decode()
    workshop.delete()
    for url in (SESSIONS, NEW):
        assert "First write what workshops there are" in trainer.get(url).content.decode()


def test_who_was_there_is_shown_of_the_people_one_sees(client, cast, session):
    attest(session, cast.learner, cast.outsider, by=cast.administrator)
    for user, names in [(cast.trainer, ["林某"]), (cast.outside_overseer, ["孙某"]), (cast.auditor, ["孙某", "林某"])]:
        client.force_login(user)
        response = client.get(page_of(session))
        assert sorted(row.user.name for row in response.context["page_obj"]) == names
        assert response.context["there"] == len(names)
        assert client.get(SESSIONS).context["page_obj"][0].there == len(names)


# --- ticking -------------------------------------------------------------------------------


def test_people_of_the_department_are_found_first_and_never_oneself(trainer, cast, session):
    def found(**query):
        page = trainer.get(page_of(session, "attest_attendance"), query).context["page_obj"]
        return {person.name for person in page}

    attest(session, cast.learner, by=cast.trainer)
    assert found() == {"钱某", "周某", "郑某", "王某"}
    assert found(department=cast.sub.pk) == {"钱某"}
    assert found(text="王", department="") == {"王某"}
    assert found(text="孙", department="") == set()
    assert found(department=cast.other.pk) == set()


def test_ticked_people_are_attested(trainer, cast, session):
    url = page_of(session, "attest_attendance")
    response = trainer.post(url, {"person": [cast.learner.pk, cast.junior.pk], "department": cast.own.pk}, follow=True)
    assert "2 people attested." in response.content.decode()
    assert there(session) == {"林某", "钱某"}


def test_all_who_are_found_are_attested_at_once(trainer, cast, session):
    url = page_of(session, "attest_attendance")
    trainer.post(url, {"everybody": "on", "department": cast.own.pk, "text": ""})
    assert there(session) == {"林某", "钱某", "周某", "郑某", "王某"}


def test_nothing_ticked_and_too_many_at_once_are_told(trainer, cast, session, monkeypatch):
    url = page_of(session, "attest_attendance")
    response = trainer.post(url, {"department": cast.own.pk, "text": ""})
    with translation.override("en"):
        assert response.context["form"].non_field_errors() == ["Tick at least one person."]
    monkeypatch.setattr("training.workshop_forms.ATTEST_AT_ONCE", 2)
    response = trainer.post(url, {"department": cast.own.pk, "everybody": "on"})
    with translation.override("en"):
        assert "more than 2 people" in response.context["form"].non_field_errors()[0]
    assert there(session) == set()


@pytest.mark.parametrize("part", ["trainer", "outsider"])
def test_nobody_is_attested_by_themselves_or_from_elsewhere(trainer, cast, session, part):
    person = cast.people()[part]
    response = trainer.post(page_of(session, "attest_attendance"), {"person": [person.pk]})
    assert list(response.context["form"].errors) == ["person"]
    with pytest.raises((DutyRefused, PermissionError)):
        attest(session, cast.learner, person, by=cast.trainer)
    assert there(session) == set()


def test_withdrawn_with_a_reason_and_attested_again(trainer, cast, session):
    [row] = attest(session, cast.learner, by=cast.trainer)
    url = page_of(row, "withdraw_attendance")
    assert list(trainer.post(url, {"reason": ""}).context["form"].errors) == ["reason"]
    assert trainer.post(url, {"reason": "写错了人"}).url == page_of(session)
    assert there(session) == set()
    assert "吴某: 写错了人" in trainer.get(page_of(session)).content.decode()
    assert trainer.post(url, {"reason": "再一次"}).status_code == 403

    [again] = attest(session, cast.learner, by=cast.trainer)
    assert (again.number, there(session)) == (2, {"林某"})


def test_nobody_withdraws_their_own(cast, session):
    [row] = attest(session, cast.trainer, by=cast.administrator)
    with pytest.raises(DutyRefused):
        withdraw_attendance(attendance=row, reason="不算", by=cast.trainer)
    [row] = attest(session, cast.outsider, by=cast.administrator)
    with pytest.raises(PermissionError):
        withdraw_attendance(attendance=row, reason="不算", by=cast.trainer)


def test_person_reads_on_the_page_of_the_duty_who_attested_it(client, cast, workshop, session):
    programme = ProgrammeFactory()
    require(programme, {"type": "attendance", "value": {"workshop": workshop.pk}})
    ProgrammeAssignment.objects.create(programme=programme, department=cast.own, due_rule="none")
    apply_rule(programme=programme)
    attest(session, cast.learner, by=cast.trainer)
    client.cookies["django_language"] = "en"
    client.force_login(cast.learner)
    page = client.get(reverse("training:duty", args=[programme.duties.get(user=cast.learner).pk])).content.decode()
    assert "At the workshop “情景演练半天” on" in page
    assert "attested by 吴某." in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_for_any_number(trainer, cast, session, count, django_assert_num_queries):
    attest(session, *[UserFactory(department=cast.own) for _ in range(count)], by=cast.trainer)
    [UserFactory(department=cast.sub) for _ in range(count)]
    trainer.get(SESSIONS)
    for number, url in [(10, SESSIONS), (12, page_of(session)), (13, page_of(session, "attest_attendance"))]:
        with django_assert_num_queries(number):
            trainer.get(url)
