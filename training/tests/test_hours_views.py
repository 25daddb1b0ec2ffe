"""The pages of hours: one's own, those of a person, of departments, the registration form, and the tables behind."""

import datetime

import bs4
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import AuditEvent
from cadres.enums import RankBand
from cadres.tests.factories import DepartmentFactory, PostingFactory, UserFactory
from content.tests.pdf_text import pdf_text
from training.hours_forms import MOST_YEARS
from training.models import CoursePage, HoursRule, HoursStep
from training.services.certification import issue_certificate
from training.tests.certificate_steps import finish
from training.tests.factories import CourseFactory, LessonFactory
from training.tests.hours_rows import attend, complete, go_outside
from training.tests.test_board import SEES_BOARD

OWN, FORM, FILE = (reverse(f"training:{name}") for name in ("hours", "hours_form", "hours_form_file"))
BOARD, PEOPLE = (reverse(f"training:{name}") for name in ("hours_board", "hours_people"))
FIGURES = [BOARD, PEOPLE]
BY_STATE = f"{PEOPLE}?state=under_way"
PERSON = ["person_hours", "person_hours_form", "person_hours_form_file"]
YEAR = timezone.localdate().year
DAY = datetime.date(YEAR, 1, 1)


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def rule(cast):
    """Three hours of this year from everybody but village cadres, one of them online."""
    bands = [band.value for band in RankBand if band != RankBand.VILLAGE]
    return HoursRule.objects.create(
        rank_bands=bands, hours=3, online_hours=1, effective_from=DAY, source="《本区培训规定》第三条"
    )


