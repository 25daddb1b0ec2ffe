"""The pages of a practice talk: before the start, the conversation, the look back; and writing one."""

import bs4
import pytest
from django.urls import reverse

from training.models import SceneChoice, ScenePage, SceneRun
from training.run_paper import offered_order
from training.services.scenes import start_run
from training.tests.factories import CourseFactory, SceneFactory, play_run, scene_endings, scene_moments

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    return SceneFactory()


def soup(response):
    return bs4.BeautifulSoup(response.content, "html.parser").find("main")


def address(run, name="run"):
    return reverse(f"training:{name}", args=[run.pk])


def start(client, scene):
    return client.post(reverse("training:start_run", args=[scene.pk]))


def choose(client, run, position, reply, **options):
    """Sends the choice of the reply that the author wrote at place `reply`."""
    count = len(run.version.content.moments[position - 1].replies)
    place = offered_order(run.pk, position, count).index(reply)
    return client.post(address(run, "choose_reply"), {"position": position, "reply": place}, **options)


# --- Before the start ----------------------------------------------------------------------


def test_page_tells_what_it_is_and_that_it_is_invented(learner, scene):
    text = soup(learner.get(scene.get_url())).get_text(" ", strip=True)
    for told in [
        scene.partner,
        scene.goal,
        scene.situation,
        "60 percent of the points, and",
        "invented",
        "as often as you like",
    ]:
        assert told in text
    assert "Begin the practice talk" in text
    assert "先听他说" not in text


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ((0,), ("Continue the practice talk", "In progress")),
        ((2,), ("Talk once more", "Not passed yet")),
        ((0, 0), ("Talk once more", "Passed")),
    ],
)
def test_page_tells_how_far_one_is(learner, cast, scene, choices, expected):
    play_run(cast.learner, scene, *choices)
    page = soup(learner.get(scene.get_url()))
    found = (page.select_one(part).get_text(strip=True) for part in ("form .button", "tbody .status__word"))
    assert tuple(found) == expected


def test_page_of_a_scene_with_gaps_offers_no_start(learner):
    page = soup(learner.get(SceneFactory(moments=[]).get_url()))
    assert "still writing" in page.get_text()
    assert page.find("form") is None


def test_who_has_no_role_may_read_only(client, cast, scene):
    client.force_login(cast.visitor)
    assert soup(client.get(scene.get_url())).find("form") is None
    assert start(client, scene).status_code == 403
    assert not SceneRun.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_equally_often(learner, cast, scene, django_assert_num_queries, count):
    for _run in range(count):
        play_run(cast.learner, scene, 2)
    learner.get(scene.get_url())
    with django_assert_num_queries(19):
        learner.get(scene.get_url())


# --- The conversation ----------------------------------------------------------------------


def test_start_leads_to_the_first_moment_and_a_second_start_to_the_same_run(learner, scene):
    first, second = start(learner, scene), start(learner, scene)
    run = SceneRun.objects.get()
    assert first.url == second.url == address(run)
    page = soup(learner.get(first.url))
    assert page.select_one("#now").get_text(" ", strip=True) == "干部甲 八年白干了。"
    assert {button.get_text(strip=True) for button in page.select("[name=reply]")} == {
        "先听他说", "先讲规则", "叫他想开点",
    }  # fmt: skip
    assert [mood.get_text(" ", strip=True) for mood in page.select(".mood")] == ["Trust Reserved", "Tension Tense"]


def test_start_of_a_closed_scene_is_not_there(client, cast):
    scene = SceneFactory(parent=CourseFactory(visibility="subtree", department=cast.own))
    client.force_login(cast.outsider)
    assert start(client, scene).status_code == 404
    client.force_login(cast.learner)
    scene.course.unpublish()
    assert start(client, scene).status_code == 404


def test_start_of_a_scene_with_gaps_leads_back_with_the_reason(learner):
    scene = SceneFactory(moments=[])
    response = learner.post(reverse("training:start_run", args=[scene.pk]), follow=True)
    assert response.redirect_chain == [(scene.get_url(), 302)]
    assert "cannot be played yet" in response.content.decode()


