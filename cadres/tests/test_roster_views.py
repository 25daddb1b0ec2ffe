import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from cadres.models import RosterImport, User
from cadres.roster.columns import Column, find_layout
from cadres.services import roster
from cadres.sheets.reading import read_table

from .roster_files import csv_file, row

State = RosterImport.State
LIST = "cadres:roster_imports"
SUN = row("A00901", "孙某某")


@pytest.fixture
def admin(client, cast):
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def started(cast):
    return make(cast, SUN)


def make(cast, *rows, is_partial=True, **fields):
    made = roster.start_import(
        uploaded_by=cast.administrator, file_name="名册.csv", content=csv_file(*rows), is_partial=is_partial
    )
    if fields:
        RosterImport.objects.filter(pk=made.pk).update(**fields)
    return RosterImport.objects.get(pk=made.pk)


def address(name, made):
    return reverse(f"cadres:{name}", args=[made.pk])


def upload(client, content, name="名册.csv", **fields):
    return client.post(reverse(LIST), {"file": SimpleUploadedFile(name, content), **fields}, follow=True)


def every_address(made):
    names = ["roster_import", "roster_import_status"]
    posts = ["apply_roster_import", "discard_roster_import", "check_roster_import_again"]
    return [
        ("get", reverse(LIST)),
        ("post", reverse(LIST)),
        ("get", reverse("cadres:roster_template")),
        *(("get", address(name, made)) for name in names),
        *(("post", address(name, made)) for name in posts),
    ]


def test_every_address_refuses_all_but_administrators(client, cast, started):
    for part, user in cast.people().items():
        if part == "administrator":
            continue
        client.force_login(user)
        answers = {getattr(client, method)(url).status_code for method, url in every_address(started)}
        assert answers == {403}, part
    assert RosterImport.objects.get() == started
    assert RosterImport.objects.get().state == State.READY


def test_every_address_sends_visitors_to_the_sign_in(client, started):
    for method, url in every_address(started):
        answer = getattr(client, method)(url)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("cadres:sign_in"))


def test_every_address_refuses_the_wrong_method(admin, started):
    for method, url in every_address(started):
        if url != reverse(LIST):
            assert getattr(admin, "post" if method == "get" else "get")(url).status_code == 405


def test_every_address_of_an_unknown_import_is_not_found(admin, started):
    started.pk += 1
    for method, url in every_address(started)[3:]:
        assert getattr(admin, method)(url).status_code == 404


