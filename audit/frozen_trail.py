"""The audit trail never changes: the database refuses, also to administrators and to statements of their own."""

from audit.frozen_rows import FrozenRows, Refusal

EVENTS = "audit_auditevent"


def refusals(differs: str) -> list[Refusal]:
    ends = {"UPDATE": "is_frozen", "DELETE": "stays"}
    return [Refusal(f"{EVENTS}_{end}", EVENTS, event, "TRUE") for event, end in ends.items()]


TRAIL = FrozenRows([EVENTS], refusals)
