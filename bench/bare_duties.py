"""The same questions as bare SQL, written by hand: what a database needs for the answer alone."""

import csv
import datetime
import io
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from training.models import Programme
from training.services.duty_history import end_of
from training.services.risk_list import Place

ONE_DAY = datetime.timedelta(days=1)
STATUS = """
CASE WHEN progress = 'met' AND (valid_until IS NULL OR valid_until >= %(today)s) THEN 'met'
     WHEN exempt_from <= %(today)s AND (exempt_until IS NULL OR exempt_until >= %(today)s) THEN 'exempt'
     WHEN left_on <= %(today)s AND (due_on IS NULL OR left_on <= due_on) THEN 'left'
     WHEN valid_until < %(today)s THEN 'expired'
     WHEN progress = 'failed' THEN 'failed'
     WHEN due_on < %(today)s THEN 'overdue'
     ELSE progress END
"""
COUNTED = """
programme_id = %(programme)s AND counts_from <= %(today)s AND (counts_until IS NULL OR counts_until >= %(today)s)
"""
FIGURES = f"""
SELECT department_id, {STATUS} AS status, count(*) FROM training_duty
WHERE {COUNTED} AND department_id IS NOT NULL GROUP BY 1, 2
"""  # noqa: S608 - no word of it comes from outside
FIGURES_THEN = """
SELECT place, CASE
    WHEN then_ = 'met' AND (valid_until IS NULL OR valid_until >= %(today)s) THEN 'met'
    WHEN EXISTS (SELECT 1 FROM training_exemption e LEFT JOIN training_exemptionending n ON n.exemption_id = e.id
        WHERE e.user_id = t.user_id AND e.programme_id = t.programme_id AND e.effective_from <= %(today)s
        AND (e.effective_until IS NULL OR e.effective_until >= %(today)s)
        AND (n.last_day IS NULL OR n.last_day >= %(today)s)) THEN 'exempt'
    WHEN left_on <= %(today)s AND (due IS NULL OR left_on <= due) THEN 'left'
    WHEN valid_until < %(today)s AND (then_ = 'met' OR evidence_from IS NOT NULL) THEN 'expired'
    WHEN then_ = 'failed' THEN 'failed'
    WHEN due < %(today)s THEN 'overdue'
    ELSE then_ END AS status, count(*)
FROM (
    SELECT d.*,
        CASE WHEN since < %(end)s THEN progress ELSE coalesce((SELECT s.progress FROM training_dutystep s
            WHERE s.duty_id = d.id AND s.since < %(end)s ORDER BY s.id DESC LIMIT 1), 'not_started') END AS then_,
        coalesce((SELECT x.old_due_on FROM training_dueextension x WHERE x.duty_id = d.id AND x.granted_at >= %(end)s
            ORDER BY x.granted_at, x.id LIMIT 1), due_on) AS due,
        coalesce((SELECT m.came_from_id FROM training_dutymove m WHERE m.duty_id = d.id AND m.moved_on > %(today)s
            ORDER BY m.moved_on, m.id LIMIT 1), department_id) AS place
    FROM training_duty d WHERE programme_id = %(programme)s AND counts_from <= %(today)s
    AND (counts_until IS NULL OR counts_until >= %(today)s)
) t WHERE place IS NOT NULL GROUP BY 1, 2
"""
AT_RISK = f"""
SELECT path, due, risk.id, status, name, staff_number FROM (
    SELECT d.path, coalesce(t.due_on, '9999-12-31') AS due, t.id, t.user_id, {STATUS} AS status
    FROM training_duty t JOIN cadres_department d ON d.id = t.department_id
    WHERE {COUNTED} AND (t.progress <> 'met' OR t.valid_until < %(today)s) AND d.path >= %(path)s
) risk JOIN cadres_user u ON u.id = risk.user_id
WHERE (status IN ('overdue', 'failed', 'expired')
       OR (status = 'not_started' AND due BETWEEN %(today)s AND %(soon)s))
  AND (path, due, risk.id) > (%(path)s, %(due)s, %(pk)s)
ORDER BY path, due, risk.id LIMIT 51
"""  # noqa: S608
OWN = """
SELECT t.*, p.title FROM training_duty t JOIN training_programme p ON p.id = t.programme_id WHERE t.user_id = %(user)s
"""
PEOPLE = f"""
SELECT u.name, u.staff_number, d.name, d.code, p.post, {STATUS} AS status, t.due_on, t.earned_at
FROM training_duty t JOIN cadres_user u ON u.id = t.user_id JOIN cadres_department d ON d.id = t.department_id
LEFT JOIN cadres_posting p ON p.user_id = u.id AND p.ends_on IS NULL AND p.is_primary
WHERE {COUNTED} ORDER BY d.path, u.name_sort_key
"""  # noqa: S608
NEWCOMERS = """
SELECT count(*) FROM cadres_posting p JOIN cadres_user u ON u.id = p.user_id AND u.is_active
WHERE p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s) AND NOT EXISTS (
    SELECT 1 FROM training_duty t JOIN training_dutyclaim c ON c.duty_id = t.id
    WHERE t.user_id = p.user_id AND t.programme_id = %(programme)s)
"""
LEAVERS = """
SELECT count(*) FROM training_duty t JOIN cadres_user u ON u.id = t.user_id
WHERE t.progress <> 'met' AND t.left_on IS NULL AND (NOT u.is_active OR NOT EXISTS (
    SELECT 1 FROM cadres_posting p WHERE p.user_id = u.id AND p.starts_on <= %(today)s
    AND (p.ends_on IS NULL OR p.ends_on >= %(today)s)))
"""
MOVED = """
SELECT count(*) FROM training_duty t JOIN cadres_posting p ON p.user_id = t.user_id AND p.is_primary
WHERE p.ends_on IS NULL AND (t.due_on IS NULL OR t.due_on >= %(today)s) AND t.counts_until IS NULL
AND p.department_id <> t.department_id
"""
RENEWALS = """
SELECT count(*) FROM training_duty t WHERE t.progress = 'met' AND t.valid_until <= %(soon)s AND t.counts_until IS NULL
"""