def open_as(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def main_text(response):
    return bs4.BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ", strip=True)


def names(response):
    return {line.post.user.name for line in response.context["lines"]}


def of_person(name, user):
    return reverse(f"training:{name}", args=[user.pk])


# --- one's own, and that of a person -------------------------------------------------------


def test_own_hours_show_each_training_the_sums_the_rule_and_what_is_missing(client, cast, rule):
    attend(cast.learner, "1.5", DAY)
    complete(cast.learner, "0.5", DAY)
    go_outside(cast.junior, "40", DAY)
    response = open_as(client, cast.learner, OWN)
    text = main_text(response)

    assert [(entry.title, entry.hours) for entry in response.context["entries"]] == [
        ("先把目的想清楚", 0.5),
        ("谈心谈话情景演练半天", 1.5),
    ]
    assert [hours for _category, hours in response.context["line"].categories] == [0.5, 1.5, 0]
    for words in ["Not enough yet", "Missing: 1 hours, 0.5 hours online", "2 of 3", "0.5 of 1", rule.source]:
        assert words in text


def test_another_year_shows_that_year(client, cast):
    attend(cast.learner, "2", datetime.date(YEAR - 1, 5, 5))

    assert [len(open_as(client, cast.learner, OWN, year=year).context["entries"]) for year in (YEAR, YEAR - 1)] == [
        0,
        1,
    ]


@pytest.mark.parametrize("year", ["x", str(YEAR + 1), "1900", "0"])
def test_a_year_that_is_none_is_not_found(client, cast, year):
    assert open_as(client, cast.learner, OWN, year=year).status_code == 404
    assert open_as(client, cast.chief, BOARD, year=year).status_code == 404


def test_result_of_a_course_names_the_certificate_that_rests_on_it(client, cast):
    row = complete(cast.learner, "1", DAY)
    completion = finish(cast.learner, title="谈心谈话技能培训")
    completion.required = [{"kind": "course", "target": row.course_id, "title": "课", "content_version": None}]
    completion.save()
    certificate = issue_certificate(completion=completion)

    assert [entry.certificates for entry in open_as(client, cast.learner, OWN).context["entries"]] == [
        (certificate.serial,)
    ]


@pytest.mark.parametrize("name", PERSON)
def test_hours_of_a_person_are_open_to_those_who_see_the_person(client, cast, name):
    address = of_person(name, cast.learner)
    answers = {part: open_as(client, user, address).status_code for part, user in cast.people().items()}

    seen = {"learner", "trainer", "editor", "overseer", "chief", "administrator"}
    assert answers == {part: 200 if part in seen else 404 for part in cast.people()}


@pytest.mark.parametrize("name", PERSON)
def test_person_sees_who_looked_at_their_hours(client, cast, name):
    open_as(client, cast.overseer, of_person(name, cast.learner))
    open_as(client, cast.learner, of_person(name, cast.learner))

    looks = AuditEvent.objects.about(cast.learner).of_action(AuditAction.RECORD_VIEWED)
    assert [look.actor_id for look in looks] == [cast.overseer.pk]


@pytest.mark.usefixtures("rule")
@pytest.mark.parametrize("expected", [(OWN, 21, 1), (OWN, 21, 3), (FORM, 25, 1), (FORM, 25, 3)])
def test_pages_of_a_person_take_the_same_queries_for_any_number_of_trainings(
    client, cast, expected, django_assert_num_queries
):
    address, queries, trainings = expected
    for _ in range(trainings):
        attend(cast.learner, "1", DAY)
        complete(cast.learner, "1", DAY)
        go_outside(cast.learner, "1", DAY)
    open_as(client, cast.learner, address)

    with django_assert_num_queries(queries):
        client.get(address)


# --- the registration form -----------------------------------------------------------------


def test_form_holds_person_trainings_sums_and_what_is_asked(client, cast, rule):
    go_outside(cast.learner, "24", DAY, began_on=datetime.date(YEAR - 1, 12, 29))
    attend(cast.learner, "3", datetime.date(YEAR - 1, 6, 1))

    response = open_as(client, cast.learner, FORM, first=YEAR - 1, last=YEAR)
    text = main_text(response)

    for words in ["林某", "组织部", "干事", f"{YEAR - 1}–{YEAR}", "市委党校", "谈心谈话情景演练半天", "Sum 27"]:
        assert words in text
    assert [line.account.sums.total for line in response.context["record"].years] == [3, 24]
    assert open_as(client, cast.learner, FORM).context["record"].total == 24


def test_form_as_pdf_holds_the_same(client, cast, rule):
    go_outside(cast.learner, "24", DAY, title="科级干部#进修*班")
    for number in range(30):
        attend(cast.learner, "0.5", DAY, title=f"第{number}次谈心谈话情景演练，题目写得比一行还要长一些，看看怎么换行")

    response = open_as(client, cast.learner, FILE)
    text = pdf_text(response.content)

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    for words in [
        "个人培训登记表",
        "林某",
        cast.learner.staff_number,
        "科级干部#进修*班",
        "外部培训",
        "39",
        "单位意见",
    ]:
        assert words in text
    # The head of the table comes again on each page on which the table goes on.
    assert text.count("证书编号") > 1


@pytest.mark.parametrize(
    "query", [{"first": YEAR, "last": YEAR - 1}, {"first": "x"}, {"first": YEAR - MOST_YEARS, "last": YEAR}]
)
def test_years_that_make_no_form_are_told_on_the_page_and_give_no_file(client, cast, query):
    PostingFactory(
        user=cast.learner,
        department=cast.own,
        starts_on=datetime.date(YEAR - MOST_YEARS - 1, 1, 1),
        ends_on=datetime.date(YEAR - MOST_YEARS, 1, 1),
    )
    response = open_as(client, cast.learner, FORM, **query)

    assert (response.status_code, response.context["record"]) == (200, None)
    assert response.context["form"].errors
    assert open_as(client, cast.learner, FILE, **query).status_code == 404


# --- departments ---------------------------------------------------------------------------


@pytest.mark.parametrize("address", FIGURES)
def test_figures_are_open_to_those_who_see_a_subtree_and_refused_to_others(client, cast, address):
    answers = {name: open_as(client, user, address).status_code for name, user in cast.people().items()}

    assert answers == {name: 200 if name in SEES_BOARD else 403 for name in cast.people()}


@pytest.mark.parametrize("address", [*FIGURES, OWN, FORM, FILE])
def test_pages_take_no_post(client, cast, address):
    client.force_login(cast.chief)

    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", FIGURES)
def test_departments_outside_the_own_subtree_are_not_there(client, cast, address):
    assert open_as(client, cast.overseer, address, department=cast.own.pk).status_code == 200
    assert open_as(client, cast.overseer, address, department=cast.other.pk).status_code == 404
    assert open_as(client, cast.overseer, address, state="unknown").status_code == 404


def test_figures_add_up_and_each_opens_the_list_of_exactly_its_people(client, cast, rule):
    for user in (cast.learner, cast.outsider):
        complete(user, "3", DAY)
    cast.junior.postings.update(rank_band=RankBand.VILLAGE)

    board = open_as(client, cast.chief, BOARD)
    rows = [*board.context["rows"], board.context["total"]]

    assert [(row.label, [figure.value for figure in row.figures]) for row in rows[1:]] == [
        ("组织部", [6, 1, 4, 0, 1]),
        ("卫健局", [2, 1, 1, 0, 0]),
        ("某区", [12, 2, 9, 0, 1]),
    ]
    assert (rows[-1].tally.percent, str(rows[-1].tally.average), str(rows[-1].tally.median)) == (18, "0.5", "0.0")
    for row in rows:
        for figure in row.figures:
            assert open_as(client, cast.chief, figure.url).context["page_obj"].paginator.count == figure.value
    assert names(open_as(client, cast.chief, PEOPLE, state="met")) == {"林某", "孙某"}
    assert names(open_as(client, cast.chief, PEOPLE, state="not_asked")) == {"钱某"}


def test_overseer_sees_the_own_department_alone(client, cast, rule):
    complete(cast.outsider, "3", DAY)
    board = open_as(client, cast.overseer, BOARD)

    assert board.context["total"].tally.people == 6
    assert "卫健局" not in board.content.decode()
    assert "孙某" not in names(open_as(client, cast.overseer, PEOPLE))


def test_a_year_that_is_over_says_who_has_too_little(client, cast):
    HoursRule.objects.all().delete()
    HoursRule.objects.create(
        rank_bands=["clerk"], hours=2, effective_from=datetime.date(YEAR - 1, 1, 1), source="《本区培训规定》"
    )
    complete(cast.learner, "2", datetime.date(YEAR - 1, 3, 1))

    tally = open_as(client, cast.chief, BOARD, year=YEAR - 1).context["total"].tally

    assert (tally.met, tally.under_way, tally.missed, tally.not_asked) == (1, 0, 11, 0)


@pytest.mark.parametrize("state", ["", "under_way"])
def test_people_pages_keep_the_filter_and_the_order(client, cast, rule, state):
    for _ in range(60):
        UserFactory(department=cast.sub)
    query = {"department": cast.sub.pk, **({"state": state} if state else {})}
    first, second = (open_as(client, cast.chief, PEOPLE, page=page, **query) for page in (1, 2))

    assert (len(first.context["lines"]), len(second.context["lines"])) == (50, 11)
    assert f"department={cast.sub.pk}" in first.context["query"]
    everybody = [line.post.pk for response in (first, second) for line in response.context["lines"]]
    assert len(set(everybody)) == 61


@pytest.mark.usefixtures("rule")
@pytest.mark.parametrize(
    "expected",
    [(page, queries, count) for page, queries in [(BOARD, 16), (PEOPLE, 17), (BY_STATE, 21)] for count in (1, 3)],
)
def test_figures_take_the_same_queries_for_any_number_of_departments_and_people(
    client, cast, expected, django_assert_num_queries
):
    address, queries, count = expected
    for _ in range(count):
        complete(UserFactory(department=DepartmentFactory(parent=cast.root)), "1", DAY)
    open_as(client, cast.chief, address)

    with django_assert_num_queries(queries):
        client.get(address)


# --- the tables ----------------------------------------------------------------------------


def rule_of(**changes):
    fields = {"rank_bands": ["clerk"], "hours": 40, "effective_from": DAY, "source": "《本区培训规定》"}
    return HoursRule(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rank_bands": []}, "rank_bands"),
        ({"source": ""}, "source"),
        ({"hours": 0}, "hours"),
        ({"years": 0}, "years"),
        ({"online_hours": 41}, "online_hours"),
        ({"days": 0}, "days"),
        ({"effective_from": datetime.date(2023, 8, 31)}, "effective_from"),
    ],
)
def test_a_rule_that_contradicts_itself_or_another_is_refused(db, changes, field):
    with pytest.raises(ValidationError) as refusal:
        rule_of(**changes).full_clean()

    assert set(refusal.value.message_dict) == {field}


