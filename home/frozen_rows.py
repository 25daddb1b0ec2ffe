"""Requests for correction and their answers never change; the database itself refuses."""

from audit.frozen_rows import FrozenRows, Refusal

TABLES = ["home_correctionrequest", "home_correctionanswer"]
ENDS = {"UPDATE": "is_frozen", "DELETE": "stays"}


def refusals(differs: str) -> list[Refusal]:
    return [Refusal(f"{table}_{end}", table, event, "TRUE") for table in TABLES for event, end in ENDS.items()]


CORRECTIONS = FrozenRows(TABLES, refusals)
