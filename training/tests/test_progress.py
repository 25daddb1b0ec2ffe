import datetime

from hypothesis import given
from hypothesis import strategies as st

from training.enums import ProgressState
from training.progress import CourseProgress, UnitEvidence, course_progress

MOMENTS = st.datetimes(
    min_value=datetime.datetime(2024, 1, 1), max_value=datetime.datetime(2027, 1, 1), timezones=st.just(datetime.UTC)
)
UNITS = st.lists(
    st.builds(UnitEvidence, st.integers(1, 999), st.none() | MOMENTS, st.booleans()),
    max_size=8,
    unique_by=lambda unit: unit.unit_id,
)
MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)
TUESDAY = MONDAY + datetime.timedelta(days=1)


def test_progress_without_units_is_never_finished():
    assert course_progress([]) == CourseProgress(ProgressState.NOT_STARTED, 0, 0, None, None)


def test_progress_with_every_unit_met_is_earned_with_the_last():
    found = course_progress([UnitEvidence(1, TUESDAY), UnitEvidence(2, MONDAY)])
    assert found == CourseProgress(ProgressState.MET, 2, 2, None, TUESDAY)


def test_progress_with_an_open_unit_goes_on_with_the_first_open_one():
    found = course_progress([UnitEvidence(1, MONDAY), UnitEvidence(2), UnitEvidence(3, TUESDAY), UnitEvidence(4)])
    assert found == CourseProgress(ProgressState.IN_PROGRESS, 2, 4, 2, None)


def test_progress_with_something_begun_is_in_progress():
    found = course_progress([UnitEvidence(1), UnitEvidence(2, is_begun=True)])
    assert found == CourseProgress(ProgressState.IN_PROGRESS, 0, 2, 1, None)


def test_progress_with_a_unit_added_after_completion_stays_finished():
    found = course_progress([UnitEvidence(1, MONDAY), UnitEvidence(2)], completed_at=MONDAY)
    assert found == CourseProgress(ProgressState.MET, 1, 2, 2, MONDAY)


@given(UNITS)
def test_progress_is_earned_exactly_when_every_unit_is_met(units):
    found = course_progress(units)
    met = [unit.met_at for unit in units if unit.met_at]
    assert (found.state == ProgressState.MET) == (found.earned_at is not None) == bool(units and len(met) == len(units))
    assert found.earned_at in (None, max(met, default=None))
    assert found.finished == len(met) <= found.required == len(units)


@given(UNITS, UNITS, MOMENTS)
def test_progress_on_record_is_moved_by_no_change_of_units(before, after, completed_at):
    states = {course_progress(units, completed_at=completed_at).state for units in (before, after)}
    dates = {course_progress(units, completed_at=completed_at).earned_at for units in (before, after)}
    assert (states, dates) == ({ProgressState.MET}, {completed_at})
