"""Tables of marks that hypothesis makes up: people down, questions across."""

from decimal import Decimal

from hypothesis import strategies as st

#: Marks are stored in thousandths.
MARK = st.integers(0, 1000).map(lambda thousandths: Decimal(thousandths) / 1000)
RIGHT_OR_WRONG = st.sampled_from([Decimal(0), Decimal(1)])


def tables(marks=MARK, people=2, questions=2):
    """Marks of at least `people` people in at least `questions` questions, everybody asked everything."""
    return st.integers(questions, 6).flatmap(
        lambda width: st.lists(st.lists(marks, min_size=width, max_size=width), min_size=people, max_size=25)
    )


def drawn_tables():
    """The same, each person asked some of six questions."""
    draws = st.dictionaries(st.integers(0, 5), MARK, min_size=1, max_size=6)
    return st.lists(draws, min_size=2, max_size=25)
