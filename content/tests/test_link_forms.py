"""The windows for a link say what they ask for in the visitor's language."""

import pytest
from django.utils import translation
from django.utils.functional import Promise

from content import link_forms

FORMS = [
    link_forms.ExternalLinkForm,
    link_forms.AnchorLinkForm,
    link_forms.EmailLinkForm,
    link_forms.PhoneLinkForm,
]


@pytest.mark.parametrize("form", FORMS)
def test_link_form_keeps_the_fields_of_wagtail_and_names_each(form):
    wagtails = form.__base__
    assert list(form.base_fields) == list(wagtails.base_fields)
    assert {name: field.required for name, field in form.base_fields.items()} == {
        name: field.required for name, field in wagtails.base_fields.items()
    }
    assert all(isinstance(field.label, Promise) for field in form.base_fields.values())


@pytest.mark.parametrize("kind", ["external", "anchor", "email", "phone"])
def test_link_window_is_worded_in_chinese(client, cast, kind):
    client.force_login(cast.trainer)
    html = client.get(f"/admin/choose-{kind}-link/").json()["html"]
    with translation.override("zh-hans"):
        assert str(link_forms.link_text_field().label) in html


@pytest.mark.parametrize("kind", ["external", "anchor", "email", "phone"])
def test_link_window_is_refused_outside_the_admin(client, cast, kind):
    client.force_login(cast.learner)
    assert client.get(f"/admin/choose-{kind}-link/").status_code == 302
