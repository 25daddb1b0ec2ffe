"""Uploaded pictures: open to people who are signed in; everything else below MEDIA_ROOT is not there."""

import pytest


@pytest.fixture
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ["images/deeper", "documents", "images_old"]:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "images" / "a.png").write_bytes(b"picture")
    for closed in ["documents/closed.pdf", "images_old/closed.png", "closed.png"]:
        (tmp_path / closed).write_bytes(b"closed")
    (tmp_path.parent / "outside.png").write_bytes(b"closed")
    return tmp_path


def test_picture_is_shown_to_people_who_are_signed_in(client, cast, media_root):
    assert client.get("/media/images/a.png").url.startswith("/sign-in/")
    client.force_login(cast.visitor)
    response = client.get("/media/images/a.png")
    assert b"".join(response.streaming_content) == b"picture"
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/png", "no-store, private")


@pytest.mark.parametrize(
    "path",
    [
        "documents/closed.pdf",
        "images_old/closed.png",
        "closed.png",
        "images/../documents/closed.pdf",
        "images/%2e%2e/documents/closed.pdf",
        "images/deeper/../../documents/closed.pdf",
        "images/../../outside.png",
        "images/./a.png",
        "images//a.png",
        "images/..",
        "images/",
        "images/deeper",
        "images/missing.png",
        "images/a.png%00",
    ],
)
def test_nothing_else_below_the_folder_is_there(client, cast, media_root, path):
    client.force_login(cast.administrator)
    assert client.get(f"/media/{path}").status_code == 404