def test_choice_leads_on_to_the_next_moment(learner, cast, scene):
    run = start_run(user=cast.learner, scene=scene)
    response = choose(learner, run, 1, 0)
    assert response.url == f"{address(run)}#now"
    page = soup(learner.get(address(run)))
    said = [turn.get_text(" ", strip=True) for turn in page.select(".dialogue__turn")]
    assert said == ["干部甲 八年白干了。", "You 先听他说", "干部甲 往后不知道怎么干。"]
    assert [mood.get_text(" ", strip=True) for mood in page.select(".mood")] == [
        "Trust Willing to listen",
        "Tension Uneasy",
    ]


def test_conversation_tells_no_reason_point_target_or_key(learner, cast, scene):
    run = start_run(user=cast.learner, scene=scene)
    choose(learner, run, 1, 1)
    page = learner.get(address(run)).content.decode()
    for secret in ["为什么", "他起身走了", "point", "适", '"一"', '"断"', '"转"']:
        assert secret not in page


def test_replies_keep_their_order_in_a_run_and_differ_between_runs(scene):
    runs = [SceneRun(scene=scene) for _run in range(12)]
    orders = [offered_order(run.pk, 1, 3) for run in runs]
    assert orders == [offered_order(run.pk, 1, 3) for run in runs]
    assert all(sorted(order) == [0, 1, 2] for order in orders)
    assert len({tuple(order) for order in orders}) > 1


def test_choice_from_an_old_page_is_answered_with_where_the_talk_is(learner, cast, scene):
    run = start_run(user=cast.learner, scene=scene)
    choose(learner, run, 1, 0)
    same, other = (choose(learner, run, 1, reply, follow=True).content.decode() for reply in (0, 2))
    assert "answered this moment already" not in same
    assert "answered this moment already" in other
    assert "往后不知道怎么干。" in same
    assert "往后不知道怎么干。" in other
    assert list(run.choices.values_list("reply", flat=True)) == [0]


def test_choice_from_an_old_page_after_the_end_leads_to_the_look_back(learner, cast, scene):
    run = play_run(cast.learner, scene, 2)
    response = choose(learner, run, 1, 0)
    assert response.url == address(run)
    assert run.choices.count() == 1


@pytest.mark.parametrize(
    "form", [{}, {"position": "1"}, {"position": "1", "reply": "9"}, {"position": "x", "reply": "0"},
             {"position": "2", "reply": "0"}, {"position": "0", "reply": "0"}, {"position": "9" * 30, "reply": "-1"}],
)  # fmt: skip
def test_form_that_makes_no_sense_records_nothing(learner, cast, scene, form):
    run = start_run(user=cast.learner, scene=scene)
    response = learner.post(address(run, "choose_reply"), form, follow=True)
    assert "Nothing was recorded" in response.content.decode()
    assert not SceneChoice.objects.exists()


def test_address_of_a_choice_leads_to_the_talk(learner, cast, scene):
    run = start_run(user=cast.learner, scene=scene)
    assert learner.get(address(run, "choose_reply")).url == f"{address(run)}#now"


@pytest.mark.parametrize("part", ["junior", "trainer", "overseer", "administrator", "auditor"])
def test_talk_of_another_person_is_not_there(client, cast, scene, part):
    runs = [play_run(cast.learner, scene, 2), start_run(user=cast.learner, scene=scene)]
    client.force_login(cast.people()[part])
    for run in runs:
        assert client.get(address(run)).status_code == 404
        assert client.post(address(run, "choose_reply"), {"position": 1, "reply": 0}).status_code == 404
    assert runs[1].choices.count() == 0


def test_run_goes_on_when_its_scene_is_withdrawn(learner, cast, scene):
    run = start_run(user=cast.learner, scene=scene)
    scene.unpublish()
    choose(learner, run, 1, 2)
    page = soup(learner.get(address(run)))
    assert page.select_one("#verdict").get_text() == "Not passed yet"
    assert "Talk once more" not in page.get_text()