def test_a_rule_may_be_edited_in_its_place_and_another_band_may_begin_the_same_day(db):
    found = HoursRule.objects.get(years=1)
    found.full_clean()
    rule_of(rank_bands=["village"], effective_from=found.effective_from).full_clean()


def test_table_of_a_year_shows_the_rules_in_force_alone(db):
    rule_of().save()

    assert {str(rule.hours) for rule in HoursRule.objects.in_force(YEAR)} == {"550.00", "90.00", "40.00"}
    assert {str(rule.hours) for rule in HoursRule.objects.in_force(YEAR - 1)} == {"550.00", "90.00"}
    HoursRule.objects.filter(hours=40).update(rank_bands=["township_chief", "township_deputy", "clerk"])
    assert {str(rule.hours) for rule in HoursRule.objects.in_force(YEAR)} == {"550.00", "40.00"}


@pytest.mark.parametrize("model", ["hoursrule", "hoursstep"])
def test_administrators_alone_keep_the_tables(client, cast, model):
    address = reverse(f"wagtailsnippets_training_{model}:list")
    answers = {name: open_as(client, user, address).status_code for name, user in cast.people().items()}

    assert {name for name, status in answers.items() if status == 200} == {"administrator"}
    page = open_as(client, cast.administrator, address).content.decode()
    assert page.count(f"/admin/snippets/training/{model}/edit/") >= {"hoursrule": 2, "hoursstep": 3}[model]


