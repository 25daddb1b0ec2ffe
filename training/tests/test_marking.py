from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from training.services.marking import MarkedAnswer, is_pass, judge, to_points

SHARES = st.fractions(0, 1, max_denominator=12)
ANSWERS = st.lists(st.builds(MarkedAnswer, skill=st.integers(1, 4), share=SHARES), max_size=30)


@given(st.fractions(0, 50))
def test_points_are_thousandths_and_never_more_than_earned(share):
    points = to_points(share)
    assert points == points.quantize(Decimal("0.001"))
    assert 0 <= share - Fraction(points) < Fraction(1, 1000)


def test_points_of_three_thirds_are_one():
    assert to_points(sum([Fraction(1, 3)] * 3)) == Decimal(1)


@given(st.fractions(0, 1), st.integers(1, 60), st.integers(1, 100))
def test_pass_from_rounded_points_is_the_pass_from_exact_ones(share, maximum, pass_mark):
    exact = share * maximum
    points = to_points(exact)
    assert is_pass(points=points, maximum=maximum, pass_mark=pass_mark) == (exact * 100 >= pass_mark * maximum)


def test_pass_of_an_empty_quiz_does_not_exist():
    assert not is_pass(points=Decimal(0), maximum=0, pass_mark=1)


@given(ANSWERS, st.integers(1, 100))
def test_verdict_counts_one_for_each_answer(answers, pass_mark):
    verdict = judge(answers, pass_mark=pass_mark)
    total = sum((answer.share for answer in answers), Fraction(0))
    assert (verdict.points, verdict.maximum) == (to_points(total), len(answers))
    assert verdict.passed == (len(answers) > 0 and total * 100 >= pass_mark * len(answers))


@given(ANSWERS, st.integers(1, 100), st.integers(1, 100))
def test_verdict_with_a_minimum_asks_it_of_every_skill(answers, pass_mark, minimum):
    verdict = judge(answers, pass_mark=pass_mark, skill_minimum=minimum)
    skills = {answer.skill for answer in answers}
    reached = all(
        judge([answer for answer in answers if answer.skill == skill], pass_mark=minimum).passed for skill in skills
    )
    assert verdict.passed == (judge(answers, pass_mark=pass_mark).passed and reached)
