"""What no statement may change any more, whoever sends it: the database itself refuses.

Versions of questions, markings and regrades never change; an answer keeps what was given once its attempt is submitted.
Triggers, because constraints see one row at a time and know no before. They are put in place after every migration:
SQLite loses them when it rebuilds a table.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections

#: Tables of which no row ever changes.
FROZEN = [
    "training_questionversion",
    "training_regrade",
    "training_markchange",
    "training_passdecision",
    "training_rubricmark",
    "training_markingdecision",
    "training_overridewithdrawal",
]
ANSWERS, ATTEMPTS = "training_answer", "training_quizattempt"
GIVEN = ["attempt_id", "version_id", "position", "option_order", "response", "sequence", "saved_at"]
IS_SUBMITTED = f"EXISTS (SELECT 1 FROM {ATTEMPTS} WHERE id = OLD.attempt_id AND submitted_at IS NOT NULL)"  # noqa: S608
MESSAGE = "This row is evidence and does not change."


def freeze_rows(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Puts the triggers in place; safe to repeat. Called after migrations, when every table is there."""
    connection = connections[using]
    if not {ANSWERS, *FROZEN} <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    statements = []
    for table in FROZEN:
        statements += _sqlite_trigger(table, "UPDATE", "1")
    return statements + _sqlite_trigger(ANSWERS, f"UPDATE OF {', '.join(GIVEN)}", IS_SUBMITTED)


def _sqlite_trigger(table: str, event: str, condition: str) -> list[str]:
    name = f"{table}_is_frozen"
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ]


def _postgresql() -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION training_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END $$"
    )
    answers = (
        "CREATE OR REPLACE FUNCTION training_refuse_late_answer() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {IS_SUBMITTED} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    statements = [refuse, answers]
    for table in FROZEN:
        statements += _postgresql_trigger(table, "UPDATE", "training_refuse_change")
    return statements + _postgresql_trigger(ANSWERS, f"UPDATE OF {', '.join(GIVEN)}", "training_refuse_late_answer")


def _postgresql_trigger(table: str, event: str, function: str) -> list[str]:
    name = f"{table}_is_frozen"
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
    ]


STATEMENTS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
