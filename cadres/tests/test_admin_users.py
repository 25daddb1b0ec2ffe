"""People in the Wagtail admin: one name, translated roles, no deletion."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cadres.enums import Role
from cadres.models import User
from cadres.tests.factories import UserFactory

INDEX = "/admin/users/"
PASSWORD = "qing-shui-2027"


def edit_url(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def role_ids(*roles):
    return [Group.objects.get(name=role).pk for role in roles]


def form_of(user, **changes):
    """What the edit form posts when nothing but `changes` is touched."""
    fields = {
        "staff_number": user.staff_number,
        "name": user.name,
        "email": user.email,
        "is_active": "on",
        "password1": "",
        "password2": "",
        "groups": list(user.groups.values_list("pk", flat=True)),
    }
    return fields | changes


def messages_of(client, url):
    return [str(message) for message in client.get(url).context["messages"]]


@pytest.fixture
def admin(client, cast):
    """A client signed in as the administrator, who is no superuser."""
    client.force_login(cast.administrator)
    return client


@pytest.mark.parametrize("part", ["trainer", "editor"])
def test_users_are_closed_to_other_authors(client, cast, part):
    client.force_login(cast.people()[part])
    for url in [INDEX, f"{INDEX}new/", edit_url(cast.learner), f"{INDEX}delete/{cast.learner.pk}/"]:
        response = client.post(url, form_of(cast.learner, name="改"))
        assert response.status_code in {302, 405}
        assert client.get(url).status_code == 302
    assert User.objects.get(pk=cast.learner.pk).name == "林某"


def test_users_list_shows_name_number_and_roles_by_pinyin(admin, cast):
    response = admin.get(INDEX)
    listed = list(response.context["page_obj"])
    assert listed == list(User.objects.all())
    assert list(response.context["table"].columns) == ["name", "staff_number", "roles", "is_active", "last_login"]
    assert cast.learner.staff_number in response.text
    assert str(Role.TRAINER.label) in response.text


def test_users_list_has_nothing_to_tick_or_delete(admin, cast):
    text = admin.get(INDEX).text
    assert "data-bulk-action-checkbox" not in text
    assert "/admin/users/delete/" not in text


def test_users_list_takes_as_many_queries_for_three_as_for_one(admin, cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        admin.get(INDEX)
        with CaptureQueriesContext(connection) as caught:
            admin.get(INDEX)
        return len(caught)

    before = queries()
    for _number in range(3):
        UserFactory(roles=[Role.LEARNER, Role.TRAINER], department=cast.own)
    assert queries() == before


@pytest.mark.parametrize(("text", "found"), [("林", ["林某"]), ("小明", ["张小明"]), ("nobody", [])])
def test_users_are_found_by_name_even_if_they_came_by_a_bulk_import(admin, text, found):
    User.objects.bulk_create([User(staff_number="900001", name="张小明", name_sort_key="zhang xiao ming")])
    assert [user.name for user in admin.get(f"{INDEX}results/", {"q": text}).context["page_obj"]] == found


def test_users_are_found_by_number_and_email(admin, cast):
    UserFactory(name="韩某", staff_number="777001", email="han@example.org")
    for text in ["777001", "han@example"]:
        assert [user.name for user in admin.get(INDEX, {"q": text}).context["page_obj"]] == ["韩某"]


def test_users_are_filtered_by_role_under_its_label(admin, cast):
    response = admin.get(INDEX, {"group": role_ids(Role.OVERSEER)})
    assert set(response.context["page_obj"]) == {cast.overseer, cast.outside_overseer, cast.chief}
    assert str(Role.REVIEWER.label) in response.text
    assert "is_superuser" not in response.text


@pytest.mark.parametrize("url", [INDEX + "new/", None])
def test_user_form_has_one_name_and_no_superuser_switch(admin, cast, url):
    response = admin.get(url or edit_url(cast.learner))
    assert response.status_code == 200
    fields = set(response.context["form"].fields) - {"is_active"}
    assert fields == {"staff_number", "name", "email", "groups", "password1", "password2"}
    posted = set(re.findall(r'name="([a-z0-9_]+)"', response.text))
    assert {"staff_number", "name", "email", "password1", "password2", "groups"} <= posted
    assert not posted & {"first_name", "last_name", "is_superuser"}
    labels = [label for _value, label in response.context["form"].fields["groups"].choices]
    assert labels == [str(role.label) for role in Role]


def test_administrator_creates_a_person_with_an_initial_password(admin, client):
    data = {
        "staff_number": " ００１２３４ ",
        "name": " 何某 ",
        "email": "",
        "groups": role_ids(Role.LEARNER, Role.TRAINER),
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert admin.post(f"{INDEX}new/", data).url == INDEX
    created = User.objects.get(staff_number="001234")
    assert (created.name, created.email, created.is_active, created.is_superuser) == ("何某", "", True, False)
    assert created.roles == {Role.LEARNER, Role.TRAINER}
    client.logout()
    client.post("/sign-in/", {"username": "001234", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(created.pk)


def test_person_created_without_a_password_cannot_sign_in(admin):
    admin.post(
        f"{INDEX}new/", {"staff_number": "001235", "name": "何某", "email": "", "password1": "", "password2": ""}
    )
    assert not User.objects.get(staff_number="001235").has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"staff_number": ""}, "staff_number"),
        ({"staff_number": "li@example.org"}, "staff_number"),
        ({"staff_number": "00 1234"}, "staff_number"),
        ({"email": "not an address"}, "email"),
        ({"password1": PASSWORD}, "password2"),
        ({"password1": "short", "password2": "short"}, "password2"),
    ],
)
def test_user_form_refuses(admin, cast, wrong, field):
    response = admin.post(edit_url(cast.learner), form_of(cast.learner, **wrong))
    assert list(response.context["form"].errors) == [field]


def test_user_form_says_once_that_a_staff_number_is_taken(admin, cast):
    response = admin.post(edit_url(cast.learner), form_of(cast.learner, staff_number=cast.junior.staff_number))
    assert response.context["form"].errors == {
        "staff_number": [response.context["form"].error_messages["duplicate_username"]]
    }


def test_user_form_says_that_an_email_is_taken(admin, cast):
    User.objects.filter(pk=cast.junior.pk).update(email="qian@example.org")
    response = admin.post(edit_url(cast.learner), form_of(cast.learner, email="QIAN@example.org"))
    assert list(response.context["form"].errors) == ["__all__"]
    assert response.context["form"].non_field_errors()[0] in response.text


def test_administrator_edits_name_and_roles(admin, cast):
    data = form_of(cast.learner, name="林某某", groups=role_ids(Role.LEARNER, Role.REVIEWER))
    assert admin.post(edit_url(cast.learner), data).status_code == 302
    edited = User.objects.get(pk=cast.learner.pk)
    assert (edited.name, edited.roles) == ("林某某", {Role.LEARNER, Role.REVIEWER})


def test_administrator_sets_a_password_which_ends_the_persons_sessions(admin, cast):
    from django.test import Client

    other = Client()
    other.force_login(cast.learner)
    admin.post(edit_url(cast.learner), form_of(cast.learner, password1=PASSWORD, password2=PASSWORD))
    assert User.objects.get(pk=cast.learner.pk).check_password(PASSWORD)
    assert other.get("/account/password/").status_code == 302


def test_edit_without_a_password_keeps_the_password(admin, cast):
    cast.learner.set_password(PASSWORD)
    cast.learner.save()
    admin.post(edit_url(cast.learner), form_of(cast.learner, name="林某某"))
    assert User.objects.get(pk=cast.learner.pk).check_password(PASSWORD)


def test_administrator_retires_a_person(admin, cast):
    data = form_of(cast.learner)
    del data["is_active"]
    admin.post(edit_url(cast.learner), data)
    assert not User.objects.get(pk=cast.learner.pk).is_active


@pytest.mark.parametrize("extra", [{"is_superuser": "on"}, {"user_permissions": "1"}, {"date_joined": "2000-01-01"}])
def test_administrator_cannot_post_more_than_the_form_has(admin, cast, extra):
    before = User.objects.values().get(pk=cast.administrator.pk)
    admin.post(edit_url(cast.administrator), form_of(cast.administrator, **extra))
    after = User.objects.values().get(pk=cast.administrator.pk)
    assert after == before | {"last_login": after["last_login"]}
    assert not User.objects.get(pk=cast.administrator.pk).user_permissions.exists()


def test_administrator_cannot_shut_themselves_out(admin, cast):
    response = admin.get(edit_url(cast.administrator))
    assert "is_active" not in response.context["form"].fields
    response = admin.post(edit_url(cast.administrator), form_of(cast.administrator, groups=role_ids(Role.LEARNER)))
    assert list(response.context["form"].errors) == ["groups"]
    assert User.objects.get(pk=cast.administrator.pk).is_administrator


def test_administrator_cannot_take_over_a_superuser(admin, cast):
    root = User.objects.create_superuser("root", "尤某", "lan-shan-2026")
    assert edit_url(root) not in admin.get(INDEX).text
    assert admin.get(edit_url(root)).status_code == 302
    data = form_of(root, password1=PASSWORD, password2=PASSWORD)
    assert admin.post(edit_url(root), data).status_code == 302
    assert User.objects.get(pk=root.pk).check_password("lan-shan-2026")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_superuser", [False, True])
def test_deleting_a_person_is_refused_with_a_reason(client, cast, method, is_superuser):
    root = User.objects.create_superuser("root", "尤某")
    stranger = UserFactory()  # without a posting: nothing in the database protects the row
    client.force_login(root if is_superuser else cast.administrator)
    response = getattr(client, method)(f"{INDEX}delete/{stranger.pk}/")
    assert response.url == edit_url(stranger)
    assert len(messages_of(client, response.url)) == 1
    assert User.objects.filter(pk=stranger.pk).exists()


def test_edit_form_offers_no_delete_even_to_a_superuser(client, cast):
    client.force_login(User.objects.create_superuser("root", "尤某"))
    assert f"{INDEX}delete/" not in client.get(edit_url(cast.learner)).text


@pytest.mark.parametrize(
    ("action", "data"),
    [("delete", {}), ("set_active_state", {"mark_as_active": "False"}), ("assign_role", {"role": "7"})],
)
def test_bulk_changes_of_people_are_refused(client, cast, action, data):
    client.force_login(User.objects.create_superuser("root", "尤某"))
    stranger = UserFactory()
    if "role" in data:
        data = {"role": role_ids(Role.ADMINISTRATOR)[0]}
    response = client.post(f"/admin/bulk/cadres/user/{action}/?id={stranger.pk}", data)
    assert response.url == INDEX
    assert len(messages_of(client, INDEX)) == 1
    kept = User.objects.get(pk=stranger.pk)
    assert (kept.is_active, kept.roles) == (True, frozenset())


def test_copying_a_person_is_not_offered(admin, cast):
    assert admin.get(f"{INDEX}copy/{cast.learner.pk}/").status_code == 404


def test_groups_are_not_for_administrators(admin):
    assert admin.get("/admin/groups/").status_code == 302
    assert admin.get("/admin/groups/new/").status_code == 302


# --- The signed-in person's own corner --------------------------------------------------------


@pytest.mark.parametrize("part", ["trainer", "editor", "administrator"])
def test_account_page_asks_for_no_name_and_no_picture(client, cast, part):
    client.force_login(cast.people()[part])
    response = client.get(reverse("wagtailadmin_account"))
    assert response.status_code == 200
    assert not {"name_email-first_name", "name_email-last_name", "avatar-avatar", "password-new_password1"} & set(
        re.findall(r'name="([^"]+)"', response.text)
    )
    assert reverse("cadres:change_password") in response.text


def test_account_page_saves(client, cast):
    client.force_login(cast.trainer)
    data = {
        "locale-preferred_language": "en",
        "theme-theme": "dark",
        "theme-contrast": "system",
        "theme-density": "default",
    }
    assert client.post(reverse("wagtailadmin_account"), data).status_code == 302
    profile = User.objects.get(pk=cast.trainer.pk).wagtail_userprofile
    assert (profile.preferred_language, profile.theme) == ("en", "dark")


def test_account_page_is_closed_to_those_without_admin(client, cast):
    client.force_login(cast.learner)
    assert client.get(reverse("wagtailadmin_account")).status_code == 302


@pytest.mark.parametrize("part", ["trainer", "editor", "administrator"])
def test_admin_greets_by_name_and_calls_nobody_outside(client, cast, part):
    user = cast.people()[part]
    User.objects.filter(pk=user.pk).update(email="someone@example.org")
    client.force_login(user)
    text = client.get("/admin/").text
    # The side bar's data are JSON with escaped characters.
    escaped = user.name.encode("ascii", "backslashreplace").decode()
    assert f'"name": "{user.name}"' in text or f'"name": "{escaped}"' in text
    assert "gravatar" not in text
    assert re.findall(r'(?:src|<link[^>]+href|action)="((?:https?:)?//[^"]+)"', text) == []
