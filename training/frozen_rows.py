"""What no statement may change or delete any more, whoever sends it: the database itself refuses.

Versions of questions, markings and regrades never change; once an attempt is submitted, its answers keep what was given
and it keeps everything but its result. A spot check keeps its plan once the seed is published, and whom it drew. A
finished practice talk never changes, and what was played stays. Versions of rules and what was decided about duties
never change either. A make-up keeps what was decided when it was opened, and how it was closed.
"""

from collections.abc import Callable

from audit.frozen_rows import FrozenRows, Refusal

#: Tables of which no row ever changes.
FROZEN = [
    "training_questionversion",
    "training_regrade",
    "training_markchange",
    "training_passdecision",
    "training_rubricmark",
    "training_markingdecision",
    "training_overridewithdrawal",
    "training_certificate",
    "training_certificaterevocation",
    "training_spotcheckstratum",
    "training_spotcheckreview",
    "training_spotcheckstatement",
    "training_spotcheckdecision",
    "training_nomination",
    "training_nominationdecision",
    "training_commendationnotice",
    "training_commendationentry",
    "training_honourchoice",
    "training_scenechoice",
    "training_ruleversion",
    "training_dueextension",
    "training_assignmentwithdrawal",
    "training_exemption",
    "training_exemptionending",
    "training_attendance",
    "training_attendancewithdrawal",
    "training_outsidetraining",
    "training_outsidereview",
    "training_outsidewithdrawal",
    "training_outsidereviewwithdrawal",
    "training_completionvoidance",
    "training_completionkeeping",
    "training_recheck",
    "training_makeupextension",
    "training_makeupappeal",
    "training_makeupappealdecision",
    "training_makeupclosure",
]
SPOT_CHECKS, SPOT_MEMBERS = "training_spotcheck", "training_spotcheckmember"
#: What a spot check keeps from the publication of its seed on.
PLANNED = [
    "title", "programme_id", "department_id", "levels", "quiz_id", "size", "share", "minimum", "due_on", "made_by_id",
    "made_at", "seed", "seed_published_by_id", "seed_published_at",
]  # fmt: skip
#: What the draw says of a person; the attempt is added once.
DRAWN = ["spot_check_id", "stratum_id", "user_id", "staff_number", "name", "rank_value"]
ANSWERS, ATTEMPTS = "training_answer", "training_quizattempt"
RUNS, SCENES = "training_scenerun", "training_sceneversion"
GIVEN = ["attempt_id", "version_id", "position", "option_order", "response", "sequence", "saved_at"]
#: What an attempt keeps from its submission on; a result may come later and change.
KEPT = [
    "user_id", "quiz_id", "mode", "cycle", "number", "quiz_title", "content_version", "pass_mark", "skill_minimum",
    "multiple_marking", "started_at", "deadline_at", "submitted_at", "is_timed_out", "receipt",
]  # fmt: skip
MAKE_UPS = "training_makeup"
#: What a make-up keeps from its opening on; cause, deadline and outcome follow from rows of their own.
DECIDED = [
    "duty_id", "number", "opened_for", "reason", "plan_data", "covers_duty", "consequence", "first_deadline",
    "opened_by_id", "opened_at",
]  # fmt: skip
IS_SUBMITTED = f"EXISTS (SELECT 1 FROM {ATTEMPTS} WHERE id = OLD.attempt_id AND submitted_at IS NOT NULL)"  # noqa: S608
WAS_SUBMITTED = "OLD.submitted_at IS NOT NULL"
WAS_FINISHED = "OLD.finished_at IS NOT NULL"
IS_PLAYED = f"EXISTS (SELECT 1 FROM {RUNS} WHERE version_id = OLD.id)"  # noqa: S608


def refusals(differs: str) -> list[Refusal]:
    """What is refused. `differs` is how the database compares what may be NULL."""

    def changed(columns: list[str]) -> str:
        return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)

    frozen = [(table, event, "TRUE") for table in FROZEN for event in ("UPDATE", "DELETE")]
    rules = [
        *frozen,
        (ANSWERS, f"UPDATE OF {', '.join(GIVEN)}", IS_SUBMITTED),
        (ANSWERS, "DELETE", IS_SUBMITTED),
        (ATTEMPTS, "UPDATE", f"{WAS_SUBMITTED} AND ({changed(KEPT)})"),
        (ATTEMPTS, "DELETE", WAS_SUBMITTED),
        (SPOT_CHECKS, "UPDATE", _steps_back(changed)),
        (SPOT_CHECKS, "DELETE", "OLD.seed_published_at IS NOT NULL"),
        (SPOT_MEMBERS, "UPDATE", f"OLD.attempt_id IS NOT NULL OR {changed(DRAWN)}"),
        (SPOT_MEMBERS, "DELETE", "TRUE"),
        (RUNS, "UPDATE", WAS_FINISHED),
        (RUNS, "DELETE", WAS_FINISHED),
        (SCENES, "UPDATE", "TRUE"),
        (SCENES, "DELETE", IS_PLAYED),
        (MAKE_UPS, "UPDATE", f"{changed(DECIDED)} OR (OLD.outcome <> '' AND OLD.outcome <> NEW.outcome)"),
        (MAKE_UPS, "DELETE", "TRUE"),
    ]
    ends = {"UPDATE": "is_frozen", "DELETE": "stays"}
    return [Refusal(f"{table}_{ends[event.split()[0]]}", table, event, condition) for table, event, condition in rules]


def _steps_back(changed: Callable[[list[str]], str]) -> str:
    """Whether a spot check would change what a step that was taken has fixed."""
    steps = {
        "seed_published_at": PLANNED,
        "drawn_at": ["drawn_at", "drawn_by_id"],
        "closed_at": ["closed_at", "closed_by_id"],
    }
    return " OR ".join(f"(OLD.{step} IS NOT NULL AND ({changed(kept)}))" for step, kept in steps.items())


EVIDENCE = FrozenRows([ANSWERS, ATTEMPTS, MAKE_UPS, SPOT_CHECKS, SPOT_MEMBERS, RUNS, SCENES, *FROZEN], refusals)
