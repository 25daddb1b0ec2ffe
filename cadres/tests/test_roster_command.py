import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from cadres.models import Department, RosterImport, User
from cadres.tests.factories import DepartmentFactory

from .roster_files import csv_file, row, xlsx_file

SUN = row("A00901", "孙某某", "000", post="科长")


@pytest.fixture
def folder(db, tmp_path):
    if not Department.objects.exists():
        DepartmentFactory(code="000", name="某区")

    def save(data, name="a.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


def run(path, *options):
    out = io.StringIO()
    with translation.override("en"):
        call_command("import_roster", str(path), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_import_roster_lists_and_writes_nothing(folder):
    output = run(folder(xlsx_file(SUN), "a.xlsx"))
    assert "2\t" in output
    assert "孙某某 A00901" in output
    assert "--apply" in output
    assert (User.objects.count(), RosterImport.objects.count()) == (0, 0)


def test_import_roster_applies(folder):
    assert "孙某某 A00901" in run(folder(csv_file(SUN)), "--apply")
    assert User.objects.get().staff_number == "A00901"
    assert (RosterImport.objects.get().state, RosterImport.objects.get().uploaded_by) == ("applied", None)


def test_import_roster_applies_in_the_name_of_an_administrator(cast, folder):
    run(folder(csv_file(SUN)), "--apply", "--partial", "--by", cast.administrator.staff_number)
    made = RosterImport.objects.get()
    assert (made.uploaded_by, made.decided_by, made.is_partial) == (cast.administrator, cast.administrator, True)


@pytest.mark.parametrize("part", ["learner", "overseer", "trainer"])
def test_import_roster_refuses_the_name_of_others(cast, folder, part):
    with pytest.raises(CommandError, match="administrator"):
        run(folder(csv_file(SUN)), "--apply", "--by", getattr(cast, part).staff_number)
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize("options", [[], ["--apply"]])
def test_import_roster_fails_for_a_wrong_row(folder, options):
    with pytest.raises(CommandError, match="refused"):
        run(folder(csv_file(SUN, SUN)), *options)
    assert not User.objects.exists()


@pytest.mark.parametrize("options", [[], ["--apply"]])
def test_import_roster_fails_for_a_bad_file(folder, options):
    with pytest.raises(CommandError):
        run(folder(b"PK\x03\x04", "a.xlsx"), *options)
    assert not User.objects.exists()


def test_import_roster_fails_for_a_missing_file(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.csv")


def test_import_roster_asks_before_it_retires_many(folder):
    run(folder(csv_file(SUN)), "--apply")
    path = folder(csv_file(row("A00902", "李某", "000")))
    with pytest.raises(CommandError, match="--confirm-retiring"):
        run(path, "--apply")
    assert User.objects.get().is_active
    run(path, "--apply", "--confirm-retiring")
    assert list(User.objects.order_by("staff_number").values_list("is_active", flat=True)) == [False, True]
