"""Whoever works in the Wagtail admin in Chinese meets no English of Wagtail's."""

import json

import pytest
from django.conf import settings
from django.utils.translation import trans_real
from django.utils.translation.trans_real import DjangoTranslation

from portal.catalogue import Findings, key_of, read_catalogue, write_catalogue
from portal.supplement import (
    DOMAINS,
    check_supplement,
    package_folders,
    package_messages,
    packages_translate,
    supplement_path,
    sync_supplement,
)

COMPLETE = Findings(missing=[], untranslated=[], fuzzy=[], obsolete=[], broken_placeholders=[])


def combined_translation(domain):
    """What Django puts together for a visitor, as it does for a page or for the scripts of the admin."""
    if domain == "django":
        return trans_real.translation("zh-hans")
    return DjangoTranslation("zh-hans", domain=domain, localedirs=[str(package_folders()["wagtail.admin"])])


def is_translated(translation, key):
    singular, context = key
    name = f"{context}\x04{singular}" if context else singular
    return any(form in translation._catalog for form in (name, (name, 0)))


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_of_the_installed_packages_has_chinese(domain):
    translation, messages = combined_translation(domain), package_messages(domain)
    assert len(messages) > 50
    assert [key for key in messages if not is_translated(translation, key)] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_supplement_is_complete_and_its_placeholders_agree(domain):
    assert check_supplement(settings.BASE_DIR, domain) == COMPLETE


@pytest.mark.parametrize("domain", DOMAINS)
def test_supplement_of_a_new_project_holds_what_the_packages_lack(tmp_path, domain):
    lacking = {key for key in package_messages(domain) if key not in packages_translate(domain)}
    assert check_supplement(tmp_path, domain).missing == sorted(key[0] for key in lacking)

    findings = sync_supplement(tmp_path, domain)

    assert findings.untranslated == sorted(key[0] for key in lacking)
    assert findings.missing == []
    assert sync_supplement(tmp_path, domain) == findings


def test_sync_supplement_keeps_what_is_reworded_and_drops_what_wagtail_has_translated(tmp_path):
    path = supplement_path(tmp_path, "djangojs")
    sync_supplement(tmp_path, "djangojs")
    catalogue = read_catalogue(path)
    catalogue.add("Collapse all", "收起")
    catalogue.add("Expand all", "展开", user_comments=["Instead of 全部展开"])
    catalogue.add("Gone", "没了", user_comments=["Instead of 走了"])
    catalogue.get("Split block").string = "拆分"
    write_catalogue(path, catalogue)
    assert check_supplement(tmp_path, "djangojs").obsolete == ["Collapse all", "Gone"]

    sync_supplement(tmp_path, "djangojs")

    kept = {key_of(message)[0]: message.string for message in read_catalogue(path) if message.id}
    assert (kept.get("Expand all"), kept["Split block"]) == ("展开", "拆分")
    assert {"Collapse all", "Gone"} & set(kept) == set()


def test_check_supplement_reports_a_lost_placeholder_and_a_lost_link(tmp_path):
    path = supplement_path(tmp_path, "django")
    sync_supplement(tmp_path, "django")
    catalogue = read_catalogue(path)
    catalogue.get("Autosave is <span>paused</span>").string = "自动保存已暂停"
    catalogue.get("To be created by %(user)s").string = "将由%(usr)s创建"
    write_catalogue(path, catalogue)
    assert check_supplement(tmp_path, "django").broken_placeholders == [
        "Autosave is <span>paused</span>",
        "To be created by %(user)s",
    ]


def test_scripts_of_the_admin_speak_the_chosen_language(client, cast):
    client.force_login(cast.trainer)
    # The catalogue is written as JSON, beyond ASCII by escapes.
    chinese = json.dumps({"Split block": "拆分区块"})[1:-1].encode()
    assert chinese in client.get("/admin/jsi18n/").content

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert chinese not in client.get("/admin/jsi18n/").content
