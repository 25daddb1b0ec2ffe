import csv
import io

import bs4
import pytest
from django.urls import reverse

from cadres.tests.factories import UserFactory
from content.enums import Visibility
from training.enums import QuestionKind
from training.models import Regrade
from training.permissions import user_can_keep_bank
from training.tests.factories import CourseFactory, QuestionFactory, QuizFactory
from training.tests.sittings import sit, sit_often

pytestmark = pytest.mark.django_db

KEEPERS = {"trainer", "administrator"}
INDEX = reverse("training:quizzes_statistics")


@pytest.fixture(autouse=True)
def english(client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


@pytest.fixture
def questions():
    return [QuestionFactory(stem=f"第{place}题") for place in (1, 2, 3)]


@pytest.fixture
def versions(questions):
    return [question.current_version() for question in questions]


@pytest.fixture
def quiz(questions):
    return QuizFactory(title="课后测验", questions=questions)


def of_quiz(quiz):
    return reverse("training:quiz_statistics", args=[quiz.pk])


def of_question(question):
    return reverse("training:question_statistics", args=[question.pk])


def export_of(quiz):
    return reverse("training:quiz_statistics_export", args=[quiz.pk])


def open_as(client, user, address, **query):
    client.force_login(user)
    return client.get(address, query)


def words(element):
    return " ".join(element.get_text(" ").split())


def main_of(response):
    return bs4.BeautifulSoup(response.content, "html.parser").find("main")


def lines(element):
    """The words of each cell of each line of the tables of figures; folds aside."""
    rows = [row for row in element.select("table tbody tr") if not row.find_parent("details")]
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in rows]


# --- who may look ------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["index", "quiz", "export", "question"])
def test_statistics_are_open_to_those_who_keep_the_bank(client, cast, quiz, questions, place):
    address = {
        "index": INDEX,
        "quiz": of_quiz(quiz),
        "export": export_of(quiz),
        "question": of_question(questions[0]),
    }[place]

    answers = {name: open_as(client, user, address).status_code for name, user in cast.people().items()}

    assert answers == {name: 200 if name in KEEPERS else 403 for name in cast.people()}
    assert {name for name, user in cast.people().items() if user_can_keep_bank(user)} == KEEPERS
    assert client.post(address).status_code == 405
    client.logout()
    assert client.get(address).url.startswith(reverse("cadres:sign_in"))


def test_statistics_are_closed_to_a_retired_trainer(cast):
    cast.trainer.is_active = False
    assert not user_can_keep_bank(cast.trainer)


def test_a_quiz_that_the_viewer_may_not_see_is_nowhere(client, cast, questions, versions):
    course = CourseFactory(visibility=Visibility.SUBTREE, department=cast.other)
    hidden = QuizFactory(parent=course, title="外单位的测验", questions=questions)
    sit_often(hidden, versions, people=10)

    assert open_as(client, cast.trainer, of_quiz(hidden)).status_code == 404
    assert open_as(client, cast.trainer, export_of(hidden)).status_code == 404
    assert open_as(client, cast.trainer, of_question(questions[0]), quiz=hidden.pk).status_code == 404
    assert "外单位的测验" not in open_as(client, cast.trainer, INDEX).content.decode()
    page = words(main_of(open_as(client, cast.trainer, of_question(questions[0]))))
    assert "外单位的测验" not in page
    assert "0 people were asked this version" in page
    assert open_as(client, cast.administrator, of_quiz(hidden)).status_code == 200


def test_how_many_people_figures_take_is_a_setting(client, cast, settings, quiz, questions):
    sit_often(quiz, [question.current_version() for question in questions], people=10)
    settings.STATISTICS_MINIMUM_PEOPLE = 11

    assert "from 11 people on" in words(main_of(open_as(client, cast.trainer, INDEX)))
    assert main_of(open_as(client, cast.trainer, of_quiz(quiz))).select(".scores") == []
    assert "from 11 people on" in words(main_of(open_as(client, cast.trainer, of_question(questions[0]))))
    settings.STATISTICS_MINIMUM_PEOPLE = 10
    assert main_of(open_as(client, cast.trainer, of_quiz(quiz))).select(".scores")


def test_statistics_of_what_does_not_exist_are_not_found(client, cast, quiz, questions, versions):
    sit(quiz, (versions[0], 1, [0]))

    assert open_as(client, cast.trainer, reverse("training:quiz_statistics", args=[0])).status_code == 404
    assert open_as(client, cast.trainer, reverse("training:question_statistics", args=[0])).status_code == 404
    for wanted in ("0", "x", QuizFactory().pk):
        assert open_as(client, cast.trainer, of_question(questions[0]), quiz=wanted).status_code == 404


def test_nobody_is_named(client, cast, quiz, questions, versions):
    for place in range(12):
        right = place % 4
        person = UserFactory(name=f"某甲{place}", staff_number=f"ZZ{place:04}")
        sit(
            quiz,
            *((version, int(at < right), [0 if at < right else 1]) for at, version in enumerate(versions)),
            user=person,
        )

    for address in (INDEX, of_quiz(quiz), export_of(quiz), of_question(questions[0])):
        text = open_as(client, cast.trainer, address).getvalue().decode()
        assert "某甲" not in text
        assert "ZZ0" not in text


