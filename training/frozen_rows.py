"""What no statement may change or delete any more, whoever sends it: the database itself refuses.

Versions of questions, markings and regrades never change; once an attempt is submitted, its answers keep what was given
and it keeps everything but its result. Triggers, because constraints see one row at a time and know no before.
Migrations do without them, as neither database alters a table that a trigger speaks of; they are put back after each
`migrate`, also because SQLite loses them when it rebuilds a table.
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
#: What an attempt keeps from its submission on; a result may come later and change.
KEPT = [
    "user_id", "quiz_id", "mode", "cycle", "number", "quiz_title", "content_version", "pass_mark", "skill_minimum",
    "multiple_marking", "started_at", "deadline_at", "submitted_at", "is_timed_out", "receipt",
]  # fmt: skip
IS_SUBMITTED = f"EXISTS (SELECT 1 FROM {ATTEMPTS} WHERE id = OLD.attempt_id AND submitted_at IS NOT NULL)"  # noqa: S608
WAS_SUBMITTED = "OLD.submitted_at IS NOT NULL"
MESSAGE = "This row is evidence and does not change."
Trigger = tuple[str, str, str, str]


def freeze_rows(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Puts the triggers in place; safe to repeat. Called after migrations, when every table is there."""
    connection = connections[using]
    if not {ANSWERS, ATTEMPTS, *FROZEN} <= set(connection.introspection.table_names()):
        return
    thaw_rows(sender, using)
    with connection.cursor() as cursor:
        for statement in CREATE[connection.vendor]:
            cursor.execute(statement)


def thaw_rows(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Takes the triggers away. Called before migrations; if one fails they are missing until the next succeeds."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in DROP[connection.vendor]:
            cursor.execute(statement)


def triggers(differs: str) -> list[Trigger]:
    """Name, table, event and condition of each. `differs` is how the database compares what may be NULL."""
    is_changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in KEPT)
    frozen = [(table, event, "TRUE") for table in FROZEN for event in ("UPDATE", "DELETE")]
    rules = [
        *frozen,
        (ANSWERS, f"UPDATE OF {', '.join(GIVEN)}", IS_SUBMITTED),
        (ANSWERS, "DELETE", IS_SUBMITTED),
        (ATTEMPTS, "UPDATE", f"{WAS_SUBMITTED} AND ({is_changed})"),
        (ATTEMPTS, "DELETE", WAS_SUBMITTED),
    ]
    ends = {"UPDATE": "is_frozen", "DELETE": "stays"}
    return [(f"{table}_{ends[event.split()[0]]}", table, event, condition) for table, event, condition in rules]


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for name, table, event, condition in triggers("IS NOT")
    ]


def _postgresql() -> list[str]:
    """Each with a function of its own: only there may a condition look at another table."""
    statements = []
    for name, table, event, condition in triggers("IS DISTINCT FROM"):
        statements.append(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN COALESCE(NEW, OLD); END $$"
        )
        statements.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    return statements


CREATE = {"sqlite": _sqlite(), "postgresql": _postgresql()}
DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name, *_rest in triggers("IS NOT")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, *_rest in triggers("IS NOT")],
}