def test_administrator_adds_a_rule_and_nobody_deletes_one(client, cast):
    client.force_login(cast.administrator)
    fields = {"rank_bands": ["village"], "hours": "24", "years": "1", "online_hours": "0", "days": "", "day_hours": "6"}
    data = {**fields, "effective_from": DAY.isoformat(), "source": "《村干部培训办法》"}

    response = client.post(reverse("wagtailsnippets_training_hoursrule:add"), data)

    assert response.status_code == 302
    added = HoursRule.objects.get(hours=24)
    assert (added.rank_bands, added.source) == (["village"], "《村干部培训办法》")
    client.post(reverse("wagtailsnippets_training_hoursrule:delete", args=[added.pk]))
    assert HoursRule.objects.filter(pk=added.pk).exists()


@pytest.mark.parametrize(("minutes", "hours"), [(0, "0.25"), (15, "0.25"), (16, "0.50"), (29, "0.50"), (30, "1.00")])
def test_usual_hours_follow_the_table(db, minutes, hours):
    assert str(HoursStep.objects.worth(minutes)) == hours


def test_without_a_line_for_it_nothing_is_usual(db):
    HoursStep.objects.all().delete()

    assert HoursStep.objects.worth(40) is None


def test_form_of_a_course_suggests_the_usual_hours_and_changes_nothing(client, cast):
    course = CourseFactory(hours=2)
    LessonFactory(parent=course, minutes=12)
    LessonFactory(parent=course, minutes=8)
    LessonFactory(parent=course, minutes=60, live=False)
    row = complete(cast.learner, "2", DAY)
    address = reverse("wagtailadmin_pages:edit", args=[course.pk])

    texts = []
    for _ in range(2):
        texts.append(bs4.BeautifulSoup(open_as(client, cast.administrator, address).content, "html.parser").get_text())
        HoursStep.objects.update(hours=3)

    told = "take 20 minutes together. By the table of usual hours such a course is worth"
    assert [f"{told} {hours}." in text for hours, text in zip(("0.5", "3"), texts, strict=True)] == [True, True]
    row.refresh_from_db()
    assert (row.hours, CoursePage.objects.get(pk=course.pk).hours) == (2, 2)