# --- the list of quizzes ---------------------------------------------------------------------------


def test_index_lists_quizzes_with_their_figures(client, cast, quiz, versions):
    course = CourseFactory(title="谈后落实")
    QuizFactory(parent=course, title="小测")
    sit_often(quiz, versions, people=12)

    page = main_of(open_as(client, cast.trainer, INDEX))

    assert lines(page) == [["课后测验", quiz.course.title, "12", "50.0%", "50%"], ["小测", "谈后落实", "0", "—", "—"]]
    assert page.find("a", string="课后测验")["href"] == of_quiz(quiz)


def test_index_without_quizzes_says_where_they_come_from(client, cast):
    assert "No quizzes yet" in words(main_of(open_as(client, cast.trainer, INDEX)))


@pytest.mark.parametrize("count", [1, 3])
def test_index_takes_the_same_queries_for_any_number_of_quizzes(
    client, cast, versions, django_assert_num_queries, count
):
    for quiz in [QuizFactory() for _place in range(count)]:
        sit(quiz, (versions[0], 1, [0]))
    open_as(client, cast.trainer, INDEX)

    with django_assert_num_queries(11):
        assert len(lines(main_of(client.get(INDEX)))) == count


# --- a quiz ------------------------------------------------------------------------------------------


def test_page_of_a_quiz_shows_figures_chart_and_table(client, cast, quiz, questions, versions):
    sit_often(quiz, versions, people=12)

    page = main_of(open_as(client, cast.trainer, of_quiz(quiz)))

    facts = {
        words(fact.select_one(".measure__label")): words(fact.select_one(".measure__value"))
        for fact in page.select(".measure")
    }
    assert {label.partition(" ? ")[0]: value for label, value in facts.items()} == {
        "People counted": "12",
        "Mean score": "50.0%",
        "Passed at once": "50%",
        "Spread": "38.9",
        "Cronbach's alpha": "0.75",
        "Standard error": "±19.5",
    }
    assert [words(step) for step in page.select(".scores__people")] == [
        "3",
        "0",
        "0",
        "3",
        "0",
        "0",
        "3",
        "0",
        "0",
        "3",
    ]
    assert [[row[0], *row[1:4]] for row in lines(page)] == [
        [f"1. 第1题 Single choice · {versions[0].skill.name}", "12", "75%", "52"],
        [f"2. 第2题 Single choice · {versions[1].skill.name}", "12", "50%", "71"],
        [f"3. 第3题 Single choice · {versions[2].skill.name}", "12", "25%", "52"],
    ]
    assert len(page.select(".item-map__picture circle, .item-map__flagged")) == 3
    assert page.find("a", string="1. 第1题")["href"] == f"{of_question(questions[0])}?quiz={quiz.pk}"
    assert page.find("a", download=True)["href"] == export_of(quiz)


def test_each_figure_of_a_page_has_its_formula(client, cast, quiz, questions, versions):
    for place in range(24):
        sit(quiz, (versions[place % 2], 1, [0]), (versions[2], place % 2, [place % 2]))

    for address in (INDEX, of_quiz(quiz), of_question(questions[0])):
        page = main_of(open_as(client, cast.trainer, address))
        asked = {button["popovertarget"] for button in page.select("[popovertarget]")}
        assert asked
        assert asked <= {formula["id"] for formula in page.select(".formula")}


def test_page_of_a_quiz_below_ten_people_tells_their_number_alone(client, cast, quiz, versions):
    sit_often(quiz, versions, people=9)

    page = main_of(open_as(client, cast.trainer, of_quiz(quiz)))

    assert [words(value) for value in page.select(".measure__value")] == ["9"]
    assert page.select("table, svg.scores__column, .item-map") == []
    assert "Figures are told from 10 people on" in words(page)


def test_questions_worth_a_look_stand_by_what_is_wrong_with_them(client, cast, quiz, versions):
    for _person in range(10):
        sit(quiz, (versions[0], 0, [1]), (versions[1], 1, [0]), (versions[2], 1, [0]))
        sit(quiz, (versions[0], 1, [0]), (versions[1], 0, [1]), (versions[2], 0, [1]))

    page = main_of(open_as(client, cast.trainer, of_quiz(quiz)))

    found = {
        words(label): [words(link) for link in label.find_next_sibling("dd").select("a")]
        for label in page.select(".advice__label")
    }
    assert found["Key looks wrong"] == ["1. 第1题"]
    assert found["Negative discrimination"] == ["1. 第1题"]
    assert list(found) == ["Key looks wrong", "Negative discrimination", "Choice that nobody takes"]
    assert lines(page)[0][4] == "Key looks wrong Negative discrimination Choice that nobody takes"


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_quiz_takes_the_same_queries_for_any_number_of_questions(
    client, cast, django_assert_num_queries, count
):
    questions = [QuestionFactory() for _place in range(count)]
    quiz = QuizFactory(questions=questions)
    sit_often(quiz, [question.current_version() for question in questions], people=10 * count)
    open_as(client, cast.trainer, of_quiz(quiz))

    with django_assert_num_queries(13):
        assert len(lines(main_of(client.get(of_quiz(quiz))))) == count