@pytest.mark.parametrize("choices", [(), (0,)])
def test_conversation_asks_the_database_equally_often(learner, cast, scene, django_assert_num_queries, choices):
    run = play_run(cast.learner, scene, *choices)
    learner.get(address(run))
    with django_assert_num_queries(8):
        learner.get(address(run))


@pytest.mark.parametrize("choices", [(2,), (0, 1)])
def test_look_back_asks_the_database_equally_often(learner, cast, scene, django_assert_num_queries, choices):
    run = play_run(cast.learner, scene, *choices)
    learner.get(address(run))
    with django_assert_num_queries(18):
        learner.get(address(run))


# --- Looking back --------------------------------------------------------------------------


def test_look_back_replays_the_talk_with_what_each_choice_did(learner, cast, scene):
    run = play_run(cast.learner, scene, 1, 0)
    page = soup(learner.get(address(run)))
    assert page.select_one("#verdict").get_text() == "Not passed yet"
    steps = [step.get_text(" ", strip=True) for step in page.select(".debrief__step")]
    assert len(steps) == 2
    for told in [
        "先讲规则",
        "Trust −1, now 3: Reserved",
        "Tension +1, now 6: Tense",
        "选择方法 1 point",
        "为什么：先讲规则",
    ]:
        assert told in steps[0]
    skills = [line.get_text(" ", strip=True) for line in page.select(".debrief__skills dd")]
    assert [line.split("Points for ")[1] for line in skills] == [
        "把握时机 0 of 1", "确定重点 2 of 2", "选择方法 2 of 2", "注重艺术 0 of 2",
    ]  # fmt: skip
    text = page.get_text(" ", strip=True)
    assert "它" not in text
    assert "57.1 percent (pass mark 60)" in str(page)
    assert "The points are below the pass mark." in text
    assert "叫他想开点" not in text


def test_look_back_names_the_ending_that_does_not_hold_and_the_missed_skill(learner, cast):
    scene = SceneFactory(skill_minimum=50)
    text = soup(learner.get(address(play_run(cast.learner, scene, 0, 1)))).get_text(" ", strip=True)
    assert "It went well" not in text
    assert "Halfway" in text
    assert "The talk came to an ending that does not hold." in text
    assert "A skill is below its minimum." in text
    assert "Below the minimum of 50 percent." in text
    assert "50 percent in each skill" in text


def test_look_back_on_a_pass_tells_that_the_course_is_finished(learner, cast, scene):
    text = soup(learner.get(address(play_run(cast.learner, scene, 0, 0)))).get_text(" ", strip=True)
    assert "Passed" in text
    assert "Course finished on" in text
    assert "What was missing" not in text


def test_desk_and_record_name_the_talks(client, learner, cast, scene):
    play_run(cast.learner, scene, 0, 0)
    run = start_run(user=cast.learner, scene=scene)
    desk = soup(learner.get(reverse("home:desk")))
    assert desk.select_one(f'.card a[href="{address(run)}"]')
    assert [link.get_text() for link in desk.select("tbody th a[href^='/learn/talks/']")] == [scene.title] * 2
    client.force_login(cast.overseer)
    record = soup(client.get(reverse("training:person_record", args=[cast.learner.pk])))
    assert scene.title in record.get_text()
    assert "6 of 7" in record.get_text()
    assert record.select("a[href^='/learn/talks/']") == []


def test_course_names_the_talk_among_its_units(learner, scene):
    page = soup(learner.get(scene.course.get_url()))
    assert page.select_one(".path__kind").get_text(strip=True) == "Practice talk"
    assert page.select_one(".path__meta").get_text(strip=True) == "10 minutes"
    assert page.select_one(".actions .button").get_text(strip=True) == "Begin the practice talk"


# --- Writing one ---------------------------------------------------------------------------


