"""Each rule about commendation agrees with its QuerySet for the whole cast, the retired and the signed-out."""

import pytest

from training.commendation_permissions import (
    user_can_decide_nomination,
    user_can_keep_rounds,
    user_can_nominate,
    user_can_view_honour,
    user_can_view_nomination,
    user_can_view_rounds,
)
from training.models import CommendationEntry, CommendationRound, Nomination
from training.services.commendations import choose_honour, nominate
from training.tests.commendation_steps import adoption, nominated, opened, published
from training.tests.test_spot_permissions import named

pytestmark = pytest.mark.django_db

NOMINATORS = {"trainer", "editor", "overseer", "outside_overseer", "chief", "administrator"}


def test_rounds_are_seen_by_those_who_nominate_decide_or_audit(cast):
    of_round = opened(cast)
    for who, person in named(cast).items():
        listed = of_round in CommendationRound.objects.visible_to(person)
        assert user_can_view_rounds(person) == listed == (who in NOMINATORS | {"auditor"}), who
        assert user_can_keep_rounds(person) == (who in {"chief", "administrator"}), who


def test_nominations_are_seen_and_decided_by_the_same_people_one_by_one_and_in_lists(cast):
    of_round = opened(cast)
    every = {
        "learner": nominated(cast, of_round),
        "outsider": nominated(cast, of_round, nominee=cast.outsider, by=cast.outside_overseer),
        "overseer": nominated(cast, of_round, nominee=cast.overseer, by=cast.trainer),
        "chief": nominated(cast, of_round, nominee=cast.chief, by=cast.administrator),
        "own": nominate(
            of_round=of_round,
            nominee=cast.own,
            grounds=[adoption(cast.other, cast.outsider)],
            statement="x",
            nominated_by=cast.chief,
        ),
    }
    views = {
        "trainer": {"learner", "overseer", "own"},
        "editor": {"learner", "overseer", "own"},
        "overseer": {"learner", "own"},
        "outside_overseer": {"outsider"},
        "chief": {"learner", "outsider", "overseer", "own"},
        "administrator": set(every),
        "auditor": set(every),
    }
    decides = {
        "chief": {"learner", "outsider", "overseer"},
        "administrator": {"learner", "outsider", "overseer", "own"},
    }
    for who, person in named(cast).items():
        seen, may = Nomination.objects.visible_to(person), Nomination.objects.decidable_by(person)
        for name, one in every.items():
            assert user_can_view_nomination(person, one) == (one in seen) == (name in views.get(who, set())), (
                who,
                name,
            )
            decided = user_can_decide_nomination(person, one)
            assert decided == (one in may) == (name in decides.get(who, set())), (who, name)


def test_people_and_departments_are_nominated_by_those_who_see_them(cast):
    people = named(cast)
    assert {who for who, one in people.items() if user_can_nominate(one, cast.learner)} == NOMINATORS - {
        "outside_overseer"
    }
    assert {who for who, one in people.items() if user_can_nominate(one, cast.other)} == {
        "outside_overseer", "chief", "administrator",
    }  # fmt: skip
    assert not any(user_can_nominate(one, one) for one in cast.people().values())


@pytest.mark.parametrize("is_shown", [None, True, False])
def test_honours_are_seen_by_the_same_people_one_by_one_and_in_lists(cast, is_shown):
    entry = published(cast).entries.get()
    if is_shown is not None:
        choose_honour(entry=entry, is_shown=is_shown, chosen_by=cast.learner)
    hidden_from = {"reviewer", "signed_out"}
    if is_shown is False:
        hidden_from |= set(cast.people()) - {"learner", "chief", "administrator", "auditor"}
    for who, person in named(cast).items():
        listed = entry in CommendationEntry.objects.visible_to(person)
        assert user_can_view_honour(person, entry) == listed == (who not in hidden_from), who