def test_export_has_the_figures_of_the_page(client, cast, quiz, questions, versions):
    sit_often(quiz, versions[:2], people=12)
    sit(quiz, (versions[2], 1, [0]))

    response = open_as(client, cast.trainer, export_of(quiz))

    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))
    about = {"Version": "1", "Kind": "Single choice", "Skill": versions[0].skill.name}
    assert rows[0] == {
        "Number": "1",
        "Question": "第1题",
        **about,
        "People counted": "12",
        "Facility in percent": "67",
        "Discrimination": "50",
        "No answer, in percent": "0",
        "Worth a look": "",
    }
    assert [row["People counted"] for row in rows] == ["12", "12", "1"]
    assert [rows[2][name] for name in ("Facility in percent", "Discrimination", "No answer, in percent")] == [
        "",
        "",
        "",
    ]


# --- a question ----------------------------------------------------------------------------------------


def test_page_of_a_question_shows_who_chose_what(client, cast, quiz, questions, versions):
    for _person in range(10):
        sit(quiz, (versions[0], 1, [0]), (versions[1], 1, [0]))
        sit(quiz, (versions[0], 0, [2]), (versions[1], 0, []))

    page = main_of(open_as(client, cast.trainer, of_question(questions[0]), quiz=quiz.pk))

    texts = [part["text"] for part in versions[0].parts]
    assert lines(page) == [
        [f"{texts[0]} Right choice", "50%", "100%", "0%"],
        [texts[1], "0%", "0%", "0%"],
        [texts[2], "50%", "0%", "100%"],
        [texts[3], "0%", "0%", "0%"],
    ]
    assert words(page.select_one("tfoot")) == "No answer 0%"
    assert [words(value) for value in page.select(".measure__value")] == ["20", "50%", "100"]


@pytest.mark.parametrize("kind", QuestionKind)
def test_page_of_a_question_can_show_every_kind(client, cast, kind):
    question, other = QuestionFactory(kind=kind), QuestionFactory()
    quiz = QuizFactory(questions=[question, other])
    version = question.current_version()
    for place in range(20):
        sit(quiz, (version, place % 2, []), (other.current_version(), place % 2, [0]))

    page = main_of(open_as(client, cast.trainer, of_question(question)))

    expected = {
        QuestionKind.SINGLE: 4,
        QuestionKind.MULTIPLE: 4,
        QuestionKind.TRUE_FALSE: 2,
        QuestionKind.FILL_IN: 2,
        QuestionKind.ORDERING: 4,
        QuestionKind.MATCHING: 2,
        QuestionKind.SITUATIONAL: 3,
        QuestionKind.DIALOGUE: 3,
        QuestionKind.SHORT_ANSWER: 2,
    }
    assert len(lines(page)) == expected[kind]
    assert words(page.select_one("tfoot")) == "No answer 100%"


def test_page_of_a_question_of_several_quizzes_leads_to_each(client, cast, quiz, questions, versions):
    other = QuizFactory(title="小测")
    for _person in range(10):
        sit(quiz, (versions[0], 1, [0]))
        sit(other, (versions[0], 0, [1]))

    def shown(**query):
        page = main_of(open_as(client, cast.trainer, of_question(questions[0]), **query))
        current = page.select_one(".places [aria-current]")
        return words(current), [words(value) for value in page.select(".measure__value")][:2]

    assert shown() == ("All quizzes", ["20", "50%"])
    assert shown(quiz=quiz.pk) == ("课后测验", ["10", "100%"])
    assert shown(quiz=other.pk) == ("小测", ["10", "0%"])


def test_page_of_a_question_tells_of_a_regrade(client, cast, quiz, questions, versions):
    sit_often(quiz, versions, people=12)
    Regrade.objects.create(
        question=questions[0],
        shown=versions[0],
        mode=Regrade.Mode.FULL_CREDIT,
        reason="题干有歧义。",
        signed_by=cast.trainer,
        signature="吴某",
    )

    page = words(main_of(open_as(client, cast.trainer, of_question(questions[0]))))

    assert "Full mark for everybody" in page
    assert "吴某" not in page


def test_page_of_a_question_that_was_never_asked_says_so(client, cast):
    draft = QuestionFactory(status="draft")

    assert "Not asked yet" in words(main_of(open_as(client, cast.trainer, of_question(draft))))


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_question_takes_the_same_queries_for_any_number_of_versions_and_quizzes(
    client, cast, questions, django_assert_num_queries, count
):
    for _place in range(count):
        sit_often(QuizFactory(), [question.current_version() for question in questions], people=10)
    for number in range(1, count):
        questions[0].stem = f"改过{number}次"
        questions[0].save()
    open_as(client, cast.trainer, of_question(questions[0]))

    with django_assert_num_queries(14):
        assert len(main_of(client.get(of_question(questions[0]))).select("section")) == count
