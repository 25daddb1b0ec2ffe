"""Steps of a roster import that several test modules take."""

from cadres.models import Department, Posting, User
from cadres.services import roster

from .roster_files import csv_file, row

SUN = row("A00901", "孙某某", "010", email="sun@example.org", post="科长", rank_band="正科级")


def everybody(*, without=()):
    """The roster of all people as they are."""
    posts = Posting.objects.filter(ends_on=None, is_primary=True, user__is_active=True).select_related(
        "user", "department"
    )
    return [
        row(held.user.staff_number, held.user.name, held.department.code, post=held.post)
        for held in posts
        if held.user not in without
    ]


def start(cast, *rows, is_partial=False, content=None, file_name="a.csv"):
    content = csv_file(*rows) if content is None else content
    started = roster.start_import(
        uploaded_by=cast.administrator, file_name=file_name, content=content, is_partial=is_partial
    )
    started.refresh_from_db()
    return started


def accept(cast, started, *, is_confirmed=False):
    roster.accept_import(roster_import=started, decided_by=cast.administrator, is_confirmed=is_confirmed)
    started.refresh_from_db()
    return started


def state_of_the_people():
    people = list(User.objects.order_by("pk").values_list("pk", "name", "email", "is_active", "groups"))
    posts = list(Posting.objects.order_by("pk").values_list("user", "department", "post", "starts_on", "ends_on"))
    return people, posts, list(Department.objects.values_list("code", "name", "path", "depth", "numchild"))
