"""Facets: what is counted is what is listed, and the address holds the choice."""

from hypothesis import given
from hypothesis import strategies as st

from content.facets import count_topics, matching

# Two facets of four topics each: 0-3 and 4-7.
FACET_OF = {topic: "skill" if topic < 4 else "stage" for topic in range(8)}
carried_strategy = st.dictionaries(st.integers(1, 30), st.frozensets(st.sampled_from(range(8))), max_size=12)
chosen_strategy = st.builds(
    lambda skill, stage: {name: wanted for name, wanted in [("skill", skill), ("stage", stage)] if wanted},
    st.frozensets(st.sampled_from(range(4))),
    st.frozensets(st.sampled_from(range(4, 8))),
)


def test_matching_takes_any_topic_of_a_facet_and_every_facet():
    carried = {1: frozenset({0, 4}), 2: frozenset({1, 4}), 3: frozenset({0, 5}), 4: frozenset()}

    assert matching(carried, {"skill": frozenset({0, 1}), "stage": frozenset({4})}) == [1, 2]
    assert matching(carried, {}) == [1, 2, 3, 4]


def test_count_topics_ignores_the_choice_in_the_own_facet():
    carried = {1: frozenset({0, 4}), 2: frozenset({1, 4}), 3: frozenset({0, 5})}

    counts = count_topics(carried, {"skill": frozenset({0})}, FACET_OF)

    assert dict(counts) == {0: 2, 1: 1, 4: 1, 5: 1}


@given(carried_strategy, chosen_strategy)
def test_each_count_is_the_length_of_the_list_behind_it(carried, chosen):
    counts = count_topics(carried, chosen, FACET_OF)

    for topic, facet in FACET_OF.items():
        assert counts[topic] == len(matching(carried, chosen | {facet: frozenset({topic})}))


@given(carried_strategy, chosen_strategy)
def test_matching_keeps_the_order_of_the_list(carried, chosen):
    found = matching(carried, chosen)

    assert found == [page for page in carried if page in set(found)]