#: By the rules that come with the portal. `since`: the first year of the period of five for county level.
STANDINGS = """
SELECT path, place, name, name_sort_key, staff_number, hours, CASE
    WHEN rank_band = 'village' THEN 'not_asked'
    WHEN rank_band = 'county' AND in_period >= 550 AND online >= 50 THEN 'met'
    WHEN rank_band <> 'county' AND hours >= 90 AND online >= 50 THEN 'met'
    ELSE 'under_way' END AS state
FROM (
    SELECT d.path, d.name AS place, person.name, name_sort_key, staff_number, rank_band, online.of_year AS online,
        coalesce(online.of_year, 0) + coalesce(there.of_year, 0) + coalesce(outside.of_year, 0) AS hours,
        coalesce(online.of_all, 0) + coalesce(there.of_all, 0) + coalesce(outside.of_all, 0) AS in_period
    FROM cadres_posting p JOIN cadres_user person ON person.id = p.user_id AND person.is_active
    JOIN cadres_department d ON d.id = p.department_id
    LEFT JOIN (
        SELECT user_id, sum(hours) FILTER (WHERE earned_at >= %(year)s) AS of_year, sum(hours) AS of_all
        FROM training_coursecompletion WHERE earned_at >= %(since)s GROUP BY user_id
    ) online ON online.user_id = p.user_id
    LEFT JOIN (
        SELECT user_id, sum(hours) FILTER (WHERE attended_on >= %(year_day)s) AS of_year, sum(hours) AS of_all
        FROM training_attendance a LEFT JOIN training_attendancewithdrawal w ON w.attendance_id = a.id
        WHERE attended_on >= %(since_day)s AND w.id IS NULL GROUP BY user_id
    ) there ON there.user_id = p.user_id
    LEFT JOIN (
        SELECT user_id, sum(r.hours) FILTER (WHERE ended_on >= %(year_day)s) AS of_year, sum(r.hours) AS of_all
        FROM training_outsidereview r JOIN training_outsidetraining t ON t.id = r.training_id
        WHERE r.is_accepted AND ended_on >= %(since_day)s GROUP BY user_id
    ) outside ON outside.user_id = p.user_id
    WHERE p.is_primary AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s)
) sums
"""
HOURS = f"SELECT path, state, hours, count(*) FROM ({STANDINGS}) standing GROUP BY 1, 2, 3"  # noqa: S608
# Set down first: PostgreSQL takes the people of one state for few, and joins them in a loop.
HOURS_PAGE = f"""
WITH standing AS MATERIALIZED ({STANDINGS})
SELECT name, staff_number, place, hours, count(*) OVER () FROM standing
WHERE state = 'under_way' ORDER BY path, name_sort_key, staff_number LIMIT 50
"""  # noqa: S608


def ask(statement: str, programme: Programme | None = None, **params: Any) -> Sequence[tuple[Any, ...]]:
    """The answer to `statement`."""
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=settings.AT_RISK_DAYS)
    values = {"today": today, "soon": soon, "programme": programme and programme.pk, **params}
    end = end_of(values["today"]).astimezone(datetime.UTC)
    values["end"] = f"{end:%Y-%m-%d %H:%M:%S}"
    # Dates as SQLite keeps them; PostgreSQL takes them from text as well.
    values = {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in values.items()}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def at_risk(programme: Programme, after: Place | None) -> Sequence[tuple[Any, ...]]:
    """A page of the list of those at risk, from behind `after` on."""
    place = {"path": "", "due": "0001-01-01", "pk": 0}
    if after is not None:
        place = {"path": after.path, "due": after.due_on, "pk": after.pk}
    return ask(AT_RISK, programme, **place)


def ask_hours(statement: str) -> Sequence[tuple[Any, ...]]:
    """The answer to a question about the hours of this year."""
    first = datetime.date(timezone.localdate().year, 1, 1)
    since = first.replace(year=first.year - (first.year - 2023) % 5)
    moments = {
        name: f"{end_of(day - ONE_DAY).astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S}"
        for name, day in [("year", first), ("since", since)]
    }
    return ask(statement, **moments, year_day=first, since_day=since)


def write_people(programme: Programme) -> int:
    """Everybody of `programme` as CSV into memory; returns the length of the text."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(ask(PEOPLE, programme))
    return file.tell()


def look_for_changes(programmes: Sequence[Programme]) -> None:
    """Finds whatever the task of the night would have to change."""
    for programme in programmes:
        ask(NEWCOMERS, programme)
    for statement in (LEAVERS, MOVED, RENEWALS):
        ask(statement)
