"""What is to be said about a draft: what the reader noticed, and what the rules of its kind ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cadres.sheets.quoting import enumerate_briefly, quote
from training.kinds import check_question
from training.kinds.folding import fold

from .draft import DraftQuestion, Finding
from .wording import NOTES

LONGEST_REASON = 1000
MOST_FAULTS = 10
#: Faults that follow from an answer that could not be read: the reader has said so already, and better.
_FOLLOW = frozenset(
    {"not_one_key", "keys_or_wrong_missing", "no_best", "no_faulty_turn", "gaps_differ", "too_few_parts"}
)


@dataclass(frozen=True)
class Vocabulary:
    """The skills and topics of the portal: their names by every way to write them (`fold`ed names and codes)."""

    skills: Mapping[str, str]
    topics: Mapping[str, str]

    def skill(self, text: str) -> str | None:
        """The name of the skill that `text` means."""
        return self.skills.get(fold(text))

    def topic(self, text: str) -> str | None:
        """The name of the topic that `text` means."""
        return self.topics.get(fold(text))


def check(draft: DraftQuestion, vocabulary: Vocabulary, *, default_skill: str = "") -> list[Finding]:
    """Everything to be said about `draft`; whether it can come into the bank tells `is_refused`."""
    findings = list(draft.findings)
    has_problem = is_refused(findings)
    if draft.kind:
        faults = check_question(kind=draft.kind, stem=draft.stem, parts=draft.parts)
        told = [fault for fault in faults if not (has_problem and fault.code in _FOLLOW)]
        findings += [Finding(fault.code, fault.params) for fault in told[:MOST_FAULTS]]
    if len(draft.reason) > LONGEST_REASON:
        findings.append(Finding("reason_too_long", {"count": len(draft.reason), "limit": LONGEST_REASON}))
    elif not draft.reason:
        findings.append(Finding("no_reason"))
    return findings + _check_labels(draft, vocabulary, default_skill)


def _check_labels(draft: DraftQuestion, vocabulary: Vocabulary, default_skill: str) -> list[Finding]:
    findings = []
    if draft.skill and vocabulary.skill(draft.skill) is None:
        known = enumerate_briefly(dict.fromkeys(vocabulary.skills.values()), most=10)
        findings.append(Finding("unknown_skill", {"skill": quote(draft.skill), "known": known}))
    elif not draft.skill and not default_skill:
        findings.append(Finding("no_skill"))
    unknown = [topic for topic in draft.topics if vocabulary.topic(topic) is None]
    if unknown:
        findings.append(Finding("unknown_topics", {"topics": enumerate_briefly(unknown)}))
    return findings


def is_refused(findings: Iterable[Finding]) -> bool:
    """Whether there is anything among `findings` that has to be mended first."""
    return any(finding.code not in NOTES for finding in findings)


def key_of(stem: str) -> str:
    """What two stems share that are the same but for width, case, blanks and punctuation."""
    return fold(stem)
