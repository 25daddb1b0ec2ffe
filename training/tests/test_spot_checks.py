"""Planning, publishing the seed, drawing, verifying and closing a spot check."""

import datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation

from cadres.enums import RankBand
from cadres.tests.factories import PostingFactory, UserFactory
from training.enums import ReviewOutcome, SpotCheckState
from training.models import SpotCheck, SpotCheckMember, SpotCheckStratum
from training.sampling import rank_value
from training.services.spot_checks import close_spot_check, draw_spot_check, publish_seed, save_plan, verify_draw
from training.services.spot_population import plan_draw
from training.services.spot_reviews import decide_review
from training.tests.factories import ProgrammeFactory, QuizFactory
from training.tests.spot_steps import SALT, announced, drawn, drawn_all, finish, planned, refused, take

pytestmark = pytest.mark.django_db


def frozen(rows, **change):
    """Whether the database refuses the change, or to delete the rows without one."""
    try:
        with transaction.atomic():
            rows.update(**change) if change else rows._raw_delete(rows.db)
    except (IntegrityError, DatabaseError) as error:
        return "is evidence" in str(error)
    return False


def test_population_is_the_active_people_of_the_subtree_who_finished(cast):
    check = planned(cast)
    UserFactory(department=cast.own)
    gone = UserFactory(department=cast.own, is_active=False)
    finish(check.programme, gone)
    plan = plan_draw(check)
    # learner, trainer, editor and overseer stand in the department itself, junior one level below.
    assert [(one.department, one.count) for one in plan.strata] == [("组织部", 4), ("干部科", 1)]
    assert (plan.count, plan.size, plan.refusal) == (5, 3, "")


def test_strata_go_by_rank_band_and_level(cast):
    programme = ProgrammeFactory()
    chiefs = [UserFactory() for _number in range(4)]
    for chief in chiefs:
        PostingFactory(user=chief, department=cast.sub, rank_band=RankBand.TOWNSHIP_CHIEF)
    finish(programme, cast.junior, cast.learner, *chiefs)
    together = plan_draw(planned(cast, programme=programme, levels=0, size=3))
    assert [(one.department, one.count, one.seats) for one in together.strata] == [("组织部", 2, 1), ("组织部", 4, 2)]
    apart = plan_draw(planned(cast, programme=programme, levels=1, size=3, minimum=1))
    assert [(one.department, one.count, one.seats) for one in apart.strata] == [
        ("组织部", 1, 1),
        ("干部科", 1, 1),
        ("干部科", 4, 1),
    ]


def test_plan_says_why_nothing_can_be_drawn(cast):
    assert plan_draw(planned(cast, programme=ProgrammeFactory())).refusal == "nobody"
    small = plan_draw(planned(cast, size=1, minimum=1))
    assert (small.refusal, [one.seats for one in small.strata]) == ("too_small", [None, None])


@pytest.mark.parametrize("wrong", [{"size": 3, "share": 10}, {"size": None}, {"due_on": datetime.date(2020, 1, 1)}])
def test_plan_that_says_too_much_or_too_little_is_refused(cast, wrong):
    check = planned(cast)
    for name, value in wrong.items():
        setattr(check, name, value)
    with pytest.raises(ValidationError):
        save_plan(check=check, saved_by=cast.trainer)


def test_seed_holds_characters_that_nobody_chose_and_is_published_once(cast):
    check = planned(cast)
    first = publish_seed(check=check, words=" 谈心  2026 ", published_by=cast.trainer)
    again = publish_seed(check=check, words="另一个", published_by=cast.trainer)
    assert first.seed.startswith("谈心 2026-")
    assert len(first.seed) == len("谈心 2026-") + 16
    assert (again.seed, again.seed_published_at, again.state) == (
        first.seed,
        first.seed_published_at,
        SpotCheckState.ANNOUNCED,
    )


def test_plan_is_frozen_by_the_publication_of_its_seed(cast):
    check = announced(cast)
    check.title = "改"
    with refused("published"):
        save_plan(check=check, saved_by=cast.trainer)
    rows = SpotCheck.objects.filter(pk=check.pk)
    for change in ({"title": "改"}, {"seed": "改"}, {"size": 4}, {"quiz_id": 0}, {"seed_published_at": None}):
        assert frozen(rows, **change)
    assert frozen(rows)
    assert not frozen(SpotCheck.objects.filter(pk=planned(cast).pk), title="改")


def test_draw_before_the_publication_of_the_seed_is_refused(cast):
    with refused("not_published"):
        draw_spot_check(check=planned(cast), drawn_by=cast.trainer)
    assert not SpotCheckMember.objects.exists()


def test_draw_takes_the_lowest_rank_values_and_freezes_the_population(cast):
    check = drawn(cast, levels=0, size=2)
    seed = f"谈心-{SALT}"
    people = [cast.learner, cast.junior, cast.trainer, cast.editor, cast.overseer]
    expected = sorted((rank_value(seed, one.staff_number), one.staff_number, one.name) for one in people)[:2]
    assert list(check.members.values_list("rank_value", "staff_number", "name")) == expected
    [stratum] = check.frozen_strata
    assert (stratum.key, stratum.count, stratum.seats) == ("010/clerk", 5, 2)
    assert stratum.people == sorted(one.staff_number for one in people)
    assert check.state == SpotCheckState.DRAWN
    assert frozen(SpotCheckStratum.objects.all(), count=7)
    assert frozen(SpotCheckMember.objects.all(), name="改")
    assert frozen(SpotCheckMember.objects.all())
    assert frozen(SpotCheck.objects.all(), drawn_at=None)


