"""The Chinese catalogue is complete, and the tool that says so can see."""

from pathlib import Path

from django.conf import settings

from portal.catalogue import Findings, catalogue_path, check_catalogue, sync_catalogue

COMPLETE = Findings(missing=[], untranslated=[], fuzzy=[], obsolete=[], broken_placeholders=[])

TEMPLATE = """{% load i18n %}
{% translate "Sign in" %}
{% translate "Open" context "door" %}
{% blocktranslate trimmed with name=user.name %}
  Good day, {{ name }}.
{% endblocktranslate %}
{% blocktranslate trimmed count n=people|length %}
  {{ n }} person
{% plural %}
  {{ n }} people
{% endblocktranslate %}
{{ _("Privacy")|upper }}
"""
MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext

LABEL = _("Finished")

def label(n):
    return ngettext("%(n)s row", "%(n)s rows", n) % {"n": n}
"""


def make_project(root: Path) -> Path:
    (root / "templates").mkdir()
    (root / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (root / "labels.py").write_text(MODULE, encoding="utf-8")
    catalogue_path(root).parent.mkdir(parents=True)
    return catalogue_path(root)


def test_catalogue_of_the_portal_is_complete():
    assert check_catalogue(settings.BASE_DIR) == COMPLETE


def test_sync_catalogue_finds_messages_of_templates_and_code(tmp_path):
    make_project(tmp_path)
    assert check_catalogue(tmp_path).missing == [
        "%(n)s person",
        "%(n)s row",
        "Finished",
        "Good day, %(name)s.",
        "Open",
        "Privacy",
        "Sign in",
    ]
    assert sync_catalogue(tmp_path).untranslated == check_catalogue(tmp_path).untranslated
    assert check_catalogue(tmp_path).missing == []
    assert len(check_catalogue(tmp_path).untranslated) == 7


def test_check_catalogue_reports_fuzzy_obsolete_and_broken(tmp_path):
    path = make_project(tmp_path)
    sync_catalogue(tmp_path)
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        'msgid "Good day, %(name)s."\nmsgstr ""', 'msgid "Good day, %(name)s."\nmsgstr "您好，%(nam)s。"'
    )
    text = text.replace('msgid "Finished"\nmsgstr ""', 'msgid "Finished"\nmsgstr "已完成"')
    text = text.replace('#: labels.py\nmsgid "Finished"', '#: labels.py\n#, fuzzy\nmsgid "Finished"')
    path.write_text(text + '\nmsgid "Gone"\nmsgstr "没了"\n', encoding="utf-8")
    findings = check_catalogue(tmp_path)
    assert (findings.fuzzy, findings.obsolete, findings.broken_placeholders) == (
        ["Finished"],
        ["Gone"],
        ["Good day, %(name)s."],
    )


def test_sync_catalogue_keeps_translations_and_drops_obsolete(tmp_path):
    path = make_project(tmp_path)
    sync_catalogue(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('msgid "Sign in"\nmsgstr ""', 'msgid "Sign in"\nmsgstr "登录"')
        + '\nmsgid "Gone"\nmsgstr "没了"\n',
        encoding="utf-8",
    )
    findings = sync_catalogue(tmp_path)
    assert "Sign in" not in findings.untranslated
    assert findings.obsolete == []
    assert sync_catalogue(tmp_path) == findings
