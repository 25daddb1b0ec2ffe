"""The Excel template: an example of every kind, and how to fill it in."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from training.enums import QuestionKind

from .columns import Column, heading_of
from .examples import EXAMPLES
from .sheet_writing import write_sheet

#: How the parts and the answer of each kind are written; the page of the import shows it too.
KIND_HELP: dict[QuestionKind, str | Promise] = {
    QuestionKind.SINGLE: gettext_lazy("One choice in each option; the answer is the letter of the right one: B"),
    QuestionKind.MULTIPLE: gettext_lazy("Like single choice; the answer names all that are right: A、C"),
    QuestionKind.TRUE_FALSE: gettext_lazy("No options; the answer is 正确 or 错误 (also 对, 错, √, ×, T, F)"),
    QuestionKind.FILL_IN: gettext_lazy(
        "____ in the stem for each gap; the options give in turn what is accepted, with | between several wordings"
    ),
    QuestionKind.ORDERING: gettext_lazy(
        "One step in each option; the answer gives the right order: C、A、B. Without an answer they stand in it"
    ),
    QuestionKind.MATCHING: gettext_lazy(
        "One pair in each option: left → right. A right side that fits nothing stands last: → right. No answer"
    ),
    QuestionKind.SITUATIONAL: gettext_lazy(
        "One reaction in each option; the answer grades them: 最佳：A；可接受：B；有害：C"
    ),
    QuestionKind.DIALOGUE: gettext_lazy(
        "One turn in each option: speaker：what is said; the answer names the faulty ones: B、D. Behind a turn may "
        "stand what is wrong with it: 【错：…】"
    ),
    QuestionKind.SHORT_ANSWER: gettext_lazy(
        "One criterion in each option with its points: …（3分）. The model answer is the reason"
    ),
}


def write_template(*, in_chinese: bool, skills: Sequence[str]) -> bytes:
    """An XLSX file with headings and examples, which are left out when it is handed in."""
    remark = _("Example: is not taken in")
    return write_sheet(
        EXAMPLES.values(),
        in_chinese=in_chinese,
        title=_("Questions"),
        remarks=[_mark(remark, in_chinese=in_chinese)] * len(EXAMPLES),
        explanation=_explanation(in_chinese=in_chinese),
        skills=skills,
    )


def _mark(remark: str, *, in_chinese: bool) -> str:
    """The remark, which must begin so that `sheet` knows it again, whatever the translation says."""
    sign = "示例" if in_chinese else "Example"
    return remark if remark.startswith(sign) else f"{sign}: {remark}"


def _explanation(*, in_chinese: bool) -> list[tuple[str, str]]:
    def name(column: Column) -> str:
        return heading_of(column, in_chinese=in_chinese)

    general = [
        (pgettext("sheet", "How to fill it in"), _("One row, one question. Write over the examples or delete them.")),
        (name(Column.STEM), _("The question as it is read, at most 1,000 characters.")),
        (name(Column.KIND), _("Choose from the list. Left empty, it is told from the answer.")),
        (name(Column.REASON), _("Why the key is right. Without a reason a question comes in as a draft.")),
        (name(Column.SKILL), _("One of the four skills.")),
        (name(Column.TOPICS), _("Names with ； between them, e.g. 谈前；年轻干部")),
        (name(Column.DIFFICULTY), _("1 (easy) to 5 (hard). Left empty: 3")),
        (name(Column.USE), _("仅供测验: never asked in practice. Left empty: practice and tests.")),
        (name(Column.REMARK), _("Is not taken in. A row whose remark begins with 示例 or example is left out.")),
    ]
    return general + [(str(kind.label), str(text)) for kind, text in KIND_HELP.items()]