def test_draw_twice_draws_once(cast):
    check = drawn(cast)
    before = list(check.members.values())
    finish(check.programme, UserFactory(department=cast.own))
    again = draw_spot_check(check=check, drawn_by=cast.trainer)
    assert (again.drawn_at, list(again.members.values())) == (check.drawn_at, before)


def test_later_moves_do_not_touch_the_draw(cast):
    check = drawn(cast)
    cast.learner.is_active = False
    cast.learner.save()
    assert verify_draw(check).is_same


@translation.override("en")
def test_verification_finds_a_person_who_was_not_drawn(cast):
    check = drawn(cast, levels=0, size=2)
    lucky = UserFactory(department=cast.own)
    SpotCheckMember.objects.create(
        spot_check=check,
        stratum=check.frozen_strata[0],
        user=lucky,
        staff_number=lucky.staff_number,
        name=lucky.name,
        rank_value="0" * 64,
    )
    found = verify_draw(check)
    assert (found.is_same, found.unexpected, found.missing) == (False, [lucky.staff_number], [])
    with pytest.raises(CommandError, match="not what the seed draws"):
        call_command("draw_spot_check", check.pk, verify=True, stdout=StringIO())


@translation.override("en")
def test_command_verifies_and_prints_the_sample(cast):
    check = drawn(cast)
    output = StringIO()
    call_command("draw_spot_check", check.pk, "--verify", stdout=output)
    text = output.getvalue()
    assert f"seed\t{check.seed}" in text
    assert f"population\t{check.population_digest}" in text
    assert all(f"\t{member.staff_number}\t{member.rank_value}" in text for member in check.members.all())


@translation.override("en")
def test_command_draws_as_a_keeper_and_for_nobody_else(cast):
    check = announced(cast)
    with pytest.raises(CommandError, match="not for you"):
        call_command("draw_spot_check", check.pk, "--as", cast.auditor.staff_number, stdout=StringIO())
    with pytest.raises(CommandError, match="Nobody has been drawn"):
        call_command("draw_spot_check", check.pk, "--verify", stdout=StringIO())
    call_command("draw_spot_check", check.pk, "--as", cast.trainer.staff_number, stdout=StringIO())
    assert check.members.count() == 3


@translation.override("en")
def test_command_for_an_unknown_check_or_person_is_refused(cast):
    with pytest.raises(CommandError, match="no such spot check"):
        call_command("draw_spot_check", 0, "--verify")
    with pytest.raises(CommandError, match="staff number"):
        call_command("draw_spot_check", announced(cast).pk, "--as", "nobody")


def test_draw_after_the_last_day_is_refused(cast):
    check = announced(cast)
    with refused("due_passed"):
        draw_spot_check(check=check, drawn_by=cast.trainer, at=check.ends_at)


def test_quiz_without_questions_is_refused(cast):
    check = planned(cast, quiz=QuizFactory(questions=0))
    with refused("no_questions"):
        publish_seed(check=check, words="x", published_by=cast.trainer)


def test_close_waits_for_everybody_or_the_last_day_and_for_reviews(cast):
    check = drawn_all(cast)
    with refused("too_early"):
        close_spot_check(check=check, closed_by=cast.trainer)
    member = check.members.get(user=cast.learner)
    take(member, is_right=False)
    with refused("reviews_open"):
        close_spot_check(check=check, closed_by=cast.trainer, at=check.ends_at)
    decide_review(
        review=member.review, outcome=ReviewOutcome.NOTHING, reason="题意有两种读法。", decided_by=cast.trainer
    )
    closed = close_spot_check(check=check, closed_by=cast.trainer, at=check.ends_at)
    assert (closed.state, closed.closed_at) == (SpotCheckState.CLOSED, check.ends_at)
    again = close_spot_check(check=check, closed_by=cast.trainer, at=check.ends_at + datetime.timedelta(days=1))
    assert again.closed_at == check.ends_at


def test_close_as_soon_as_everybody_has_handed_in(cast):
    programme = ProgrammeFactory()
    finish(programme, cast.learner)
    check = drawn_all(cast, programme=programme)
    take(check.members.get(), is_right=True)
    assert close_spot_check(check=check, closed_by=cast.trainer).closed_at <= timezone.now()


@pytest.mark.parametrize("step", [save_plan, publish_seed, draw_spot_check, close_spot_check])
@pytest.mark.parametrize("name", ["learner", "editor", "overseer", "chief", "auditor", "reviewer"])
def test_steps_are_refused_to_those_who_do_not_keep_it(cast, step, name):
    check = planned(cast)
    actor = {
        save_plan: "saved_by",
        publish_seed: "published_by",
        draw_spot_check: "drawn_by",
        close_spot_check: "closed_by",
    }
    words = {"words": "x"} if step is publish_seed else {}
    with refused("not_yours"):
        step(check=check, **{actor[step]: getattr(cast, name)}, **words)
