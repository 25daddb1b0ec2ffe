"""The key by which the answers to a version are judged since a regrade, for whoever looks back at one."""

from dataclasses import dataclass

from training.enums import RegradeMode
from training.kinds import Order, Part, Response
from training.models import Answer, QuestionVersion
from training.same_parts import carry_order, carry_response


@dataclass(frozen=True)
class JudgedAnswer:
    """An answer in the terms of the version whose key counts: its parts, and order and response by their indices."""

    version: QuestionVersion
    order: Order
    response: Response

    @property
    def parts(self) -> list[Part]:
        return self.version.parts


def key_in_force(version: QuestionVersion) -> QuestionVersion:
    """The version with the key that counts for answers to `version`: itself, or that of the last corrected key.

    Where either key counts, it is the one that was asked. Prefetch `regrades__corrected`.
    """
    last = next((regrade for regrade in version.regrades.all() if regrade.corrected is not None), None)
    return last.corrected if last is not None and last.mode == RegradeMode.CORRECTED_KEY else version


def judged(answer: Answer) -> JudgedAnswer:
    """`answer` by the key in force; in practice, which is never marked anew, by the one that was shown."""
    shown = answer.version
    version = shown if answer.attempt.is_practice else key_in_force(shown)
    if version == shown:
        return JudgedAnswer(shown, answer.option_order, answer.response)
    return JudgedAnswer(
        version,
        carry_order(shown.kind, answer.option_order, shown.parts, version.parts),
        carry_response(shown.kind, answer.response, shown.parts, version.parts),
    )
