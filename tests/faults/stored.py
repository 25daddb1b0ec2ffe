"""What the database holds. Needs Django to be set up."""

import hashlib

from django.db import connection

from training.models import Answer, QuizAttempt

from .stage import KEY
from .verdict import StoredAttempt

#: PostgreSQL: every index agrees with its table, every row can be read.
CHECK_INDEXES = """
SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.amname = 'btree' AND c.relkind = 'i' AND n.nspname = 'public'
"""
CHECK_TABLES = """
SELECT c.relname, h.msg FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
LATERAL verify_heapam(c.oid) h WHERE c.relkind = 'r' AND n.nspname = 'public'
"""


def read_attempts() -> dict[str, StoredAttempt]:
    """Every attempt by its key."""
    found = {}
    digests = {}
    rows = QuizAttempt.objects.values_list("pk", "user__staff_number", "submitted_at", "receipt", "points", "passed")
    for key, staff_number, submitted_at, receipt, points, passed in rows.order_by("pk"):
        found[str(key)] = StoredAttempt(staff_number, submitted_at is not None, receipt, points)
        digests[str(key)] = hashlib.sha256(repr((submitted_at, receipt, points, passed)).encode())
    answers = Answer.objects.values_list(
        "attempt_id", "position", "sequence", "option_order", "response", "saved_at", "mark", "version_id"
    )
    for key, position, sequence, order, response, *rest in answers.order_by("attempt_id", "position"):
        attempt = found[str(key)]
        attempt.answers[position] = (sequence, [order.index(part) for part in response])
        attempt.marks.append(rest[1])
        attempt.worth.append(int(response == [KEY]))
        digests[str(key)].update(repr((position, sequence, order, response, rest)).encode())
    for key, digest in digests.items():
        found[key].fingerprint = digest.hexdigest()
    return found


def check_integrity() -> list[str]:
    """What the database itself finds wrong with its files; empty if nothing is."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _check_sqlite(cursor)
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        # Raises at the first index that lacks a row or is out of order.
        cursor.execute(CHECK_INDEXES)
        cursor.execute(CHECK_TABLES)
        return [f"{table}: {message}" for table, message in cursor.fetchall()]


def _check_sqlite(cursor) -> list[str]:
    cursor.execute("PRAGMA integrity_check")
    findings = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    cursor.execute("PRAGMA foreign_key_check")
    return findings + [f"foreign key: {row}" for row in cursor.fetchall()]
