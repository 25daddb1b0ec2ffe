"""What authors see in the Wagtail admin while they write: previews at two sizes, kinds to choose from, help."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import PreviewableMixin, get_page_models
from wagtail.snippets.models import get_snippet_models

from content.enums import Facet
from content.models import PortalPage, Topic
from guides.models import GuideIndexPage
from guides.tests.factories import GuideFactory
from home.models import HomePage, SiteSettings
from training.models import CourseIndexPage, LessonAcknowledgement, Programme, QuizAttempt, SceneRun
from training.tests.factories import CourseFactory, LessonFactory, QuestionFactory, QuizFactory, SceneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]
PAGE_KINDS = [model for model in get_page_models() if model is not PortalPage]
PREVIEWED = [model for model in [*PAGE_KINDS, *get_snippet_models()] if issubclass(model, PreviewableMixin)]

#: Plain enough without a word: the name says what to type, or Wagtail explains it itself.
NEEDS_NO_HELP = {"go_live_at", "expire_at", "comment_notifications"}

MADE_BY = {
    "homepage": HomePage.objects.get,
    "guideindexpage": GuideIndexPage.objects.get,
    "courseindexpage": CourseIndexPage.objects.get,
    "guidepage": GuideFactory,
    "coursepage": lambda: CourseFactory(lessons=1, quiz=True),
    "lessonpage": LessonFactory,
    "quizpage": lambda: QuizFactory(questions=[QuestionFactory()]),
    "scenepage": SceneFactory,
}


@pytest.fixture
def trainer(cast) -> Client:
    client = Client()
    client.force_login(cast.trainer)
    client.cookies["django_language"] = "en"
    return client


def evidence() -> tuple[int, int, int]:
    return QuizAttempt.objects.count(), LessonAcknowledgement.objects.count(), SceneRun.objects.count()


# --- Previews ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", PREVIEWED, ids=lambda model: model._meta.label)
def test_preview_has_the_width_of_a_phone_and_of_a_desk(model):
    thing = model()
    assert [(size["name"], size["device_width"]) for size in thing.preview_sizes] == [("phone", 390), ("desk", 1440)]
    assert thing.default_preview_size == "phone"


@pytest.mark.parametrize("kind", [model._meta.model_name for model in PAGE_KINDS])
def test_every_kind_of_page_shows_its_draft_in_every_mode(trainer, kind):
    page = MADE_BY[kind]()
    page.title = f"草稿里的{kind}"
    page.save_revision()
    before = evidence()
    for mode, _label in page.preview_modes:
        response = trainer.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})
        text = response.content.decode()
        assert response.status_code == 200
        assert f"草稿里的{kind}" in text or kind == "homepage"
        assert "css/portal.css" in text
    assert evidence() == before
    assert page.title not in {other.title for other in PortalPage.objects.all()}


def test_editor_offers_both_sizes(trainer):
    page = trainer.get(reverse("wagtailadmin_pages:edit", args=[LessonFactory().pk])).content.decode()
    assert [f'data-device-width="{width}"' in page for width in [390, 1440, 375, 768, 1280]] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_preview_of_a_page_that_is_closed_to_the_author_is_refused(trainer, cast):
    hidden = GuideFactory(owner=cast.outsider, department=cast.other, visibility="participants", title="金丝雀")
    for name in ["view_draft", "preview_on_edit"]:
        response = trainer.get(reverse(f"wagtailadmin_pages:{name}", args=[hidden.pk]), follow=True)
        assert "金丝雀" not in response.content.decode()


# --- Choosing what to write ----------------------------------------------------------------


def test_course_offers_its_kinds_of_units_with_sign_and_sense(trainer):
    course = CourseFactory()
    page = trainer.get(reverse("wagtailadmin_pages:add_subpage", args=[course.pk])).content.decode()
    for icon, sense in [
        ("portal-lesson", "A short reading"),
        ("portal-quiz", "Questions of the bank"),
        ("portal-scene", "A talk with an invented person"),
    ]:
        assert f"#icon-{icon}" in page
        assert sense in page


# --- Help ----------------------------------------------------------------------------------


def fields_without_help(model) -> list[str]:
    handler = model.get_edit_handler() if issubclass(model, PortalPage) else model.snippet_viewset.get_edit_handler()
    explained = {panel.field_name for panel in field_panels(handler) if panel.help_text} | NEEDS_NO_HELP
    fields = handler.get_form_class().base_fields
    return [name for name, field in fields.items() if not field.help_text and name not in explained]


def field_panels(panel):
    for child in getattr(panel, "children", []):
        if hasattr(child, "field_name"):
            yield child
        yield from field_panels(child)


@pytest.mark.parametrize("model", [*PAGE_KINDS, *get_snippet_models()], ids=lambda model: model._meta.label)
def test_every_field_of_a_page_or_snippet_is_explained(model):
    assert fields_without_help(model) == []


def test_every_setting_is_explained():
    written = [field for field in SiteSettings._meta.concrete_fields if field.editable and not field.is_relation]
    assert len(written) >= 4
    assert [field.name for field in written if not field.help_text and not field.primary_key] == []


def test_rows_of_a_programme_are_explained():
    panels = [panel for panel in Programme.panels if getattr(panel, "relation_name", "") == "assignments"]
    assert [bool(panel.help_text) for panel in panels] == [True]


def test_topics_of_a_guide_are_offered_under_their_facets(trainer):
    add = reverse("wagtailadmin_pages:add", args=["guides", "guidepage", GuideIndexPage.objects.get().pk])
    offered = list(trainer.get(add).context["form"].fields["topics"].choices)
    assert [facet for facet, _topics in offered] == [facet.label for facet in Facet]
    assert sum(len(topics) for _facet, topics in offered) == Topic.objects.count()
    assert [label for _pk, label in offered[0][1]] == [skill.name for skill in Topic.objects.skills()]