def streams(moments, endings):
    """The blocks as the editor's script sends them."""
    sent = {"moments-count": str(len(moments)), "endings-count": str(len(endings))}
    for place, moment in enumerate(moments):
        before = f"moments-{place}"
        sent |= {f"{before}-type": "moment", f"{before}-order": str(place), f"{before}-deleted": ""}
        sent |= {f"{before}-value-{name}": moment[name] for name in ("key", "speaker", "text")}
        sent[f"{before}-value-replies-count"] = str(len(moment["replies"]))
        for number, reply in enumerate(moment["replies"]):
            inner = f"{before}-value-replies-{number}"
            sent |= {f"{inner}-order": str(number), f"{inner}-deleted": ""}
            sent |= {f"{inner}-value-{name}": str(value) for name, value in reply.items()}
    for place, ending in enumerate(endings):
        before = f"endings-{place}"
        sent |= {f"{before}-type": "ending", f"{before}-order": str(place), f"{before}-deleted": ""}
        sent |= {f"{before}-value-{name}": str(ending[name]) for name in ("key", "kind", "text")}
        sent |= {f"{before}-value-passes": "on"} if ending["passes"] else {}
    return sent


def page_form(moments, endings):
    return {
        "title": "落选之后", "slug": "after", "summary": "练一次", "partner": "干部甲", "situation": "下午",
        "goal": "听", "minutes": "10", "trust": "4", "tension": "5", "pass_mark": "60", "skill_minimum": "",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "", **streams(moments, endings),
    }  # fmt: skip


@pytest.fixture
def trainer(client, cast):
    client.cookies["django_language"] = "en"
    client.force_login(cast.trainer)
    return client


def add(client, course, form):
    return client.post(reverse("wagtailadmin_pages:add", args=["training", "scenepage", course.pk]), form)


def test_trainer_publishes_a_sound_scene(trainer, cast):
    form = page_form(scene_moments(), scene_endings()) | {"action-publish": "publish"}
    response = add(trainer, CourseFactory(), form)
    assert response.status_code == 302
    scene = ScenePage.objects.get()
    assert (scene.live, scene.versions.count(), scene.plain_scene()) == (True, 1, SceneFactory().plain_scene())


def test_draft_with_gaps_is_kept_and_says_what_is_missing(trainer, cast):
    response = add(trainer, CourseFactory(), page_form(scene_moments()[:1], []))
    assert response.status_code == 302
    scene = ScenePage.objects.get()
    assert not scene.live
    editor = trainer.get(reverse("wagtailadmin_pages:edit", args=[scene.pk])).content.decode()
    assert "Missing before it can be published" in editor
    assert "there is nothing with the mark “二”" in editor


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_scene_with_gaps_is_not_published(trainer, cast, action):
    form = page_form(scene_moments()[:1], scene_endings()) | {action: "1"}
    response = add(trainer, CourseFactory(), form)
    assert response.status_code == 200
    found = response.context["form"].errors["moments"].as_data()[0].block_errors
    assert [text for texts in found.values() for text in texts.messages] == [
        f"Moment “一”, reply {number}: there is nothing with the mark “二”." for number in (1, 2)
    ]
    assert not ScenePage.objects.exists()


def test_scene_that_nobody_can_pass_is_refused_at_its_pass_mark(trainer, cast):
    form = page_form(scene_moments(), scene_endings()) | {"pass_mark": "100", "action-publish": "1"}
    response = add(trainer, CourseFactory(), form)
    assert "Nobody can pass" in str(response.context["form"].errors["pass_mark"])


def test_preview_shows_every_moment_with_its_replies(trainer, scene):
    url = reverse("wagtailadmin_pages:view_draft", args=[scene.pk])
    page = soup(trainer.get(url, {"mode": "talk"}))
    links = {link.get_text(strip=True): link["href"] for link in page.select("a.talk__reply")}
    assert links == {
        "先听他说": "#moment-2", "先讲规则": "#moment-2", "叫他想开点": "#ending-3",
        "约好下周再谈": "#ending-1", "就到这里吧": "#ending-2", "停下来，陪他去医院": "#ending-4",
    }  # fmt: skip
    assert {target.removeprefix("#") for target in links.values()} <= {part["id"] for part in page.select("[id]")}
    text = page.get_text(" ", strip=True)
    for told in ["把握时机: 1 point", "Trust +2", "Tension −1", "Leads to 二", "为什么：先听他说", "It went well"]:
        assert told in text