def test_upload_leads_to_the_report(admin, cast):
    answer = upload(admin, csv_file(SUN), is_partial="on")
    made = RosterImport.objects.get()
    assert (answer.redirect_chain, answer.status_code) == ([(address("roster_import", made), 302)], 200)
    assert (made.file_name, made.uploaded_by, made.is_partial, made.state) == (
        "名册.csv", cast.administrator, True, State.READY
    )  # fmt: skip
    assert "孙某某 A00901" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.xls", b"x"), ("a.csv", b"a" * (10 * 1024 * 1024 + 1))],
)
def test_upload_refuses_at_once(admin, name, content):
    answer = upload(admin, content, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not RosterImport.objects.exists()


def test_upload_without_a_file_says_so(admin):
    answer = admin.post(reverse(LIST), {})
    assert answer.context["form"].errors["file"]


def test_upload_of_a_bad_file_is_reported(admin):
    with translation.override("en"):
        answer = upload(admin, b"PK\x03\x04", "a.xlsx")
    assert RosterImport.objects.get().state == State.REFUSED
    assert answer.context["lines"][0]["row"] is None
    assert "apply/" not in answer.content.decode()


def test_report_says_what_is_wrong_in_which_row(admin, cast):
    made = make(cast, SUN, row("A00902", "=1+1", starts_on="2026-02-30"))
    admin.cookies["django_language"] = "en"
    lines = admin.get(address("roster_import", made)).context["lines"]
    refused = [line for line in lines if line["outcome"] == "refused"]
    assert [(line["row"], line["texts"]) for line in refused] == [
        (
            3,
            [
                "Column 姓名 holds a formula or begins with = + - @ (=1+1). Write the value itself.",
                "Column 任职日期: “2026-02-30” is not a day. Write it like 2026-01-31 or 2026年1月31日.",
            ],
        )
    ]


def test_report_escapes_what_the_file_says(admin, cast):
    answer = admin.get(address("roster_import", make(cast, row("A00901", "<script>alert(1)</script>"))))
    assert "<script>alert" not in answer.content.decode()
    assert "&lt;script&gt;alert(1)" in answer.content.decode()


def test_report_is_filtered_by_outcome(admin, cast):
    made = make(cast, SUN, row(cast.learner.staff_number, "林某某", "010"))
    url = address("roster_import", made)
    assert len(admin.get(url).context["lines"]) == 2
    answer = admin.get(f"{url}?outcome=changed")
    assert [line["subject"] for line in answer.context["lines"]] == [f"林某某 {cast.learner.staff_number}"]
    assert admin.get(f"{url}?outcome=retired").context["lines"] == []
    assert admin.get(f"{url}?outcome=%3Cb%3E").context["lines"] == []


def test_report_figures_equal_the_lines_they_lead_to(admin, cast):
    made = make(cast, SUN, row(cast.learner.staff_number, "林某某", "020"), is_partial=False)
    url = address("roster_import", made)
    figures = [figure for figure in admin.get(url).context["outcomes"] if figure["url"]]
    assert len(figures) > 2
    for figure in figures:
        assert admin.get(url + figure["url"]).context["page_obj"].paginator.count == figure["value"]


def test_report_has_pages(admin, cast):
    made = make(cast, *[row(f"9{number:05}", "孙某某") for number in range(51)])
    url = f"{address('roster_import', made)}?outcome=created"
    assert len(admin.get(url).context["lines"]) == 50
    assert len(admin.get(f"{url}&page=2").context["lines"]) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_report_asks_as_often_whatever_its_length(admin, cast, rows, django_assert_num_queries):
    made = make(cast, *[row(f"9{number:05}", "孙某某") for number in range(rows)])
    url = address("roster_import", made)
    admin.get(url)
    with django_assert_num_queries(PAGE_QUERIES):
        admin.get(url)


@pytest.mark.parametrize("imports", [1, 3])
def test_history_asks_as_often_whatever_its_length(admin, cast, imports, django_assert_num_queries):
    for _number in range(imports):
        make(cast, SUN)
    admin.get(reverse(LIST))
    with django_assert_num_queries(PAGE_QUERIES + 1) as captured:
        answer = admin.get(reverse(LIST))
    assert len(answer.context["page_obj"].object_list) == imports
    assert not any('"findings"' in query["sql"] or '"content"' in query["sql"] for query in captured.captured_queries)


PAGE_QUERIES = 5


def test_apply_writes_and_says_so(admin, cast, started):
    answer = admin.post(address("apply_roster_import", started), follow=True)
    started.refresh_from_db()
    assert (started.state, started.decided_by) == (State.APPLIED, cast.administrator)
    assert User.objects.filter(staff_number="A00901").exists()
    body = answer.content.decode()
    assert "discard/" not in body
    assert "apply/" not in body


def test_apply_needs_the_box_when_many_would_be_retired(admin, cast):
    made = make(cast, SUN, is_partial=False)
    url = address("apply_roster_import", made)
    page = admin.get(address("roster_import", made))
    assert 'name="is_confirmed"' in page.content.decode()
    answer = admin.post(url, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert not User.objects.filter(staff_number="A00901").exists()
    admin.post(url, {"is_confirmed": "on"})
    assert User.objects.filter(staff_number="A00901").exists()


def test_apply_twice_warns(admin, started):
    admin.post(address("apply_roster_import", started))
    answer = admin.post(address("apply_roster_import", started), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_apply_is_not_offered_when_nothing_would_change(admin, cast):
    made = make(cast, row(cast.learner.staff_number, "林某"))
    assert "apply/" not in admin.get(address("roster_import", made)).content.decode()


def test_discard_drops_the_file(admin, started):
    admin.post(address("discard_roster_import", started))
    started.refresh_from_db()
    assert (started.state, started.content, started.findings) == (State.DISCARDED, None, [])
    assert admin.get(address("roster_import", started)).status_code == 200


def test_check_again_reads_the_file_once_more(admin, started):
    User.objects.create_user("A00901", "孙某某")
    admin.post(address("check_roster_import_again", started))
    started.refresh_from_db()
    assert (started.state, started.counts["changed"]) == (State.READY, 1)


def test_every_state_has_its_page(admin, cast, started):
    for state in State:
        RosterImport.objects.filter(pk=started.pk).update(state=state)
        assert admin.get(address("roster_import", started)).status_code == 200
        assert admin.get(reverse(LIST)).status_code == 200


@pytest.mark.parametrize("state", [State.READING, State.APPLYING])
def test_busy_import_shows_progress_without_scripting_too(admin, cast, state):
    made = make(cast, SUN, state=state, rows_done=500, rows_total=10_000)
    body = admin.get(address("roster_import", made)).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in body
    assert ('value="500" max="10000"' in body) is (state == State.READING)
    assert "js/progress" in body
    assert address("discard_roster_import", made) in body


def test_busy_import_tells_how_to_start_a_worker(admin, cast):
    long_ago = timezone.now() - datetime.timedelta(minutes=1)
    made = make(cast, SUN, state=State.READING)
    assert "data-progress-stalled hidden" in admin.get(address("roster_import", made)).content.decode()
    RosterImport.objects.update(changed_at=long_ago)
    body = admin.get(address("roster_import", made)).content.decode()
    assert "data-progress-stalled>" in body
    assert "make worker" in body


def test_status_tells_how_far_the_work_is(admin, cast):
    made = make(cast, SUN, state=State.READING, rows_done=500, rows_total=10_000)
    admin.cookies["django_language"] = "en"
    assert admin.get(address("roster_import_status", made)).json() == {
        "state": "reading",
        "is_busy": True,
        "is_stalled": False,
        "done": 500,
        "total": 10_000,
        "text": "500 of 10000 rows",
    }
    RosterImport.objects.update(state=State.APPLYING)
    status = admin.get(address("roster_import_status", made)).json()
    assert (status["is_busy"], status["total"], status["text"]) == (True, None, "Being applied")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_template_can_be_handed_in_again(admin, language):
    admin.cookies["django_language"] = language
    answer = admin.get(reverse("cadres:roster_template"))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    layout, _rows = find_layout(read_table("template.csv", answer.content, max_rows=10))
    assert set(layout.positions) == set(Column)
    assert layout.headings[Column.NAME] == ("姓名" if language == "zh-hans" else "name")
