"""The sentences of the report. Findings store codes; the reader's language is chosen when they are read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.kinds.faults import FAULTS

#: What is wrong with a file as a whole.
FILE_PROBLEMS: dict[str, str | Promise] = {
    "empty_file": _("The file is empty. Save the questions again and choose the new file."),
    "file_too_large": _("The file is larger than %(limit)s MB. Remove the pictures, or split it."),
    "wrong_extension": _(
        "Only .xlsx, .csv, .docx, .txt, .gift and .xml files can be read. Save the questions as one of these."
    ),
    "old_or_protected_workbook": _(
        "This is an old Office file (.doc, .xls) or one with a password. Save it as .docx or .xlsx without a password."
    ),
    "not_a_workbook": _("The name ends in .xlsx, but this is not an Excel workbook. Save it again as .xlsx."),
    "not_a_document": _("The name ends in .docx, but this is not a Word document. Save it again as .docx."),
    "workbook_named_csv": _(
        "The name ends in .csv, but this is an Excel workbook. Change the ending of its name to .xlsx."
    ),
    "broken_workbook": _("The file is damaged. Open it in Word, Excel or WPS, save it anew and choose that."),
    "suspicious_workbook": _(
        "The file contains parts that do not belong in a list of questions. Copy the questions into a new file."
    ),
    "workbook_unpacks_too_large": _(
        "The file unpacks to far more than questions need (limit: %(limit)s MB). Copy the questions into a new file."
    ),
    "document_too_large": _(
        "The document is far larger than a question paper. Copy the questions into a new document, or split it."
    ),
    "no_sheet": _("The workbook has no visible sheet. Show the sheet with the questions and save again."),
    "unknown_encoding": _("The characters of the file cannot be read. Save it as UTF-8."),
    "not_text": _("This is not a text file. Save the questions as UTF-8 text, .docx or .xlsx."),
    "broken_csv": _(
        "Line %(line)s: a quotation mark is not closed or stands inside a cell. Correct it or save as .xlsx."
    ),
    "broken_xml": _("Line %(line)s: this is not valid XML. Export the questions from Moodle again."),
    "not_moodle": _("The XML file begins with %(found)s and not with quiz. Export the questions as “Moodle XML”."),
    "too_many_rows": _("The file has more than %(limit)s rows. Delete the empty ones below the table, or split it."),
    "too_many_lines": _("The file has more than %(limit)s lines. Split it."),
    "too_many_columns": _("Row %(row)s has more than %(limit)s columns. Delete the columns to the right of the table."),
    "too_many_questions": _("The file has more than %(limit)s questions. Split it."),
    "too_much_text": _("The questions are too long for one file. Split it."),
    "missing_columns": _(
        "These columns are missing: %(missing)s. Row %(row)s has: %(found)s. Correct the headings or begin "
        "with the template."
    ),
    "column_twice": _("Two headings mean the same column: %(first)s and %(second)s. Delete one of the columns."),
    "no_questions": _("No question was found in the file. See below what the file should look like."),
}

#: What has to be mended before a question can come in.
PROBLEMS: dict[str, str | Promise] = {
    "unsupported_kind": _(
        "Questions of this kind (%(kind)s) do not exist here. Choose another kind and rewrite it, or leave it out."
    ),
    "unknown_kind": _("“%(kind)s” is no kind of question here. Choose one and look the question over."),
    "kind_not_told": _("Nothing tells what kind of question this is. Choose one and give the answer."),
    "question_too_long": _("This question has more than %(limit)s characters. Is a blank line missing?"),
    "cell_too_long": _("Column %(column)s has more than %(limit)s characters. Shorten it."),
    "date_in_cell": _("Column %(column)s holds a date (%(value)s). Format the column as text and write it again."),
    "formula_in_cell": _("Column %(column)s holds a formula (%(value)s). Write the text itself."),
    "number_lost_digits": _(
        "Column %(column)s: the spreadsheet has lost digits of this number. Format the column as text and "
        "write it again."
    ),
    "no_answer": _("The answer is missing. Say which one is right."),
    "answer_not_read": _("The answer “%(answer)s” cannot be understood. Write letters such as A or A、C."),
    "answer_beyond": _("The answer “%(answer)s” names more than the %(count)s entries there are."),
    "answers_differ": _("The stem says %(first)s and the answer says %(second)s. Keep one."),
    "no_truth": _("The answer “%(answer)s” says neither right nor wrong. Write 正确 or 错误."),
    "no_grade": _("The answer says nothing about %(letters)s. Write e.g. 最佳：A；可接受：B；有害：C、D."),
    "letters_not_in_order": _(
        "The entries are lettered %(letters)s. Letter them A, B, C, … without a gap, each at the start of a line."
    ),
    "order_not_read": _(
        "The answer “%(answer)s” is no order of the %(count)s entries. Write each letter once, e.g. BDAC."
    ),
    "no_arrow": _("Pair %(number)s: put an arrow between the two sides: left → right."),
    "no_points_told": _("Criterion %(number)s: say behind it how many points it is worth, e.g. （3分）."),
    "brace_missing": _("One of the braces { } around the answers is missing, or a blank line stands between them."),
    "several_answer_blocks": _(
        "There are several answers in braces { }; only the first is read. Make several questions."
    ),
    "reason_too_long": _("The reason has %(count)s characters; %(limit)s are allowed. Shorten it."),
    "no_skill": _("The skill is missing. Choose one of the four."),
    "unknown_skill": _("“%(skill)s” is none of the skills: %(known)s. Choose one."),
}

#: What a trainer should know, but which keeps no question out.
NOTES: dict[str, str | Promise] = {
    "unknown_columns": _("These columns are not used: %(columns)s"),
    "examples_left_out": _("Rows marked as examples are left out: %(count)s"),
    "lines_left_out": _("Lines that belong to no question are left out (%(count)s): %(lines)s"),
    "categories_left_out": _("Moodle's categories are left out: %(count)s. Give skills and topics instead."),
    "key_without_question": _("In the list of answers %(count)s numbers fit no question, or several: %(numbers)s"),
    "grades_assumed": _("Only the best reaction is told; all others are taken for harmful. Look them over."),
    "order_assumed": _("No answer is given; the entries are taken to stand in the right order."),
    "rubric_assumed": _("There is no rubric; one criterion of 10 points is set. Write a better one."),
    "read_as_situational": _(
        "Several choices earn marks, but only one can be chosen: read as situational judgement. Look over the grades."
    ),
    "weights_left_out": _("The right choices had different weights. Here each of them counts the same."),
    "partial_answer_left_out": _("“%(answer)s” earned a part of the mark; here an answer is right or wrong. Left out."),
    "feedback_in_reason": _("What was said about single choices now stands in the reason. Look it over."),
    "picture_left_out": _("There is a picture. Pictures do not come in: can the question be understood without it?"),
    "bad_difficulty": _("“%(value)s” is no difficulty from 1 to 5; 3 is set."),
    "bad_use": _("“%(value)s” is no use of a question that is known here (%(known)s); nothing is set."),
    "unknown_topics": _("These topics do not exist here and are left out: %(topics)s"),
    "no_reason": _("There is no reason yet, so it comes in as a draft."),
}

#: Why a question stays behind when others leave.
LEFT_BEHIND: dict[str, str | Promise] = {
    "not_finished": _("Not finished: nothing tells yet which answer is right."),
    "gift_one_gap": _("GIFT knows one gap in a question. Moodle XML and Excel take several."),
    "gift_arrow": _("GIFT takes the arrow -> in this question for its own. Moodle XML and Excel keep it."),
}

MESSAGES = LEFT_BEHIND | FILE_PROBLEMS | PROBLEMS | NOTES


def describe(code: str, params: Mapping[str, str | int]) -> str:
    """The sentence for `code` in the language in force."""
    text = MESSAGES[code] if code in MESSAGES else FAULTS[code]
    return str(text) % params
