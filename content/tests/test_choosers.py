"""A chooser speaks the language of whoever looks, whoever came first."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.admin.forms.models import registry

from content.models import Topic
from training.models import CourseGuide, Question

FIRST_VISITORS = ["en", "zh-hans"]


def wording(widget, language):
    with translation.override(language):
        return [str(text) for text in (widget.choose_one_text, widget.choose_another_text, widget.link_to_chosen_text)]


@pytest.mark.parametrize("first", FIRST_VISITORS)
@pytest.mark.parametrize(("model", "name", "english"), [(Topic, "主题", "topic"), (Question, "题目", "question")])
def test_snippet_chooser_is_worded_when_shown(model, name, english, first):
    with translation.override(first):
        widget = model.snippet_viewset.chooser_viewset.widget_class()
    assert wording(widget, "zh-hans") == [f"选择 {name}", f"选择另一个 {name}", f"编辑这个 {name}"]
    assert wording(widget, "en") == [f"Choose {english}", f"Choose another {english}", f"Edit this {english}"]


@pytest.mark.parametrize("first", FIRST_VISITORS)
def test_page_chooser_is_worded_when_shown(first):
    with translation.override(first):
        widget = registry.get(CourseGuide._meta.get_field("guide"))["widget"]
    assert wording(widget, "zh-hans") == ["选择一个页面 (指南)", "选择其它页面", "编辑本页"]
    assert wording(widget, "en") == ["Choose a page (Guide)", "Choose another page", "Edit this page"]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "选择"), ("en", "Choose")])
def test_chooser_window_is_worded_when_shown(client, cast, language, word):
    client.force_login(cast.trainer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = reverse(Question.snippet_viewset.chooser_viewset.get_url_name("choose"))

    window = BeautifulSoup(client.get(address).json()["html"], "html.parser")

    assert window.find("h1").get_text(" ", strip=True).split()[0] == word
