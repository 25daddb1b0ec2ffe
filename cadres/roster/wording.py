"""The sentences of the report. Findings store codes; the reader's language is chosen when they are read."""

import datetime
from collections.abc import Mapping

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cadres.enums import RankBand

#: What is wrong with a file as a whole.
FILE_PROBLEMS: dict[str, Promise] = {
    "empty_file": _("The file is empty. Save the roster again and choose the new file."),
    "file_too_large": _(
        "The file is larger than %(limit)s MB. Leave only the roster in it, or split it and mark each file as a part."
    ),
    "wrong_extension": _("Only CSV and XLSX files can be read. Save the roster as one of the two."),
    "old_or_protected_workbook": _(
        "This is an old Excel file (.xls) or one with a password. Save it as .xlsx without a password."
    ),
    "not_a_workbook": _("The name ends in .xlsx, but this is not an Excel workbook. Save it again as .xlsx or as CSV."),
    "workbook_named_csv": _(
        "The name ends in .csv, but this is an Excel workbook. Change the ending of its name to .xlsx."
    ),
    "broken_workbook": _(
        "The workbook is damaged. Open it in Excel or WPS, save it as a new .xlsx file and choose that."
    ),
    "suspicious_workbook": _(
        "The workbook contains parts that do not belong in a roster. Copy the table into a new workbook and save that."
    ),
    "workbook_unpacks_too_large": _(
        "The workbook unpacks to far more than a roster needs (limit: %(limit)s MB). Copy the table into a "
        "new workbook."
    ),
    "no_sheet": _("The workbook has no visible sheet. Show the sheet with the roster and save again."),
    "unknown_encoding": _("The characters of the file cannot be read. Save it as “CSV UTF-8” or as .xlsx."),
    "not_text": _("This is not a text file. Save the roster as “CSV UTF-8” or as .xlsx."),
    "broken_csv": _(
        "Line %(line)s: a quotation mark is not closed or stands inside a cell. Correct it or save as .xlsx."
    ),
    "too_many_rows": _(
        "The file has more than %(limit)s rows. Delete the empty rows below the table, or split the roster "
        "and mark each file as a part."
    ),
    "too_many_columns": _("Row %(row)s has more than %(limit)s columns. Delete the columns to the right of the table."),
    "missing_columns": _(
        "These columns are missing: %(missing)s. Row %(row)s has: %(found)s. Correct the headings or begin "
        "with the template."
    ),
    "column_twice": _("Two headings mean the same column: %(first)s and %(second)s. Delete one of the columns."),
    "no_rows": _("There are no people below the headings. Nothing would be imported."),
    "people_changed": _(
        "People, departments or the date have changed since the dry run. Nothing was written. Run the dry run "
        "again and look at the new report."
    ),
    "failed": _(
        "Something went wrong in the portal. Nothing was written. Try again; if it fails again, look into the "
        "log of the worker."
    ),
}

#: What is wrong with a row and how to mend it.
ROW_PROBLEMS: dict[str, Promise] = {
    "missing_value": _("Column %(column)s is empty. Fill it in."),
    "formula_cell": _("Column %(column)s holds a formula or begins with = + - @ (%(value)s). Write the value itself."),
    "date_in_text_column": _(
        "Column %(column)s holds a date (%(value)s). Format the column as text and write it again."
    ),
    "number_lost_digits": _(
        "Column %(column)s: the spreadsheet has lost digits of this number. Format the column as text and "
        "write it again."
    ),
    "too_long": _("Column %(column)s has more than %(limit)s characters: %(value)s. Shorten it."),
    "bad_code": _("Column %(column)s: “%(value)s” contains blanks, commas, quotation marks or @. Correct it."),
    "bad_email": _("Column %(column)s: “%(value)s” is not an e-mail address. Correct it or leave it empty."),
    "unknown_rank": _("Column %(column)s: “%(value)s” is not a rank band. Write one of these: %(known)s."),
    "bad_date": _("Column %(column)s: “%(value)s” is not a day. Write it like 2026-01-31 or 2026年1月31日."),
    "date_out_of_range": _("Column %(column)s: %(date)s is too long ago or too far ahead. Correct the year."),
    "duplicate_number": _("The staff number %(value)s stands in rows %(rows)s. Keep one of them."),
    "duplicate_email": _("The e-mail address %(value)s stands in rows %(rows)s. Each person needs their own."),
    "email_taken": _("The e-mail address %(email)s belongs to %(owner)s. Correct one of the two."),
    "number_zeros_lost": _(
        "%(value)s looks like %(known)s without its zeros. Format the column as text and write the number in full."
    ),
    "department_zeros_lost": _(
        "Department %(value)s looks like %(known)s without its zeros. Format the column as text and write the "
        "code in full."
    ),
    "unknown_department": _(
        "Department %(department)s is not known. Correct the code, or give the name of the new department in one row."
    ),
    "unknown_parent": _(
        "Department %(department)s is to stand below %(parent)s, which is not known. Correct the code, or add "
        "a row for %(parent)s with its name."
    ),
    "department_named_twice": _("Department %(department)s has several names in the file: %(values)s. Keep one."),
    "department_placed_twice": _(
        "Department %(department)s stands below several others in the file: %(values)s. Keep one."
    ),
    "department_cycle": _(
        "These departments stand below each other in a circle: %(chain)s. Correct the codes of the parents."
    ),
    "department_too_deep": _(
        "Department %(department)s lies more than %(limit)s levels deep. Correct the codes of the parents."
    ),
    "begins_too_early": _(
        "The new post begins on %(stated_date)s, but the one held now began on %(known_date)s. Give the day "
        "of the change, or leave it empty for today."
    ),
}

#: What would change.
CHANGES: dict[str, Promise] = {
    "name_changed": _("Name: %(old)s → %(new)s"),
    "email_changed": _("E-mail: %(old)s → %(new)s"),
    "department_changed": _("Department: %(old)s → %(new)s"),
    "post_changed": _("Post: %(old)s → %(new)s"),
    "rank_changed": _("Rank band: %(old_rank)s → %(new_rank)s"),
    "post_begins": _("Post in %(department)s from %(date)s: %(post)s"),
    "switched_on": _("Can sign in again"),
    "not_in_file": _("Not in the file: can no longer sign in, the post in %(department)s ends (%(post)s)"),
    "parent_changed": _("Stands below: %(old)s → %(new)s"),
    "department_at_top": _("At the top of the tree"),
    "department_below": _("Below %(parent)s"),
    "date_kept": _("The same post; its date stays %(known_date)s (the file has %(stated_date)s)."),
    "administrator_kept": _("Not in the file, but stays: an administrator, or you yourself."),
    "administrator_stays_off": _("Stays switched off: accounts of administrators are switched on by hand."),
    "unknown_columns": _("These columns are not used: %(columns)s"),
}

MESSAGES = FILE_PROBLEMS | ROW_PROBLEMS | CHANGES


def describe(code: str, params: Mapping[str, str | int]) -> str:
    """The sentence for `code` in the language in force."""
    shown = {name: _show(name, value) for name, value in params.items()}
    return str(MESSAGES[code]) % shown


def _show(name: str, value: str | int) -> str:
    if name.endswith("date"):
        return formats.date_format(datetime.date.fromisoformat(str(value)), "DATE_FORMAT")
    if name.endswith("rank"):
        return str(RankBand(str(value)).label)
    return str(value) or "—"
