"""The main navigation: which sections a person sees. No section leads to a page that would refuse them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cadres.enums import Role
from cadres.models import User
from training.permissions import user_can_view_board

#: The addresses of the two index pages, as migration 0002 made them; their slugs have no field in the editor.
GUIDES_URL = "/guides/"
COURSES_URL = "/courses/"


@dataclass(frozen=True)
class Section:
    """One entry of the navigation; `icon` names a symbol of the sprite."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool


def sections_for(user: User, path: str) -> list[Section]:
    """The sections that `user` may enter; the one in which `path` lies is current. Reads only roles and posts."""
    if not user.is_authenticated:
        return []
    entries = [
        (_("Guides"), GUIDES_URL, "book-open"),
        (_("Training"), COURSES_URL, "graduation-cap"),
        (_("My page"), reverse("home:desk"), "user-round"),
    ]
    if user_can_view_board(user):
        entries.append((_("Board"), reverse("training:board"), "chart-column"))
    if user.sees_subtree or user.is_administrator:
        entries.append((_("People"), reverse("cadres:people"), "users-round"))
    if user.is_active and Role.AUDITOR in user.roles:
        # Others find these from the board and the question bank.
        entries.append((_("Make-up training"), reverse("training:make_ups"), "clipboard-pen"))
        entries.append((pgettext_lazy("section", "Regrades"), reverse("training:regrades"), "clipboard-pen"))
        entries.append((_("Certificates"), reverse("training:certificates"), "graduation-cap"))
        # Trainers and overseers come there by the board.
        entries.append((pgettext_lazy("section", "Spot checks"), reverse("training:spot_checks"), "search"))
    return [Section(label, url, icon, path.startswith(url)) for label, url, icon in entries]
