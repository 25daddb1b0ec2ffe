"""A question on its way from a file to the bank, and what is to be said about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cadres.sheets.errors import UnreadableFile
from training.kinds import Part

MOST_QUESTIONS = 2_000
#: In all questions of a file: 1,500 for each.
MOST_CHARACTERS = 3_000_000
PART_WEIGHT = 20
MOST_ALIKE = 5

Params = dict[str, str | int]


@dataclass(frozen=True)
class Finding:
    """Something a trainer should know about a question or a file. `code` is worded by `wording.describe`."""

    code: str
    params: Params = field(default_factory=dict)

    def as_json(self) -> list[Any]:
        """Plain data to be stored."""
        return [self.code, self.params]

    @classmethod
    def from_json(cls, stored: list[Any]) -> "Finding":
        """What `as_json` stored."""
        code, params = stored
        return cls(code, params)


@dataclass
class DraftQuestion:
    """What a file says about one question.

    `where` is the row, paragraph or line at which it begins. `kind` is a QuestionKind, or empty when the file has a
    kind that the bank does not know. `skill` and `topics` are as the file writes them, names or codes; `difficulty`
    and `test_only` are None when the file does not say. `answer` is the answer as it is written, kept only where it
    cannot be read: otherwise the parts hold it. `findings` are what the reader noticed; `checking` adds what
    the rules say.
    """

    where: int
    kind: str = ""
    stem: str = ""
    parts: list[Part] = field(default_factory=list)
    reason: str = ""
    skill: str = ""
    topics: list[str] = field(default_factory=list)
    difficulty: int | None = None
    test_only: bool | None = None
    findings: list[Finding] = field(default_factory=list)
    answer: str = ""

    def note(self, code: str, **params: str | int) -> None:
        """Adds a finding; the same is said a few times at most."""
        if sum(finding.code == code for finding in self.findings) < MOST_ALIKE:
            self.findings.append(Finding(code, params))

    def content(self) -> tuple[Any, ...]:
        """Everything but the place in the file and the findings."""
        labels = (self.skill, self.topics, self.difficulty, self.test_only)
        return self.kind, self.stem, self.parts, self.reason, *labels

    def characters(self) -> int:
        """How much it holds; a part weighs something even when it is empty."""
        values = [value for part in self.parts for value in part.values()]
        texts = [value for value in values if isinstance(value, str)]
        texts += [text for value in values if isinstance(value, list) for text in value]
        return PART_WEIGHT * len(self.parts) + sum(
            map(len, [self.stem, self.reason, self.answer, self.skill, *self.topics, *texts])
        )

    def as_json(self) -> dict[str, Any]:
        """Plain data to be stored."""
        return {**vars(self), "findings": [finding.as_json() for finding in self.findings]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "DraftQuestion":
        """What `as_json` stored."""
        return cls(**{**stored, "findings": [Finding.from_json(finding) for finding in stored["findings"]]})


class Form(StrEnum):
    """What a file was read as."""

    SHEET = "sheet"
    WORD = "word"
    PAPER = "paper"
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE = "moodle"


@dataclass
class Reading:
    """All that was found in a file. `findings` speak of the file as a whole."""

    form: Form
    drafts: list[DraftQuestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    characters: int = 0

    def add(self, draft: DraftQuestion) -> None:
        """Takes a question. Raises UnreadableFile when the file holds more than a file may."""
        self.characters += draft.characters()
        if len(self.drafts) == MOST_QUESTIONS:
            raise UnreadableFile("too_many_questions", limit=MOST_QUESTIONS)
        if self.characters > MOST_CHARACTERS:
            raise UnreadableFile("too_much_text")
        self.drafts.append(draft)

    def note(self, code: str, **params: str | int) -> None:
        """Adds a finding about the file."""
        self.findings.append(Finding(code, params))
